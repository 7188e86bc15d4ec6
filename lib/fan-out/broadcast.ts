import { atLeast } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { broadcastDispatcher } from '../dispatchers/broadcastDispatcher.ts'
import { type Branches, forking } from '../origins/branches.ts'
import { type Room, roomOf } from '../origins/holding.ts'

/**
 * Gives every value to each of `n` branches.
 *
 *     source       a--b--c--d
 *     each branch  a--b--c--d    (the quickest at most `capacity` ahead of the slowest)
 *
 * - **Pulls** when a branch asks, and only while each of them has room.
 * - **Holds** at most `capacity` values for each branch, beyond what it has asked for: 16 by default, its lookahead.
 * - **Drops** nothing where `overflow` is 'block', so a branch that nobody reads holds the others up: read them side by
 *   side, as `broadcastTo` does, before you wait for one to end. Else a branch that is full loses values only when it
 *   reads nothing for a few turns of the event loop, however quick the source is.
 * - **Fails** every branch after the values it holds; an OverflowError, where `overflow` is 'error', the slow one alone.
 * - **Closes** the source when the last branch has left; one that leaves drops what it holds and lets the others go on.
 * - **Throws** a RangeError where `n`, `capacity` or `overflow` is out of range, and a TypeError where a branch is
 *   iterated again.
 *
 * Source: GenStage's BroadcastDispatcher; `tee` of web streams.
 *
 * @example
 * const [all, odd] = pipe(range(1, 3), broadcast(2))
 * const sums = [toArray(all), pipe(odd, filter((n) => n % 2 === 1), toArray)]
 * await Promise.all(sums) // => [[1, 2, 3], [1, 3]]
 */
export const broadcast = <A, const N extends number = number>(
  n: N,
  options: Room<A> = {},
): (<B extends A>(source: AnyIterable<B> & AnyIterable<A>) => Branches<B, N>) => {
  const members = Array.from({ length: atLeast(1, 'n', n) }, () => ({}))
  const terms = { ...roomOf(options), shared: true }
  const fork = forking('broadcast', broadcastDispatcher<A>(), members, terms)
  return (source) => fork(source).branches as never
}
