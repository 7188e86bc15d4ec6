import { aFunction, atLeast, optionsOf, wrongType } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { type Keeper, type Pipeline, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { clockOf } from '../origins/alarm.ts'
import { postponing, type Timetable } from '../origins/postponing.ts'
import { type Turnable, turned } from '../origins/turning.ts'

/** How much may pass `rateLimit` in which time. */
export interface RateLimitOptions<in A = unknown> {
  /** How many tokens come back in each `interval`, read at each value where it comes as `{ current }`; at least 1. */
  readonly limit: Turnable
  /** In how many milliseconds; at least 1. */
  readonly interval: number
  /** How many tokens are kept for values that come at once; at least 1, which is the default. */
  readonly burst?: number
  /** How many tokens a value takes: a finite number of at least 0, by default 1. */
  readonly cost?: (value: A) => number
  /** The time it keeps; the system's by default. */
  readonly clock?: Clock
}

/**
 * Lets at most `limit` values pass in `interval` milliseconds, evenly, and makes the others wait: it drops none.
 *
 *     rateLimit({ limit: 1, interval: 4, burst: 2 })
 *     source  1 2 3 4 5               6|
 *     tokens  1 0   0   0             2 1     full at first, one more every 4 ms
 *     gives   1 2   3   4   5         6|
 *
 * - **Gives** a value when there are as many tokens as it costs, and takes them: any window of `interval` passes at most
 *   `limit` + `burst`. A value that costs more than `burst` waits until all are there, and the ones after it wait for the
 *   rest. What a late timer has lost is made up for where `burst` is more than 1, and lost where it is 1.
 * - **Pulls** the next value when the one before it has gone and another one is asked for.
 * - **Ends** and fails at once, since it holds nothing by then; with a RangeError at the value at which a `limit.current`
 *   or what `cost` gives is not allowed, a TypeError where that is no number.
 * - **Closes** at once when the consumer leaves; lets go of its timer, and drops what it holds.
 * - **Throws** a RangeError where `limit`, `interval` or `burst` is not an integer of at least 1, a TypeError where
 *   `cost` is no function or `clock` lacks `now` or `sleep`.
 *
 * Source: the token bucket, with GCRA's arithmetic.
 *
 * @example
 * await pipe(range(1, 3), rateLimit({ limit: 1, interval: 2 }), toArray) // => [1, 2, 3]
 * await pipe(['a', 'bcd'], rateLimit({ limit: 9, interval: 1, burst: 4, cost: (text) => text.length }), toArray) // => ['a', 'bcd']
 */
export const rateLimit = <A>(options: RateLimitOptions<A>): Keeper<A> => {
  const clock = clockOf(options)
  const { limit, interval, burst = 1, cost = one } = optionsOf(options)
  const read = turned('limit', limit)
  atLeast(1, 'interval', interval)
  atLeast(1, 'burst', burst)
  aFunction('cost', cost)
  const begin = (): Timetable<A> => {
    // In time, not in tokens: when all of them will be there, and how long one takes to come back.
    let full = -Infinity
    let each = 1
    let price = 0
    return {
      due: (value) => {
        price = priced(cost(value))
        const before = each
        each = interval / read()
        const now = clock.now()
        if (full > now) full = now + ((full - now) * each) / before
        return full - (burst - Math.min(price, burst)) * each
      },
      gone: () => {
        full = Math.max(full, clock.now()) + price * each
      },
    }
  }
  return waiting('rateLimit', <B extends A>(source: Pipeline<B>, down: Down<B>, wake: () => void) =>
    postponing(source, down, wake, clock, begin()),
  )
}

const one = (): number => 1

const priced = (price: number): number => {
  if (typeof price !== 'number') throw wrongType('cost(value)', 'a number', price)
  if (price >= 0 && price < Infinity) return price
  throw new RangeError(`cost(value) must be a finite number of at least 0, got: ${price}`)
}
