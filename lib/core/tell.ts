/** For what is put off a moment, until nothing else is on the stack. */
export const ready: Promise<void> = Promise.resolve()

/**
 * Wakes a consumer that waits. Who takes one value at a time is told a moment later: else it falls into step with who
 * gives, and waits for each value. A runtime's own way to put something off costs several times as much.
 */
export const tell = (wake: () => void, greedy: boolean): void => {
  if (greedy) wake()
  else void ready.then(wake)
}
