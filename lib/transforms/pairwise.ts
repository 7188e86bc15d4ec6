import { type AnyIterable, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'

/**
 * Gives each value together with the one before it.
 *
 * - **Pulls** two values for the first pair; of fewer than two it gives nothing.
 *
 * @example
 * await pipe(range(1, 4), pairwise, toArray) // => [[1, 2], [2, 3], [3, 4]]
 */
export const pairwise: <A>(source: AnyIterable<A>) => AsyncIterable<readonly [A, A]> = stage(
  'pairwise',
  <A>(down: Down<readonly [A, A]>): Down<A> => {
    let first = true
    let last: A | undefined
    return {
      ...down,
      next: (value) => {
        const before = last as A
        last = value
        if (!first) return down.next([before, value])
        first = false
        return true
      },
    }
  },
)
