import { aFunction } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { type Stage, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { attempting } from '../origins/attempting.ts'
import { Calls, limitsOf } from '../origins/calls.ts'
import type { RetryPolicy } from '../origins/policy.ts'
import type { Turnable } from '../origins/turning.ts'

/** How many calls of `mapAsync` run side by side, in which order their results come, and how often each is tried. */
export interface MapAsyncOptions {
  /** How many calls may be in flight, read at each ask where it comes as `{ current }`; 1 by default. */
  readonly concurrency?: Turnable
  /** Whether results come in the order of their values, which is the default, or as soon as they are there. */
  readonly ordered?: boolean
  /** After how many milliseconds a call that has failed is made again, if at all: a policy of retry-ts, or its like. */
  readonly retry?: RetryPolicy
  /** How many milliseconds each attempt may take: an integer of at least 1. */
  readonly timeout?: number
  /** The time that `retry` and `timeout` keep; the system's by default. */
  readonly clock?: Clock
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
 * - **Retries** a call that fails as long as `retry` answers with a delay, and asks it anew for each value: first with
 *   `iterNumber` 0. Attempts and the delays between them take up one of `concurrency`.
 * - **Fails** where a call throws or rejects and is not tried again; the first by position wins, behind the results of
 *   all earlier values, and none starts for a further value. Unordered, the first by time wins, behind the results that
 *   were there before. The source's own error comes behind the results of the values before it. What fails behind the
 *   first error is reported on the console.
 * - **Fails** with a `TimeoutError` where an attempt, the last one, takes more than `timeout` ms. Nobody waits for it any
 *   more, be it deaf to its signal. An error of `retry` itself, or of the clock, is one of the call.
 * - **Aborts** the signals of all other calls in flight before the error is seen: unordered as a call fails, ordered when
 *   the earlier positions have been given; what those fail with is reported nowhere. Aborts all where the consumer
 *   leaves, delays included, and an attempt at its limit, with the `TimeoutError` as reason. Without `timeout` a signal
 *   serves one call after another, so a listener of yours has to go when its call is over.
 * - **Closes** its source at once when the consumer leaves, and waits for no call in flight.
 * - **Throws** a RangeError where `concurrency` or `timeout` is not an integer of at least 1 or `ordered` is no boolean; a
 *   TypeError where `retry` is no function, `clock` lacks `now` or `sleep`, or they do not come in an object.
 *
 * Source: fs2's `parEvalMap` and `parEvalMapUnordered`; the policies of retry-ts.
 *
 * @example
 * await pipe(range(1, 3), mapAsync(async (n) => n * 2, { concurrency: 2 }), toArray) // => [2, 4, 6]
 * const twice = ({ iterNumber }: RetryStatus) => (iterNumber < 2 ? O.some(1) : O.none)
 * let calls = 0
 * const flaky = async (n: number) => (++calls < 3 ? Promise.reject(new Error('down')) : n)
 * await pipe(of(7), mapAsync(flaky, { retry: twice }), toArray) // => [7]
 * await pipe(of(7), mapAsync(T.never, { timeout: 1 }), toArray) // => rejects TimeoutError: within 1 ms
 */
export const mapAsync = <A, B>(
  f: (value: A, signal: AbortSignal) => B | PromiseLike<B>,
  options: MapAsyncOptions = {},
): Stage<A, B> => {
  aFunction('f', f)
  const limits = limitsOf(options)
  const call = attempting(f, options)
  return waiting('mapAsync', (source, down, wake) => new Calls(source, down, wake, call, give, limits))
}

const give = <B>(down: Down<B>, _value: unknown, result: B): boolean => down.next(result)
