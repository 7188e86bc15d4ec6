import { atLeast } from '../core/check.ts'
import { type AnyIterable, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'

/**
 * Gives the first `n` values and ends.
 *
 * - **Pulls** `n` values and not one more; of 0 it opens nothing.
 * - **Asks** for no more than it still needs.
 * - **Closes** its source as it gives the last value, which does not wait for that; a failing close answers the
 *   following `next()`.
 * - **Throws** a RangeError where `n` is neither an integer of at least 0 nor Infinity.
 *
 * @example
 * await pipe(range(1), take(3), toArray) // => [1, 2, 3]
 */
export const take = (n: number): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  atLeast(0, 'n', n, true)
  return stage('take', <A>(down: Down<A>): Down<A> => {
    let left = n
    if (left === 0) down.end()
    return {
      ...down,
      // The end of a stage before it may still give values when this one has ended.
      next: (value) => {
        if (left === 0) return false
        const more = down.next(value)
        if (--left > 0) return more
        down.end()
        return false
      },
      demand: () => Math.min(left, down.demand()),
    }
  })
}
