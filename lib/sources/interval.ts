import { atLeast } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { origin } from '../core/pipeline.ts'
import { MORE, WAIT } from '../core/protocol.ts'
import { clockOf } from '../origins/alarm.ts'
import { Call } from '../origins/call.ts'

/** By which clock the ticks come. */
export interface IntervalOptions {
  /** The time it keeps; the system's by default. */
  readonly clock?: Clock
}

/**
 * Gives 0, 1, 2 and so on, one every `ms` milliseconds, the first `ms` after it was asked for.
 *
 *     ticks    |--'--'--'--'--'--     a tick every ms, counted from the first ask
 *     asks     *  *  *       *
 *     values      0  1  2       3     those of nobody are left out, the numbers have no gap
 *
 * - **Gives** each value on a tick, however late the one before it was; ticks at which nobody asked are skipped, none
 *   is made up for.
 * - **Closes** at once when the consumer leaves, and lets go of its timer.
 * - **Throws** a RangeError where `ms` is not an integer of at least 1, a TypeError where `clock` lacks `now` or `sleep`.
 *
 * Source: RxJS's `interval`.
 *
 * @example
 * await pipe(interval(1), take(3), toArray) // => [0, 1, 2]
 */
export const interval = (ms: number, options: IntervalOptions = {}): AsyncIterable<number> => {
  atLeast(1, 'ms', ms)
  const clock = clockOf(options)
  return origin('interval', (down, wake) => {
    const call = new Call<void>(wake)
    let start: number | undefined
    let tick = 0
    let count = 0
    let closed = false
    return {
      pull: (limit) => {
        for (let left = limit; left > 0 && !closed; left--) {
          if (call.idle) {
            const now = clock.now()
            start ??= now
            // A timer may be early by less than a millisecond: the same tick must not come twice.
            tick = Math.max(tick, Math.floor((now - start) / ms)) + 1
            call.start(clock.sleep(start + tick * ms - now, call.signal))
          }
          if (call.pending) return WAIT
          call.take()
          if (!down.next(count++)) return MORE
        }
        return MORE
      },
      close: () => {
        closed = true
        return call.abort()
      },
    }
  })
}
