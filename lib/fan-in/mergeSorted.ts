import type { Ord } from 'fp-ts/Ord'
import { aFunction } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { type Element, joined } from '../origins/joined.ts'
import { Sorting } from '../origins/sorting.ts'

/**
 * Merges sources that are sorted by `ord` into one that is sorted.
 *
 *     a               1   4        |
 *     b               2   3   9 |
 *     mergeSorted     1   2   3   4   9 |      each as soon as no source can give one before it
 *
 * - **Pulls** one value of each source at first, side by side, then one of the source whose value was given; only while
 *   the consumer asks.
 * - **Gives** equal values in the order of their sources, for about as many comparisons a value as the number of
 *   sources has bits. What a source gives out of order comes when it is the least of those that are there.
 * - **Holds** one value of each source but the one that was given: its lookahead is the number of sources less 1.
 * - **Ends** with the last of them; of no sources it is empty.
 * - **Fails** as soon as a source fails, since nobody knows then which value would be next, or with what `compare` throws.
 * - **Throws** a TypeError where `ord` is no Ord, the sources are no array, or one of them cannot be iterated.
 *
 * Source: fs2's `interleaveOrdered`.
 *
 * @example
 * await pipe([[1, 4], [2, 3, 9]], mergeSorted(N.Ord), toArray) // => [1, 2, 3, 4, 9]
 */
export const mergeSorted = <A>(
  ord: Ord<A>,
): (<const S extends ReadonlyArray<AnyIterable<A>>>(sources: S) => AsyncIterable<Element<S>>) => {
  aFunction('ord.compare', ord?.compare)
  return <const S extends ReadonlyArray<AnyIterable<A>>>(sources: S): AsyncIterable<Element<S>> =>
    joined(
      'mergeSorted',
      sources,
      (pipelines, down: Down<Element<S>>, wake) => new Sorting(pipelines, (a, b) => ord.compare(a, b), down, wake),
    )
}
