import { Calls } from '../origins/calls.ts'
import { aFunction, atLeast } from '../core/check.ts'
import { type Stage, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'

export interface MapAsyncOptions {
  /** How many calls may be in flight; 1 by default. */
  readonly concurrency?: number
  /** Whether results come in the order of their values, which is the default, or as soon as they are there. */
  readonly ordered?: boolean
}

/**
 * Gives what `f(value, signal)` promises for each value, with up to `concurrency` calls in flight.
 *
 *     source     a ---- b ---- c
 *     calls      [f(a)------]
 *                       [f(b)--]            concurrency 2
 *     ordered    ----------- fa fb ...
 *
 * - **Pulls** a value for each call that may start; what is not asked for starts `concurrency - 1` calls at most.
 * - **Holds** at most `concurrency - 1` values beyond those asked for, finished results included.
 * - **Fails** in order: results of earlier values are delivered first, later calls are aborted; unordered, the first
 *   failure aborts all others at once.
 * - **Closes** its source at once when the consumer leaves, and aborts the signal of each call in flight.
 * - **Throws** a RangeError where `concurrency` is not an integer of at least 1.
 *
 * Source: fs2's `parEvalMap` and `parEvalMapUnordered`.
 *
 * @example
 * await pipe(range(1, 3), mapAsync(async (n) => n * 2, { concurrency: 2 }), toArray) // => [2, 4, 6]
 */
export const mapAsync = <A, B>(
  f: (value: A, signal: AbortSignal) => B | PromiseLike<B>,
  { concurrency = 1, ordered = true }: MapAsyncOptions = {},
): Stage<A, B> => {
  aFunction('f', f)
  const options = { concurrency: atLeast(1, 'concurrency', concurrency), ordered }
  return waiting('mapAsync', (source, down, wake) => new Calls(source, down, wake, f, give, options))
}

const give = <B>(down: Down<B>, _value: unknown, result: B): boolean => down.next(result)
