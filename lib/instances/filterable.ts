import type { Compactable1 } from 'fp-ts/Compactable'
import type { Filterable1 } from 'fp-ts/Filterable'
import type { FilterableWithIndex1 } from 'fp-ts/FilterableWithIndex'
import type { Option } from 'fp-ts/Option'
import type { Predicate } from 'fp-ts/Predicate'
import type { Stage } from '../core/pipeline.ts'
import { compact } from '../transforms/compact.ts'
import { filter } from '../transforms/filter.ts'
import { filterMap } from '../transforms/filterMap.ts'
import { filterWithIndex } from '../transforms/filterWithIndex.ts'
import { map } from '../transforms/map.ts'
import { mapWithIndex } from '../transforms/mapWithIndex.ts'
import { URI } from './asyncIterable.ts'
import { partition, partitionMap, partitionMapWithIndex, partitionWithIndex, separate } from './separated.ts'

/**
 * Gives what is in the `Option` that `f` gives for the index and the value of each, and nothing for a none.
 *
 * - **Pulls** until one value gives a some.
 * - **Counts** every value of the source from 0 on.
 * - **Fails** with a TypeError where `f` gives no `Option`.
 *
 * Source: the FilterableWithIndex of fp-ts, the index first.
 *
 * @example
 * await pipe(['a', 'b', 'c'], filterMapWithIndex((i, a) => (i > 0 ? O.some(`${i}${a}`) : O.none)), toArray) // => ['1b', '2c']
 */
export const filterMapWithIndex = <A, B>(f: (index: number, value: A) => Option<B>): Stage<A, B> => {
  const mapped = mapWithIndex(f)
  const kept = filterMap((option: Option<B>) => option)
  return (source) => kept(mapped(source))
}

// Spelled out in each instance, as `effects.ts` says why.
const mapped: Filterable1<URI>['map'] = (fa, f) => map(f)(fa)
const filtered: Filterable1<URI>['filter'] = <A>(fa: AsyncIterable<A>, predicate: Predicate<A>) => filter(predicate)(fa)
const filterMapped: Filterable1<URI>['filterMap'] = (fa, f) => filterMap(f)(fa)
const partitionMapped: Filterable1<URI>['partitionMap'] = (fa, f) => partitionMap(f)(fa)
const partitioned: Filterable1<URI>['partition'] = <A>(fa: AsyncIterable<A>, predicate: Predicate<A>) =>
  partition(predicate)(fa)

/**
 * `compact` and `separate`, for generic code; `separate` gives two views, each of which opens its source.
 *
 * @example
 * await pipe(Compactable.compact(from([O.some(1), O.none])), toArray) // => [1]
 */
export const Compactable: Compactable1<URI> = { URI, compact, separate }

/**
 * `filter`, `filterMap`, `partition` and `partitionMap`, for generic code.
 *
 * - **Opens** the source for each of the two views that `partition`, `partitionMap` and `separate` give, and calls the
 *   function in each. For both sides from one run there are `partition` and `broadcastTo` of sluice itself.
 *
 * There is no Witherable, as there is no Traversable: `filterAsync` and `mapAsync` are what it is for.
 *
 * @example
 * const { left, right } = Filterable.partition(range(1, 4), (n) => n > 3)
 * await pipe(left, toArray) // => [1, 2, 3]
 * await pipe(right, toArray) // => [4]
 */
export const Filterable: Filterable1<URI> = {
  URI,
  map: mapped,
  compact,
  separate,
  filter: filtered,
  filterMap: filterMapped,
  partition: partitioned,
  partitionMap: partitionMapped,
}

/**
 * The same with functions that are told the index of each value, for generic code.
 *
 * - **Opens** the source for each of two views, as `Filterable` does, and counts from 0 in each.
 *
 * @example
 * await pipe(FilterableWithIndex.filterWithIndex(range(1, 4), (i) => i > 1), toArray) // => [3, 4]
 */
export const FilterableWithIndex: FilterableWithIndex1<URI, number> = {
  URI,
  map: mapped,
  compact,
  separate,
  filter: filtered,
  filterMap: filterMapped,
  partition: partitioned,
  partitionMap: partitionMapped,
  mapWithIndex: (fa, f) => mapWithIndex(f)(fa),
  filterWithIndex: <A>(fa: AsyncIterable<A>, predicate: (index: number, value: A) => boolean) =>
    filterWithIndex(predicate)(fa),
  filterMapWithIndex: (fa, f) => filterMapWithIndex(f)(fa),
  partitionWithIndex: <A>(fa: AsyncIterable<A>, predicate: (index: number, value: A) => boolean) =>
    partitionWithIndex(predicate)(fa),
  partitionMapWithIndex: (fa, f) => partitionMapWithIndex(f)(fa),
}
