import type { AnyIterable } from '../core/pipeline.ts'
import { partitionDispatcher, type PartitionBy } from '../dispatchers/partitionDispatcher.ts'
import { type Branch, type Branches, forking } from '../origins/branches.ts'
import { type Room, roomOf } from '../origins/holding.ts'

/** A branch for each key, or a list of them. */
export interface Partition {
  <A, const K extends string | number = never, const N extends number = never>(
    options: PartitionBy<A, K, N> & Room<A>,
  ): <B extends A>(
    source: AnyIterable<B> & AnyIterable<A>,
  ) => Branches<B, N> | ([K] extends [never] ? never : { readonly [P in K]: Branch<B> })
}

/**
 * Gives each value to the branch of its key.
 *
 *     source   1--2--3--4
 *     odd      1-----3---
 *     even     ---2-----4
 *
 * - **Pulls** when a branch asks, and only while each of them has room.
 * - **Holds** at most `capacity` values for each branch, beyond what it has asked for: 16 by default, its lookahead.
 * - **Drops** a value whose key is a none, and one whose branch has left, with what that one held. Where `overflow` is
 *   'block' nothing else is dropped, so a branch that nobody reads holds the others up: read them side by side, as
 *   `partitionTo` does. Else a branch that is full loses values only when it reads nothing for a few turns of the event
 *   loop.
 * - **Hashes**, with `partitions: n`, the key's text to one of n branches by 32-bit FNV-1a over its UTF-16 code units,
 *   the same on every run and machine.
 * - **Fails** every branch after the values it holds, with a DispatchError where there is no branch for a key; an
 *   OverflowError, where `overflow` is 'error', fails the slow branch alone.
 * - **Closes** the source when the last branch has left.
 * - **Throws** a RangeError or a TypeError where an option is not what it has to be, and a TypeError where a branch is
 *   iterated again.
 *
 * The `partition` of `sluice/fp-ts` is that of fp-ts, by a predicate: two views, each of which opens the source.
 *
 * Source: GenStage's PartitionDispatcher.
 *
 * @example
 * const { odd, even } = pipe(
 *   range(1, 4),
 *   partition({ by: (n) => (n % 2 === 0 ? 'even' : 'odd'), keys: ['odd', 'even'] }),
 * )
 * await Promise.all([toArray(odd), toArray(even)]) // => [[1, 3], [2, 4]]
 */
export const partition: Partition = <A>(
  options: PartitionBy<A, string | number> & Room<A>,
): ((source: AnyIterable<A>) => never) => {
  const dispatcher = partitionDispatcher(options)
  const terms = roomOf(options)
  const { keys, partitions = 0 } = options
  const members = keys ?? Array.from({ length: partitions }, (_, key) => key)
  const fork = forking(
    'partition',
    dispatcher,
    members.map((key) => ({ key })),
    terms,
  )
  const shape = (all: ReadonlyArray<Branch<A>>) =>
    keys === undefined ? all : Object.fromEntries(all.map((branch, at) => [members[at]!, branch]))
  return (source) => shape(fork(source).branches) as never
}
