import type { NonEmptyArray } from 'fp-ts/NonEmptyArray'
import { atLeast } from '../core/check.ts'
import { type AnyIterable, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'

/**
 * Gathers each `n` values into an array; the last one may be shorter.
 *
 * - **Pulls** `n` values for each array, and asks for `n` times what is asked of it.
 * - **Holds** fewer than `n` values, and only while an array is asked for.
 * - **Ends** with what it holds.
 * - **Fails** with its source, and what it holds is lost.
 * - **Throws** a RangeError where `n` is not an integer of at least 1.
 *
 * Source: fp-ts's `chunksOf`.
 *
 * @example
 * await pipe(range(1, 5), chunksOf(2), toArray) // => [[1, 2], [3, 4], [5]]
 */
export const chunksOf = (n: number): (<A>(source: AnyIterable<A>) => AsyncIterable<NonEmptyArray<A>>) => {
  atLeast(1, 'n', n)
  return stage('chunksOf', <A>(down: Down<NonEmptyArray<A>>): Down<A> => {
    let held: A[] = []
    const give = (): boolean => {
      const chunk = held as NonEmptyArray<A>
      held = []
      return down.next(chunk)
    }
    return {
      next: (value) => held.push(value) < n || give(),
      end: () => {
        if (held.length > 0) give()
        down.end()
      },
      demand: () => n * down.demand() - held.length,
    }
  })
}
