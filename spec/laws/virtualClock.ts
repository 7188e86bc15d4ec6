interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

export interface VirtualClock {
  readonly now: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Moves time on; sleepers wake in the order of their times, each with the microtasks it sets off still to run. */
  readonly advance: (ms: number) => void
  /** How many sleep; none may when a stage has ended. */
  readonly sleeping: () => number
}

/** Time that stands still until it is moved. */
export const virtualClock = (start = 0): VirtualClock => {
  let now = start
  let sleepers: Sleeper[] = []
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason)
        const wake = (): void => {
          signal?.removeEventListener('abort', abort)
          resolve()
        }
        const sleeper = { due: now + ms, wake }
        const abort = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', abort, { once: true })
        sleepers.push(sleeper)
      }),
    advance: (ms) => {
      now += ms
      const due = sleepers.filter((sleeper) => sleeper.due <= now).toSorted((a, b) => a.due - b.due)
      sleepers = sleepers.filter((sleeper) => sleeper.due > now)
      for (const { wake } of due) wake()
    },
    sleeping: () => sleepers.length,
  }
}
