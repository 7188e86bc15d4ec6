interface OpenCall<A, B> {
  readonly value: A
  readonly signal: AbortSignal
  readonly resolve: (result: B) => void
  readonly reject: (error: unknown) => void
}

/** A user function whose calls stay open until the test answers them. */
export const openCalls = <A, B>(): {
  readonly f: (value: A, signal: AbortSignal) => Promise<B>
  readonly calls: readonly OpenCall<A, B>[]
  readonly values: () => readonly A[]
} => {
  const calls: OpenCall<A, B>[] = []
  return {
    f: (value, signal) => new Promise((resolve, reject) => calls.push({ value, signal, resolve, reject })),
    calls,
    values: () => calls.map(({ value }) => value),
  }
}

// Kept from before any spec puts fake timers in their place.
const { setImmediate: immediately } = globalThis

/** Lets all that is ready happen, also what has put itself off to let the event loop breathe. */
export const quiet = async (): Promise<void> => {
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => void immediately(resolve))
}
