import { atLeast } from '../core/check.ts'
import { type AnyIterable, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'

/**
 * Leaves the first `n` values out and gives all others.
 *
 * - **Pulls** `n` values more, when the first is asked for.
 * - **Throws** a RangeError where `n` is neither an integer of at least 0 nor Infinity.
 *
 * @example
 * await pipe(range(1, 5), drop(3), toArray) // => [4, 5]
 */
export const drop = (n: number): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  atLeast(0, 'n', n, true)
  return stage('drop', <A>(down: Down<A>): Down<A> => {
    let left = n
    return {
      ...down,
      next: (value) => {
        if (left === 0) return down.next(value)
        left--
        return true
      },
    }
  })
}
