/** The time that stages wait by; specs turn a virtual one. */
export interface Clock {
  /** Milliseconds since a fixed moment. */
  now(): number
  /** Settles `ms` later, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

// Taken once, so that a test which replaces the globals cannot stop a pipeline of ours.
const { performance, setTimeout, clearTimeout } = globalThis

const LONGEST = 2 ** 31 - 1

export const now = (): number => performance.now()

export const systemClock: Clock = {
  now,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const abort = (): void => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      let timer: ReturnType<typeof setTimeout>
      // A timer that is told more than fits into 31 bits goes off at once.
      const doze = (left: number): void => {
        timer = setTimeout(() => (left > LONGEST ? doze(left - LONGEST) : wake()), Math.min(left, LONGEST))
      }
      const wake = (): void => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      doze(ms)
      signal?.addEventListener('abort', abort, { once: true })
    }),
}

const { setImmediate = setTimeout, clearImmediate = clearTimeout } = globalThis as Partial<typeof globalThis>

/** Calls `f` when timers, I/O and signals have had their turn; gives the way to call that off. */
export const afterTurn = (f: () => void): (() => void) => {
  const handle: unknown = setImmediate(f)
  return () => clearImmediate(handle as never)
}
