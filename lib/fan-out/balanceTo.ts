import { aFunction, atLeast } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import type { Sink } from '../core/sink.ts'
import { demandDispatcher } from '../dispatchers/demandDispatcher.ts'
import { forking } from '../origins/branches.ts'
import { settling } from '../origins/settling.ts'

/**
 * Shares the values among `n` runs of a sink, side by side, and gives their results.
 *
 * - **Pulls** when one of them asks, whatever the others do; its lookahead is 0.
 * - **Holds** what a run was given and had not read as it settled: the next one to ask gets that first.
 * - **Fails** with what the first one fails with, as soon as the source has closed; the others' branches are closed, too.
 * - **Closes** the source when all have settled. It cannot deadlock while one of them reads or settles.
 * - **Throws** a RangeError where `n` is no integer of at least 1, and a TypeError where `sink` is not a function.
 *
 * Source: GenStage's consumers of one producer.
 *
 * @example
 * const saved = (values: AnyIterable<number>) => pipe(values, mapAsync(async (n) => n), count)
 * const counts = await pipe(range(1, 6), balanceTo(2, saved))
 * counts.length // => 2
 */
export const balanceTo = <A, R>(n: number, sink: Sink<A, R>): ((source: AnyIterable<A>) => Promise<R[]>) => {
  const sinks = Array.from({ length: atLeast(1, 'n', n) }, () => sink)
  aFunction('sink', sink)
  const fan = forking(
    'balanceTo',
    demandDispatcher<A>(),
    sinks.map(() => ({})),
  )
  return settling('balanceTo', fan, sinks, (results) => results)
}
