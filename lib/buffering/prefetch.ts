import { atLeast } from '../core/check.ts'
import { Mailbox } from '../core/mailbox.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'
import { Intake } from '../origins/intake.ts'

/** How far `prefetch` reads ahead, and when it asks again. */
export interface PrefetchWindow {
  /** How many values it may hold and have asked for; at least 1. */
  readonly max: number
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
 * - **Fails** after the values it holds.
 * - **Closes** its source at once when the consumer leaves, and drops what it holds.
 * - **Throws** a RangeError where `max` is not an integer of at least 1, or `min` none from 0 to `max - 1`.
 *
 * Source: GenStage's `:max_demand` and `:min_demand`.
 *
 * @example
 * await pipe(range(1, 3), prefetch(2), toArray) // => [1, 2, 3]
 * prefetch({ max: 10, min: 10 }) // => throws RangeError: min must be at most 9
 */
export const prefetch = (window: number | PrefetchWindow): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  const given: PrefetchWindow = typeof window === 'object' && window !== null ? window : { max: window }
  const max = atLeast(1, 'max', given.max)
  const { min = Math.floor(max / 2) } = given
  atLeast(0, 'min', min)
  if (min >= max) throw new RangeError(`min must be at most ${max - 1}, one less than max, got: ${min}`)
  return waiting('prefetch', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    const mailbox: Mailbox<A> = new Mailbox<A>({ taken: () => intake.refill(), closed: () => intake.close() })
    const intake = new Intake<A>(source, mailbox, max, min)
    mailbox.open(down, wake)
    return {
      pull: (limit) => {
        intake.refill()
        return mailbox.pull(limit)
      },
      close: () => mailbox.close(),
    }
  })
}
