import { type AnyIterable, waiting } from '../core/pipeline.ts'
import { expanding } from '../origins/expanding.ts'
import type { Element } from '../origins/joined.ts'
import { type Turnable, turned } from '../origins/turning.ts'
import { notAString } from '../origins/given.ts'

/** How many inner sources of `mergeAll` are open side by side, and in which order their values come. */
export interface MergeAllOptions {
  /** How many inner sources may be open, read at each ask where it comes as `{ current }`. */
  readonly concurrency: Turnable
  /** Whether one source comes after the other, which is the default, or values come as soon as they are there. */
  readonly ordered?: boolean
  /** Ordered, above 1: how many values of an inner source may be read before it is its turn; 16 by default. */
  readonly capacity?: number
}

/**
 * Gives the values of each inner source, with up to `concurrency` of them open side by side.
 *
 *     concurrency 2   ordered               ordered: false
 *     a               a1    a2 |            a1    a2 |
 *     b               b1 b2 |               b1 b2 |
 *     c                        c1 |               c1 |
 *     gives           a1    a2 b1 b2 c1     a1 b1 b2 c1 a2
 *
 * - **Pulls** another inner source while fewer than `concurrency` of them are open, and only while it is asked. Of the
 *   inner sources, one value of each while it is asked; ordered, of that one whose turn it is, while the others are
 *   read ahead.
 * - **Holds** at most `concurrency - 1` inner sources beyond those that the values asked for come from, and as many inner
 *   values, its lookahead; ordered, up to `capacity` values of each that was opened behind another, so that the
 *   lookahead of inner values is `concurrency * capacity - 1`. At 1 both are 0.
 * - **Fails** with the first source that fails, inner or outer, and with a TypeError where an inner one cannot be iterated
 *   or is a string. Ordered, the first by position wins, behind all values before it, and no inner source is opened
 *   any more; unordered, the first by time, behind the values that were there before it.
 * - **Closes** the inner sources that are open, and its source.
 * - **Throws** a TypeError where `concurrency` is missing; a RangeError where it or `capacity` is not an integer of at
 *   least 1, or `ordered` is no boolean.
 *
 * Source: fs2's `parJoin`; the name is that of RxJS.
 *
 * @example
 * await pipe([range(1, 2), of(9)], mergeAll({ concurrency: 2 }), toArray) // => [1, 2, 9]
 * const slow = pipe(interval(99), take(2))
 * const sources = [slow, of('quick')]
 * await pipe(sources, mergeAll({ concurrency: 2, ordered: false }), toArray) // => ['quick', 0, 1]
 */
export const mergeAll = (
  options: MergeAllOptions,
): (<I extends AnyIterable<unknown>>(source: AnyIterable<I>) => AsyncIterable<Element<readonly I[]>>) => {
  const expand = expanding(options)
  turned('concurrency', options.concurrency)
  return <I extends AnyIterable<unknown>>(source: AnyIterable<I>) =>
    waiting(
      'mergeAll',
      expand((inner: I) => notAString('an inner source', inner) as AnyIterable<Element<readonly I[]>>),
    )(source)
}
