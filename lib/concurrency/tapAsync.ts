import { aFunction } from '../core/check.ts'
import { type Keeper, type Pipeline, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Calls, limitsOf } from '../origins/calls.ts'
import type { Turnable } from '../origins/turning.ts'

/** How many calls of `tapAsync` run side by side, and in which order values go on. */
export interface TapAsyncOptions {
  /** How many calls may be in flight, read at each ask where it comes as `{ current }`; 1 by default. */
  readonly concurrency?: Turnable
  /** Whether values keep their order, which is the default, or go on as soon as their call is over. */
  readonly ordered?: boolean
}

/**
 * Gives each value when `f(value, signal)`, called for its effect, is over; up to `concurrency` calls are in flight.
 *
 * - **Pulls** a value for each call that may start. Unasked it starts `concurrency - 1` calls at most; at 1 it does
 *   nothing unasked.
 * - **Holds** at most `concurrency - 1` values beyond those asked for, its lookahead: in flight or waiting for their
 *   turn.
 * - **Fails** where a call throws or rejects; the first by position wins, behind the values before it. Unordered, the
 *   first by time wins, behind the values whose calls were over before.
 * - **Aborts** the signals of the other calls in flight before the error is seen, and of all where the consumer leaves.
 * - **Closes** its source at once when the consumer leaves, and waits for no call in flight.
 * - **Throws** a RangeError where `concurrency` is not an integer of at least 1 or `ordered` is no boolean; a
 *   TypeError where they do not come in an object.
 *
 * Source: fs2's `evalTap`.
 *
 * @example
 * const saved: number[] = []
 * const save = async (n: number) => saved.push(n)
 * await pipe(range(1, 3), tapAsync(save), map((n) => n * 2), toArray) // => [2, 4, 6]
 * saved // => [1, 2, 3]
 */
export const tapAsync = <A>(
  f: (value: A, signal: AbortSignal) => unknown,
  options: TapAsyncOptions = {},
): Keeper<A> => {
  aFunction('f', f)
  const limits = limitsOf(options)
  return waiting(
    'tapAsync',
    <B extends A>(source: Pipeline<B>, down: Down<B>, wake: () => void) =>
      new Calls(source, down, wake, f, give, limits),
  )
}

const give = <A>(down: Down<A>, value: A): boolean => down.next(value)
