import type { Option } from 'fp-ts/Option'
import { aFunction, atLeast, optionsOf } from '../core/check.ts'
import type { AnyIterable, Stage } from '../core/pipeline.ts'
import { partitionDispatcher } from '../dispatchers/partitionDispatcher.ts'
import { forking } from '../origins/branches.ts'
import { type Room, roomOf } from '../origins/holding.ts'
import { opening } from '../origins/opening.ts'
import { eitherOf } from '../origins/partitioning.ts'
import { through } from '../origins/through.ts'

/** Which stage a value goes through, and how much may wait before each. */
export type PartitionThroughOptions<A, B, K> = Room<A> & {
  /** The key of a value; a none drops it. */
  readonly by: (value: A) => K | Option<K>
  /** Gives the stage of a key, anew for each run. */
  readonly stage: (key: K) => Stage<A, B>
} & (
    | { readonly keys: readonly K[]; readonly maxKeys?: undefined }
    /** How many stages may be open, where the keys are not known beforehand. */
    | { readonly maxKeys: number; readonly keys?: undefined }
  )

/**
 * Sends each value through the stage of its key, side by side, and merges what the stages give.
 *
 *     source      a1--b1--a2--b2
 *     stage of a  a1------a2----
 *     stage of b  ----b1------b2
 *
 * - **Opens** with `keys` a stage for each of them. With `maxKeys` it opens one as a new key comes; where so many are
 *   open, the one that was opened first is ended and drained before that, and so is each at the end.
 * - **Pulls** as the stages ask, and only while there is room: with `keys` before each stage, with `maxKeys` before the
 *   one that the last value is for; where `overflow` is not 'block', while one of them asks or may still be opened.
 * - **Holds** at most `capacity` values before each stage, 16 by default, and one behind it, beside what the stages hold:
 *   its lookahead. With `maxKeys` one value more may wait for room. Keeps each stage's order.
 * - **Drops** a value whose key is a none, and with `keys` one whose stage has ended, read or not; with `maxKeys` a stage
 *   that has ended is opened anew for the next value of its key. Else what `overflow` says, as `partition` does; with
 *   'error' the slow stage sees an OverflowError.
 * - **Fails** with the first stage that fails, and closes the others; with a DispatchError where a key is none of the
 *   `keys`, or neither a string nor a number. Each stage sees that, or an error of the source, after its values.
 * - **Closes** the source when all stages have ended. It cannot deadlock while each of them reads or ends:
 *   a stage that has ended has left, and one that reads makes room.
 * - **Throws** a RangeError or a TypeError where an option is not what it has to be.
 *
 * Source: GenStage's PartitionDispatcher; Akka's `groupBy` and `mergeSubstreams`.
 *
 * @example
 * const by = (word: string) => word.slice(0, 1)
 * const stage = (key: string) => map((word: string) => `${key}: ${word}`)
 * await pipe(['ant', 'bee', 'ape'], partitionThrough({ by, maxKeys: 8, stage }), toArray) // => ['a: ant', 'b: bee', 'a: ape']
 */
export const partitionThrough = <A, B, const K extends string | number>(
  options: PartitionThroughOptions<A, B, K>,
): ((source: AnyIterable<A>) => AsyncIterable<B>) => {
  const { by, keys, maxKeys, stage } = optionsOf(options)
  aFunction('by', by)
  aFunction('stage', stage)
  eitherOf(keys, 'maxKeys', maxKeys)
  const terms = roomOf(options)
  if (keys === undefined) return opening('partitionThrough', by, atLeast(1, 'maxKeys', maxKeys), stage, terms)
  const dispatcher = partitionDispatcher<A, K>({ by, keys })
  const members = keys.map((key) => ({ key }))
  const fan = forking('partitionThrough', dispatcher, members, terms)
  return through(
    'partitionThrough',
    fan,
    keys.map((key) => (source) => stage(key)(source)),
  )
}
