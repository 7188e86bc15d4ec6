import { atLeast } from '../core/check.ts'
import { keep } from '../core/each.ts'
import type { AnyIterable } from '../core/pipeline.ts'

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
  return keep('drop', () => {
    let left = n
    return () => left === 0 || left-- < 0
  })
}
