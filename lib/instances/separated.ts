import type { Either } from 'fp-ts/Either'
import type { Separated } from 'fp-ts/Separated'
import type { AnyIterable } from '../core/pipeline.ts'
import { filter } from '../transforms/filter.ts'
import { filterWithIndex } from '../transforms/filterWithIndex.ts'
import { map } from '../transforms/map.ts'
import { mapWithIndex } from '../transforms/mapWithIndex.ts'
import { lefts, rights } from './sides.ts'

type Views<E, A> = Separated<AsyncIterable<E>, AsyncIterable<A>>
/** Names its source twice, as a `Keeper` does. */
type Parting<A> = <B extends A>(source: AnyIterable<B> & AnyIterable<A>) => Views<B, B>

/**
 * Gives two views of the same source: `left` has what is in the lefts, `right` what is in the rights.
 *
 * - **Opens** the source for each view, as that is iterated, and again for each further iteration. What can be
 *   iterated once only has values for one of them; for both from one run there is `broadcastTo`.
 * - **Pulls** until one value of its side comes.
 * - **Fails** each view with the source, and with a TypeError where something else than an `Either` comes.
 *
 * Source: the Compactable of fp-ts.
 *
 * @example
 * const { left, right } = separate(from([E.right(1), E.left('a'), E.right(2)]))
 * await pipe(left, toArray) // => ['a']
 * await pipe(right, toArray) // => [1, 2]
 */
export const separate = <E, A>(source: AnyIterable<Either<E, A>>): Views<E, A> => ({
  left: lefts(source),
  right: rights(source),
})

/**
 * Gives two views of the same source: `left` has what is in the lefts that `f` gives, `right` what is in the rights.
 *
 * - **Opens** the source for each view, and calls `f` with each value in each. For both from one run there is
 *   `broadcastTo`, and `partition` by key.
 * - **Pulls** until `f` gives one of its side.
 * - **Fails** each view with the source, with what `f` throws, and with a TypeError where `f` gives no `Either`.
 *
 * Source: the Filterable of fp-ts.
 *
 * @example
 * const half = (n: number) => (n % 2 === 0 ? E.right(n / 2) : E.left(`${n} is odd`))
 * const { left, right } = pipe(range(1, 4), partitionMap(half))
 * await pipe(left, toArray) // => ['1 is odd', '3 is odd']
 * await pipe(right, toArray) // => [1, 2]
 */
export const partitionMap = <A, B, C>(f: (value: A) => Either<B, C>): ((source: AnyIterable<A>) => Views<B, C>) => {
  const mapped = map(f)
  return (source) => separate(mapped(source))
}

/**
 * `partitionMap` where `f` is told the index of each value, which counts from 0 in each view.
 *
 * - **Opens** the source for each view, and calls `f` with each value in each.
 * - **Pulls** until `f` gives one of its side.
 * - **Fails** each view with the source, with what `f` throws, and with a TypeError where `f` gives no `Either`.
 *
 * Source: the FilterableWithIndex of fp-ts, the index first.
 *
 * @example
 * const halves = partitionMapWithIndex((i, a: string) => (i < 1 ? E.left(a) : E.right(a.length)))
 * await pipe(['a', 'bc'], halves, (views) => toArray(views.right)) // => [2]
 */
export const partitionMapWithIndex = <A, B, C>(
  f: (index: number, value: A) => Either<B, C>,
): ((source: AnyIterable<A>) => Views<B, C>) => {
  const mapped = mapWithIndex(f)
  return (source) => separate(mapped(source))
}

/**
 * Gives two views of the same source: `right` has the values for which the predicate holds, `left` the others.
 *
 * - **Opens** the source for each view, and calls the predicate with each value in each. For both from one run there is
 *   the `partition` of sluice itself, by key, and `broadcastTo`.
 * - **Pulls** until one value of its side comes.
 * - **Fails** each view with the source, and with what the predicate throws.
 * - **Throws** a TypeError where `predicate` is not a function.
 *
 * Source: the Filterable of fp-ts; as there, a refinement narrows `right` alone.
 *
 * @example
 * const { left, right } = pipe(range(1, 4), AI.partition((n) => n > 3))
 * await pipe(left, toArray) // => [1, 2, 3]
 * await pipe(right, toArray) // => [4]
 */
export function partition<A, B extends A>(refinement: (value: A) => value is B): (source: AnyIterable<A>) => Views<A, B>
export function partition<A>(predicate: (value: A) => boolean): Parting<A>
export function partition<A>(predicate: (value: A) => boolean): (source: AnyIterable<A>) => Views<A, A> {
  const holds = filter(predicate)
  const not = filter((value: A) => !predicate(value))
  return (source) => ({ left: not(source), right: holds(source) })
}

/**
 * `partition` where the predicate is told the index of each value, which counts from 0 in each view.
 *
 * - **Opens** the source for each view, and calls the predicate with each value in each.
 * - **Pulls** until one value of its side comes.
 * - **Fails** each view with the source, and with what the predicate throws.
 * - **Throws** a TypeError where `predicate` is not a function.
 *
 * Source: the FilterableWithIndex of fp-ts, the index first.
 *
 * @example
 * const { left, right } = pipe(range(1, 4), partitionWithIndex((i) => i > 0))
 * await pipe(left, toArray) // => [1]
 * await pipe(right, toArray) // => [2, 3, 4]
 */
export function partitionWithIndex<A, B extends A>(
  refinement: (index: number, value: A) => value is B,
): (source: AnyIterable<A>) => Views<A, B>
export function partitionWithIndex<A>(predicate: (index: number, value: A) => boolean): Parting<A>
export function partitionWithIndex<A>(
  predicate: (index: number, value: A) => boolean,
): (source: AnyIterable<A>) => Views<A, A> {
  const holds = filterWithIndex(predicate)
  const not = filterWithIndex((index, value: A) => !predicate(index, value))
  return (source) => ({ left: not(source), right: holds(source) })
}
