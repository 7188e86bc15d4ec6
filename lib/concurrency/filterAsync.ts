import { aFunction } from '../core/check.ts'
import { type Keeper, type Stage, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Calls, limitsOf } from '../origins/calls.ts'
import type { Turnable } from '../origins/turning.ts'

/** How many calls of `filterAsync` run side by side, and in which order values pass. */
export interface FilterAsyncOptions {
  /** How many calls may be in flight, read at each ask where it comes as `{ current }`; 1 by default. */
  readonly concurrency?: Turnable
  /** Whether values keep their order, which is the default, or come as soon as it is known that they pass. */
  readonly ordered?: boolean
}

/**
 * Keeps the values for which `predicate(value, signal)` promises true, with up to `concurrency` calls in flight.
 *
 * - **Pulls** until one value passes, a value for each call that may start. Unasked it starts `concurrency - 1` calls
 *   at most; at 1 it does nothing unasked.
 * - **Holds** at most `concurrency - 1` values beyond those asked for, its lookahead: in flight or waiting for their
 *   turn.
 * - **Fails** where a call throws or rejects; the first by position wins, behind the values before it. Unordered, the
 *   first by time wins, behind the values that had passed before.
 * - **Aborts** the signals of the other calls in flight before the error is seen, and of all where the consumer leaves.
 * - **Closes** its source at once when the consumer leaves, and waits for no call in flight.
 * - **Throws** a RangeError where `concurrency` is not an integer of at least 1 or `ordered` is no boolean; a
 *   TypeError where they do not come in an object.
 *
 * Source: fs2's `evalFilterAsync`.
 *
 * @example
 * await pipe(range(1, 6), filterAsync(async (n) => n % 2 === 0, { concurrency: 2 }), toArray) // => [2, 4, 6]
 */
export function filterAsync<A, B extends A>(
  refinement: (value: A, signal: AbortSignal) => value is B,
  options?: FilterAsyncOptions,
): Stage<A, B>
export function filterAsync<A>(
  predicate: (value: A, signal: AbortSignal) => boolean | PromiseLike<boolean>,
  options?: FilterAsyncOptions,
): Keeper<A>
export function filterAsync<A>(
  predicate: (value: A, signal: AbortSignal) => boolean | PromiseLike<boolean>,
  options: FilterAsyncOptions = {},
): Stage<A, A> {
  aFunction('predicate', predicate)
  const limits = limitsOf(options)
  return waiting('filterAsync', (source, down, wake) => new Calls(source, down, wake, predicate, give, limits))
}

const give = <A>(down: Down<A>, value: A, passes: boolean): boolean => (passes ? down.next(value) : true)
