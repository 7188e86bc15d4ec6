import type { Option } from 'fp-ts/Option'
import { optionsOf } from '../core/check.ts'
import type { Sink } from '../core/sink.ts'
import { partitionDispatcher } from '../dispatchers/partitionDispatcher.ts'
import { type Room, roomOf } from '../origins/holding.ts'
import { settlingByName } from '../origins/settling.ts'

/** Which sink gets which values, and how much each may hold. */
export interface PartitionToOptions<A, R> extends Room<A> {
  /** The name of the sink that gets a value; a none drops it. */
  readonly by: (value: A) => string | number | Option<string | number>
  readonly sinks: { readonly [K in keyof R]: Sink<A, R[K]> }
}

/**
 * Gives each value to the sink of its key; the sinks run side by side, and their results come by the keys.
 *
 * - **Pulls** while each sink that has not settled has room; one that has settled has left.
 * - **Holds** at most `capacity` values for each sink, 16 by default: its lookahead.
 * - **Drops** a value whose key is a none, one whose sink has settled, read or not, and what `overflow` says,
 *   as `partition` does; with 'error' the slow sink sees an OverflowError.
 * - **Fails** with what the first sink fails with, as soon as the source has closed; the others' branches are closed,
 *   too. It does so with a DispatchError where there is no sink for a key.
 * - **Closes** the source when all sinks have settled. It cannot deadlock while each of them reads or settles, and none
 *   waits for another's result: one that has settled has left, and one that reads makes room.
 * - **Throws** a TypeError where `by` or a sink is not a function, and a RangeError where there are no sinks,
 *   or `capacity` or `overflow` is out of range.
 *
 * Source: GenStage's PartitionDispatcher; Java's `Collectors.partitioningBy`.
 *
 * @example
 * const by = (n: number) => (n % 2 === 0 ? 'even' : 'odd')
 * await pipe(range(1, 4), partitionTo({ by, sinks: { even: count, odd: toArray } })) // => { even: 2, odd: [1, 3] }
 */
export const partitionTo = <A, R extends Record<string, unknown>>(options: PartitionToOptions<A, R>): Sink<A, R> => {
  const { by, sinks } = optionsOf(options)
  return settlingByName('partitionTo', (keys) => partitionDispatcher({ by, keys }), sinks, roomOf(options))
}
