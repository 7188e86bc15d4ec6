import { aFunction } from '../core/check.ts'
import { type AnyIterable, type Stage, waiting } from '../core/pipeline.ts'
import { expanding } from '../origins/expanding.ts'
import type { Turnable } from '../origins/turning.ts'
import { notAString } from '../origins/given.ts'

/** How many inner sources of `flatMap` are open side by side, and in which order their values come. */
export interface FlatMapOptions {
  /** How many inner sources may be open, read at each ask where it comes as `{ current }`; 1 by default. */
  readonly concurrency?: Turnable
  /** Whether values come in the order of those they are made from, which is the default, or as soon as they are there. */
  readonly ordered?: boolean
  /** Ordered, above 1: how many values of an inner source may be read before it is its turn; 16 by default. */
  readonly capacity?: number
}

/**
 * Gives the values of `f(value)` for each value, with up to `concurrency` inner sources side by side, by default one
 * after the other.
 *
 *     concurrency 2   ordered               ordered: false
 *     f(a)            a1    a2 |            a1    a2 |
 *     f(b)            b1 b2 |               b1 b2 |
 *     f(c)                     c1 |               c1 |
 *     gives           a1    a2 b1 b2 c1     a1 b1 b2 c1 a2
 *
 * - **Pulls** another value while fewer than `concurrency` inner sources are open, and only while it is asked; at 1 when
 *   the inner source before has ended. Of the inner sources, one value of each while it is asked; ordered, of that one
 *   whose turn it is, while the others are read ahead.
 * - **Holds** at most `concurrency - 1` values beyond those asked for, its lookahead: those whose inner sources are open.
 *   Of inner values, as many; ordered, up to `capacity` of each that was opened behind another, so that this
 *   lookahead is `concurrency * capacity - 1`. At 1 both are 0.
 * - **Fails** with the first source that fails, inner or outer, with what `f` throws, and with a TypeError where `f` gives
 *   what cannot be iterated or is a string. Ordered, the first by position wins, behind all values before it, and no
 *   inner source is opened any more; unordered, the first by time, behind the values that were there before it.
 * - **Closes** the inner sources that are open, and its source.
 * - **Nests** at a concurrency of 1 as deep as memory allows: each value passes all levels that it is in, and waits for a
 *   promise at every 128th.
 * - **Throws** a RangeError where `concurrency` or `capacity` is not an integer of at least 1 or `ordered` is no boolean; a
 *   TypeError where `f` is not a function.
 *
 * Source: TC39's `flatMap`, the `chain` of fp-ts; above 1, fs2's `parJoin`.
 *
 * @example
 * await pipe(range(1, 3), flatMap((n) => range(1, n)), toArray) // => [1, 1, 2, 1, 2, 3]
 * await pipe(['ab'], flatMap((s) => s), toArray) // => rejects TypeError: must be iterable and not a string
 * const twice = (n: number) => pipe(interval(n), take(2), map((i) => `${n}.${i}`))
 * await pipe([99, 1], flatMap(twice, { concurrency: 2 }), toArray) // => ['99.0', '99.1', '1.0', '1.1']
 * await pipe([99, 1], flatMap(twice, { concurrency: 2, ordered: false }), toArray) // => ['1.0', '1.1', '99.0', '99.1']
 */
export const flatMap = <A, B>(f: (value: A) => AnyIterable<B>, options: FlatMapOptions = {}): Stage<A, B> => {
  aFunction('f', f)
  const expand = expanding(options)
  return waiting(
    'flatMap',
    expand((value: A) => notAString('what f gives', f(value))),
  )
}
