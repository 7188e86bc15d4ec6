import type { NonEmptyArray } from 'fp-ts/NonEmptyArray'
import { atLeast } from '../core/check.ts'
import { type AnyIterable, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'

/**
 * Gives each `size` values in a row as an array, `step` values further on each time.
 *
 * - **Pulls** `size` values for the first window and `step` for each one after it.
 * - **Holds** what the next window shares with the last one.
 * - **Gives** full windows only: of fewer than `size` values nothing, and no shorter one at the end.
 * - **Throws** a RangeError where `size` or `step` is not an integer of at least 1.
 *
 * Source: Scala's `sliding`.
 *
 * @example
 * await pipe(range(1, 4), sliding(2), toArray) // => [[1, 2], [2, 3], [3, 4]]
 * await pipe(range(1, 6), sliding(2, 3), toArray) // => [[1, 2], [4, 5]]
 */
export const sliding = (
  size: number,
  step: number = 1,
): (<A>(source: AnyIterable<A>) => AsyncIterable<NonEmptyArray<A>>) => {
  atLeast(1, 'size', size)
  atLeast(1, 'step', step)
  return stage('sliding', <A>(down: Down<NonEmptyArray<A>>): Down<A> => {
    let held: A[] = []
    let skip = 0
    return {
      ...down,
      next: (value) => {
        if (skip > 0) {
          skip--
          return true
        }
        if (held.push(value) < size) return true
        const full = held as NonEmptyArray<A>
        held = full.slice(step)
        skip = Math.max(0, step - size)
        return down.next(full)
      },
    }
  })
}
