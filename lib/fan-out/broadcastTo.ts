import type { Sink } from '../core/sink.ts'
import { broadcastDispatcher } from '../dispatchers/broadcastDispatcher.ts'
import { type Room, roomOf } from '../origins/holding.ts'
import { settlingByName } from '../origins/settling.ts'

/**
 * Gives every value to each of several sinks, which run side by side, and gives their results by the sinks' names.
 *
 * - **Pulls** while each sink that has not settled has room; one that has settled has left.
 * - **Holds** at most `capacity` values for each sink, 16 by default: how far the quickest may be ahead of the slowest,
 *   its lookahead. What a sink had not read as it settled is dropped: the others get it.
 * - **Drops** else what `overflow` says, as `broadcast` does; with 'error' the slow sink sees an OverflowError.
 * - **Fails** with what the first sink fails with, as soon as the source has closed; the others' branches are closed,
 *   too. An error of the source is one that each sink sees after the values it was given, unless another has failed
 *   before that.
 * - **Closes** the source when all sinks have settled. It cannot deadlock while each of them reads or settles, and none
 *   waits for another's result: one that has settled has left, and one that reads makes room.
 * - **Throws** a TypeError where one is not a function, and a RangeError where there are none, or `capacity` or `overflow`
 *   is out of range.
 *
 * Source: fs2's `broadcastThrough`; Java's `Collectors.teeing`.
 *
 * @example
 * await pipe(range(1, 4), broadcastTo({ sum: fold(N.MonoidSum), all: toArray })) // => { sum: 10, all: [1, 2, 3, 4] }
 */
export function broadcastTo<A, R extends Record<string, unknown>>(
  sinks: { readonly [K in keyof R]: Sink<A, R[K]> },
  options?: Room<A>,
): Sink<A, R>
export function broadcastTo<A, R extends Record<string, unknown>>(
  sinks: { readonly [K in keyof R]: Sink<A, R[K]> } & Readonly<Record<string, Sink<A, unknown>>>,
  options?: Room<A>,
): Sink<A, R>
export function broadcastTo<A, R>(
  sinks: { readonly [K in keyof R]: Sink<A, R[K]> },
  options: Room<A> = {},
): Sink<A, R> {
  return settlingByName('broadcastTo', () => broadcastDispatcher<A>(), sinks, { ...roomOf(options), shared: true })
}
