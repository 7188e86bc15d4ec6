import { atLeast } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { keep } from '../core/each.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { clockOf } from '../origins/alarm.ts'

/** By which clock values are dropped. */
export interface ThrottleOptions {
  /** The time it keeps; the system's by default. */
  readonly clock?: Clock
}

/**
 * Gives a value at once, and then drops what comes within the next `ms` milliseconds.
 *
 *     source  1 2 3   4 5       6        ----- is ms
 *     gives   1-----  4-----    6-----
 *
 * - **Pulls** until one value passes: while it is asked it reads on and drops. Between two asks it pulls nothing, so a
 *   source that does not wait for its consumer (a channel, a listener) has to hold or drop by itself.
 * - **Drops** each value that it sees less than `ms` after the last one it gave; it needs no timer.
 * - **Throws** a RangeError where `ms` is not an integer of at least 0, a TypeError where `clock` lacks `now` or `sleep`.
 *
 * Source: RxJS's `throttleTime`.
 *
 * @example
 * await pipe(range(1, 3), throttle(1000), toArray) // => [1]
 * await pipe(interval(1), throttle(0), take(3), toArray) // => [0, 1, 2]
 */
export const throttle = (
  ms: number,
  options: ThrottleOptions = {},
): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  atLeast(0, 'ms', ms)
  const clock = clockOf(options)
  return keep('throttle', () => {
    let until = -Infinity
    return () => {
      const now = clock.now()
      if (now < until) return false
      until = now + ms
      return true
    }
  })
}
