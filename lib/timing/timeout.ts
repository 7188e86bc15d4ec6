import { atLeast } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { TimeoutError } from '../origins/errors.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import { DONE, type Down, type Origin, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { Alarm, clockOf } from '../origins/alarm.ts'

/** By which clock the time of each pull is taken. */
export interface TimeoutOptions {
  /** The time it keeps; the system's by default. */
  readonly clock?: Clock
}

/**
 * Fails with a `TimeoutError` where the source takes longer than `ms` milliseconds for a value, or for its end.
 *
 *     asks    *      *         *                 ---- is ms
 *     source  '--1   '-2       '---------3
 *     gives      1     2           X             a TimeoutError
 *
 * - **Counts** from each ask to its answer: the time that the consumer takes does not count, nor that of values which
 *   have come and wait.
 * - **Fails** with a `TimeoutError`, whose `ms` is the time that was allowed, and closes its source before that is seen;
 *   one that never answers is not waited for.
 * - **Closes** at once when the consumer leaves, and lets go of its timer.
 * - **Throws** a RangeError where `ms` is not an integer of at least 1, a TypeError where `clock` lacks `now` or `sleep`.
 *
 * Source: fs2's `timeoutOnPull`.
 *
 * @example
 * await pipe(range(1, 3), timeout(1000), toArray) // => [1, 2, 3]
 * await pipe(never, timeout(1), toArray) // => rejects TimeoutError: nothing came within 1 ms
 */
export const timeout = (
  ms: number,
  options: TimeoutOptions = {},
): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  atLeast(1, 'ms', ms)
  const clock = clockOf(options)
  return waiting('timeout', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    const alarm = new Alarm(clock, wake)
    let given = false
    let counting = false
    const next = (value: A): boolean => {
      given = true
      return down.next(value)
    }
    const run = new Run(source, { next, demand: down.demand }, wake)
    return {
      pull: (limit) => {
        given = false
        const pulled = run.pull(limit)
        if (run.left) return WAIT
        if (pulled === DONE) alarm.clear()
        else if (given || !counting) {
          // Where values come at once there is no wait, and no look at the clock.
          counting = pulled === WAIT || !given
          alarm.set(counting ? clock.now() + ms : Infinity)
        }
        // Also as it is set: it does not ring for a time that is over by then.
        if (alarm.due) throw new TimeoutError(ms)
        return pulled
      },
      close: () => {
        alarm.clear()
        return run.close()
      },
    }
  })
}
