import { afterTurn } from './loop.ts'

/** The time that stages wait by; specs turn a virtual one. */
export interface Clock {
  /** Milliseconds since a fixed moment. */
  now(): number
  /** Settles `ms` later, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

// A timer that is told more than fits into 31 bits goes off at once.
const LONGEST = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const abort = (): void => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      let timer: ReturnType<typeof setTimeout>
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

/** Calls `f` when the event loop has had its turn, unless what it gives is called before. */
export const nextTurn = (f: () => void): (() => void) => {
  const handle: unknown = afterTurn(f)
  return () => (globalThis.clearImmediate ?? clearTimeout)(handle as never)
}
