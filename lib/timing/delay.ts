import { atLeast } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { clockOf } from '../origins/alarm.ts'
import { postponing } from '../origins/postponing.ts'

/** By which clock values are held. */
export interface DelayOptions {
  /** The time it keeps; the system's by default. */
  readonly clock?: Clock
}

/**
 * Holds each value for `ms` milliseconds, one at a time, and then gives it.
 *
 *     source  1--      2--            3--|       -- is ms
 *     gives      1        2              3|
 *     pulls   *  *        *              *
 *
 * - **Pulls** the next value when the one before it has gone and another one is asked for: a source that is faster waits.
 * - **Ends** and fails at once, since it holds nothing by then.
 * - **Closes** at once when the consumer leaves; lets go of its timer, and drops what it holds.
 * - **Throws** a RangeError where `ms` is not an integer of at least 0, a TypeError where `clock` lacks `now` or `sleep`.
 *
 * Source: the `delay` of RxJS, with the demand of GenStage.
 *
 * @example
 * await pipe(range(1, 3), delay(1), toArray) // => [1, 2, 3]
 */
export const delay = (ms: number, options: DelayOptions = {}): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  atLeast(0, 'ms', ms)
  const clock = clockOf(options)
  return waiting('delay', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void) =>
    postponing(source, down, wake, clock, { due: () => clock.now() + ms }),
  )
}
