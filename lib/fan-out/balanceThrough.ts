import { aFunction, atLeast } from '../core/check.ts'
import type { AnyIterable, Stage } from '../core/pipeline.ts'
import { demandDispatcher } from '../dispatchers/demandDispatcher.ts'
import { forking } from '../origins/branches.ts'
import { through } from '../origins/through.ts'

/**
 * Shares the values among `n` runs of a stage, side by side, and merges what they give.
 *
 * - **Pulls** when one of them asks, whatever the others do.
 * - **Holds** one value of each run but one, `n - 1`, beside what the runs hold: its lookahead. What one had not read as it
 *   ended goes to the next one to ask.
 * - **Gives** the values as they come: order is kept within one run of the stage alone.
 * - **Fails** with the first one that fails, and closes the others.
 * - **Closes** the source when all have ended. It cannot deadlock while one of them reads or ends.
 * - **Throws** a RangeError where `n` is no integer of at least 1, and a TypeError where `stage` is not a function.
 *
 * Source: GenStage's producer-consumers between one producer and one consumer; fs2's `balanceThrough`.
 *
 * @example
 * const upper = map((word: string) => word.toUpperCase())
 * await pipe(['a', 'b'], balanceThrough(2, upper), toArray) // => ['A', 'B']
 */
export const balanceThrough = <A, B>(n: number, stage: Stage<A, B>): ((source: AnyIterable<A>) => AsyncIterable<B>) => {
  const stages = Array.from({ length: atLeast(1, 'n', n) }, () => stage)
  aFunction('stage', stage)
  const fan = forking(
    'balanceThrough',
    demandDispatcher<A>(),
    stages.map(() => ({})),
  )
  return through('balanceThrough', fan, stages)
}
