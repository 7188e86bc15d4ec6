import { aFunction } from '../core/check.ts'
import { type Stage, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Calls, limitsOf } from '../origins/calls.ts'
import type { Turnable } from '../origins/turning.ts'

/** How many calls of `mapAsync` run side by side, and in which order their results come. */
export interface MapAsyncOptions {
  /** How many calls may be in flight, read at each ask where it comes as `{ current }`; 1 by default. */
  readonly concurrency?: Turnable
  /** Whether results come in the order of their values, which is the default, or as soon as they are there. */
  readonly ordered?: boolean
}

/**
 * Gives what `f(value, signal)` promises for each value, with up to `concurrency` calls in flight.
 *
 *     concurrency 2   ordered               ordered: false
 *     f(a)            [--------]            [--------]
 *     f(b)            [--]                  [--]
 *     f(c)                      [--]            [--]
 *     gives                     ab  c           b   c a
 *
 * - **Pulls** a value for each call that may start. Unasked it starts `concurrency - 1` calls at most; at 1 it does
 *   nothing unasked.
 * - **Holds** at most `concurrency - 1` values beyond those asked for, its lookahead: calls in flight, and results that
 *   wait for the consumer or, ordered, for an earlier one.
 * - **Fails** where a call throws or rejects; the first by position wins, behind the results of all earlier values, and
 *   no call starts any more. Unordered, the first by time wins, behind the results that were there before. The source's
 *   own error comes behind the results of the values before it.
 * - **Aborts** the signals of the other calls in flight before the error is seen, and of all where the consumer leaves.
 *   A signal serves one call after another, so a listener of yours has to go when its call is over.
 * - **Closes** its source at once when the consumer leaves, and waits for no call in flight.
 * - **Throws** a RangeError where `concurrency` is not an integer of at least 1 or `ordered` is no boolean; a
 *   TypeError where they do not come in an object.
 *
 * Source: fs2's `parEvalMap` and `parEvalMapUnordered`.
 *
 * @example
 * await pipe(range(1, 3), mapAsync(async (n) => n * 2, { concurrency: 2 }), toArray) // => [2, 4, 6]
 */
export const mapAsync = <A, B>(
  f: (value: A, signal: AbortSignal) => B | PromiseLike<B>,
  options: MapAsyncOptions = {},
): Stage<A, B> => {
  aFunction('f', f)
  const limits = limitsOf(options)
  return waiting('mapAsync', (source, down, wake) => new Calls(source, down, wake, f, give, limits))
}

const give = <B>(down: Down<B>, _value: unknown, result: B): boolean => down.next(result)
