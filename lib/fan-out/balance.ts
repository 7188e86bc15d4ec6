import { atLeast } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { demandDispatcher } from '../dispatchers/demandDispatcher.ts'
import { type Branches, forking } from '../origins/branches.ts'

/**
 * Gives each value to one of `n` branches: to the one that asks.
 *
 *     source   a--b--c--d--e
 *     quick    a-----c--d--e
 *     slow     ---b---------
 *
 * - **Pulls** when a branch asks, whatever the others do.
 * - **Holds** nothing but what a branch that has left was given and had not read: the next one to ask gets that first.
 *   Its lookahead is 0.
 * - **Fails** every branch; one that is never read takes nothing and holds nobody up.
 * - **Closes** the source when the last branch has left.
 * - **Throws** a RangeError where `n` is no integer of at least 1, and a TypeError where a branch is iterated again.
 *
 * Source: GenStage's DemandDispatcher; fs2's `balance`.
 *
 * @example
 * const workers = pipe(range(1, 6), balance(2))
 * const done = await Promise.all(workers.map((worker) => pipe(worker, mapAsync(async (n) => n), toArray)))
 * done.flat().length // => 6
 */
export const balance = <const N extends number>(n: N): (<A>(source: AnyIterable<A>) => Branches<A, N>) => {
  const members = Array.from({ length: atLeast(1, 'n', n) }, () => ({}))
  return <A>(source: AnyIterable<A>) => forking('balance', demandDispatcher<A>(), members)(source).branches as never
}
