import { each } from '../core/each.ts'
import { SKIP } from '../core/protocol.ts'
import type { AnyIterable } from '../core/pipeline.ts'

/**
 * Gives each value together with the one before it.
 *
 * - **Pulls** two values for the first pair; of fewer than two it gives nothing.
 *
 * @example
 * await pipe(range(1, 4), pairwise, toArray) // => [[1, 2], [2, 3], [3, 4]]
 */
export const pairwise = <A>(source: AnyIterable<A>): AsyncIterable<readonly [A, A]> =>
  each<A, readonly [A, A]>('pairwise', () => {
    let first = true
    let last: A | undefined
    return (value) => {
      const pair = [last as A, value] as const
      last = value
      if (!first) return pair
      first = false
      return SKIP
    }
  })(source)
