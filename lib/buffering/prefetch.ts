import { type AnyIterable, waiting } from '../core/pipeline.ts'
import { Intake } from '../origins/intake.ts'
import { isTurnable, type Turnable } from '../origins/turning.ts'
import { windowOf } from '../origins/window.ts'

/** How far `prefetch` reads ahead, and when it asks again. */
export interface PrefetchWindow {
  /** How many values it may hold and have asked for, read at each ask where it comes as `{ current }`; at least 1. */
  readonly max: Turnable
  /** How few of them make it ask again; less than `max`, by default half of it, rounded down. */
  readonly min?: number
}

/**
 * Reads ahead of the consumer, and keeps up to `max` values ready for it.
 *
 *     next()           1   2   3   4   5   6          prefetch({ max: 4, min: 2 }), or prefetch(4)
 *     asks its source  4   2       2       2
 *     holds then       3   4   3   4   3   4
 *
 * - **Pulls** `max` values at the first `next()`, and `max - min` more each time that no more than `min` are held or
 *   still to come; one at a time, and only ever as its source gives them.
 * - **Gives** each value as soon as it is there: it never waits to fill.
 * - **Holds** at most `max` values, which is its lookahead.
 * - **Fails** after the values it holds; with a RangeError at the ask at which a `max.current` is not allowed.
 * - **Closes** its source at once when the consumer leaves, and drops what it holds.
 * - **Throws** a RangeError where `max` is not an integer of at least 1, or `min` none from 0 to `max - 1`.
 *
 * Source: GenStage's `:max_demand` and `:min_demand`.
 *
 * @example
 * await pipe(range(1, 3), prefetch(2), toArray) // => [1, 2, 3]
 * prefetch({ max: 10, min: 10 }) // => throws RangeError: min must be at most 9
 */
export const prefetch = (window: Turnable | PrefetchWindow): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  const isWindow = typeof window === 'object' && window !== null && !isTurnable(window)
  const ask = windowOf(isWindow ? window : { max: window })
  return waiting('prefetch', (source, down, wake) => new Intake(source, ask, down, wake))
}
