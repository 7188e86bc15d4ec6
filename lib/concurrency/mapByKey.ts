import { aFunction, atLeast, optionsOf } from '../core/check.ts'
import { type Stage, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Calls, type Slot } from '../origins/calls.ts'
import { Lanes } from '../origins/lanes.ts'
import { type Turnable, turned } from '../origins/turning.ts'

/** How many calls of `mapByKey` run side by side, and how far it looks for keys that are free. */
export interface MapByKeyOptions {
  /** How many calls may be in flight in all, read at each ask where it comes as `{ current }`; at least 1. */
  readonly concurrency: Turnable
  /** How many values may be held: waiting, in flight or done; by default 16, or `concurrency` where that is more. */
  readonly capacity?: number
}

/**
 * Gives what `f(value, signal)` promises for each value, in order for each key and side by side across keys.
 *
 *     source       a1  a2  b1  c1  |         concurrency 2
 *     f(a1)        [---------------]
 *     f(a2)                        [-----]
 *     f(b1)                [--]
 *     f(c1)                    [------]
 *     mapByKey                 b1  a1  c1  a2 |
 *
 * - **Calls** `f` for a value when the one before it with the same key, `by(value)`, is over. At most `concurrency` calls
 *   are in flight; keys that wait for one of these take turns. Keys are told apart as by a Map.
 * - **Pulls** on while values wait for their keys, up to `capacity`: keys that are stuck hold no other one up while they
 *   are fewer than `concurrency` and there is room.
 * - **Gives** results as they come.
 * - **Holds** at most `capacity` values: waiting for the turn of their key, in flight, and results that wait for the
 *   consumer. Unasked it is one fewer, its lookahead is `capacity - 1`, and at 1 it does nothing unasked. Of a key it
 *   keeps nothing when none of its values waits or is in flight.
 * - **Fails** with the first call by time that throws or rejects, or with what `by` throws, behind the results that were
 *   there before, and makes no further call. The source's own error comes behind the results of the values before it.
 * - **Aborts** the signals of the other calls in flight as one fails, and of all where the consumer leaves. A signal
 *   serves one call after another.
 * - **Closes** its source at once when the consumer leaves, and waits for no call in flight.
 * - **Throws** a RangeError where `concurrency` or `capacity` is not an integer of at least 1, a TypeError where
 *   `concurrency` is missing, or `by` or `f` is not a function.
 *
 * Source: Akka Streams' `mapAsyncPartitioned`.
 *
 * @example
 * const load = async (path: string) => path.toUpperCase()
 * const perHost = mapByKey((path: string) => path.slice(0, 1), load, { concurrency: 2 })
 * await pipe(['a1', 'b1', 'a2'], perHost, toArray) // => ['A1', 'B1', 'A2']
 */
export const mapByKey = <A, B>(
  by: (value: A) => unknown,
  f: (value: A, signal: AbortSignal) => B | PromiseLike<B>,
  options: MapByKeyOptions,
): Stage<A, B> => {
  aFunction('by', by)
  aFunction('f', f)
  const { concurrency, capacity } = optionsOf(options)
  const calls = turned('concurrency', concurrency)
  if (capacity !== undefined) atLeast(1, 'capacity', capacity)
  return waiting('mapByKey', (source, down, wake) => {
    const lanes = new Lanes<A, Slot<A, B>>(by)
    const room = (): number => {
      lanes.most = calls()
      return capacity ?? Math.max(16, lanes.most)
    }
    return new Calls(source, down, wake, f, give, { concurrency: room, ordered: false }, lanes)
  })
}

const give = <B>(down: Down<B>, _value: unknown, result: B): boolean => down.next(result)
