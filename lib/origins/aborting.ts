class Waiters extends Set<() => void> {
  handleEvent(): void {
    for (const waiter of this) {
      this.delete(waiter)
      waiter()
    }
  }
}

const waiting = new WeakMap<AbortSignal, Waiters>()

/**
 * Calls `f` when the signal aborts, unless it is told first that nobody waits any more. All who wait for a signal share
 * one listener: Node takes the eleventh for a leak, and one signal may end thousands of runs.
 */
export const whenAborted = (signal: AbortSignal, f: () => void): (() => void) => {
  const waiters = waiting.get(signal) ?? new Waiters()
  if (waiters.size === 0) {
    waiting.set(signal, waiters)
    signal.addEventListener('abort', waiters, { once: true })
  }
  waiters.add(f)
  return () => {
    waiters.delete(f)
    if (waiters.size === 0) signal.removeEventListener('abort', waiters)
  }
}
