import { aFunction, wrongType } from '../core/check.ts'
import type { AnyIterable, Stage } from '../core/pipeline.ts'
import { broadcastDispatcher } from '../dispatchers/broadcastDispatcher.ts'
import { forking } from '../origins/branches.ts'
import { type Room, roomOf } from '../origins/holding.ts'
import { through } from '../origins/through.ts'

/**
 * Gives every value to each of several stages, which run side by side, and merges what they give.
 *
 *     source  1-----2-----3
 *     double  -2-----4-----6
 *     square  -1-----4-----9
 *     result  -2-1---4-4---6-9
 *
 * - **Pulls** as the stages ask, and only while each that has not ended has room; one that has ended has left.
 * - **Holds** at most `capacity` values before each stage, 16 by default, and one behind each but one, beside what the
 *   stages hold: its lookahead. Of one stage alone that is 0. Keeps each stage's order.
 * - **Drops** what a stage had not read as it ended, and what `overflow` says, as `broadcast` does; with 'error' the
 *   slow stage sees an OverflowError.
 * - **Fails** with the first stage that fails, and closes the others.
 * - **Closes** the source when all stages have ended. It cannot deadlock while each of them reads or ends:
 *   a stage that has ended has left, and one that reads makes room.
 * - **Throws** a TypeError where `stages` is no array of functions, a RangeError where there are none, or `capacity` or
 *   `overflow` is out of range.
 *
 * Source: fs2's `broadcastThrough`.
 *
 * @example
 * const all = await pipe(range(1, 3), broadcastThrough([map((n) => n * 2), filter((n) => n > 2)]), toArray)
 * all.toSorted((a, b) => a - b) // => [2, 3, 4, 6]
 */
export function broadcastThrough<A, Bs extends readonly unknown[]>(
  stages: { readonly [K in keyof Bs]: Stage<A, Bs[K]> },
  options?: Room<A>,
): (source: AnyIterable<A>) => AsyncIterable<Bs[number]>
export function broadcastThrough<A, B>(
  stages: ReadonlyArray<Stage<A, B>>,
  options?: Room<A>,
): (source: AnyIterable<A>) => AsyncIterable<B>
export function broadcastThrough<A, Bs extends readonly unknown[]>(
  stages: { readonly [K in keyof Bs]: Stage<A, Bs[K]> } & ReadonlyArray<Stage<A, unknown>>,
  options?: Room<A>,
): (source: AnyIterable<A>) => AsyncIterable<Bs[number]>
export function broadcastThrough<A, B>(stages: ReadonlyArray<Stage<A, B>>, options: Room<A> = {}): Stage<A, B> {
  if (!Array.isArray(stages)) throw wrongType('stages', 'an array', stages)
  if (stages.length === 0) throw new RangeError('stages must be at least one, got: none')
  for (const [at, stage] of stages.entries()) aFunction(`stages[${at}]`, stage)
  const members = stages.map(() => ({}))
  const fan = forking('broadcastThrough', broadcastDispatcher<A>(), members, { ...roomOf(options), shared: true })
  return through('broadcastThrough', fan, stages)
}
