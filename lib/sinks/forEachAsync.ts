import { aFunction, oneOf, wrongType } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { turn } from '../core/loop.ts'
import { waiting } from '../core/pipeline.ts'
import { type Down, nothing } from '../core/protocol.ts'
import { type Sink, sink, sinkName } from '../core/sink.ts'
import { type Asked, attempting } from '../origins/attempting.ts'
import { budgetOf } from '../origins/budget.ts'
import { Calls, limitsOf } from '../origins/calls.ts'
import type { RetryPolicy } from '../origins/policy.ts'
import type { Turnable } from '../origins/turning.ts'

interface Children {
  /** How many children may run at once, read as each ends where it comes as `{ current }`; 1 by default. */
  readonly concurrency?: Turnable
  /** After how many milliseconds a call that has failed is made again, before its child counts as failed. */
  readonly retry?: RetryPolicy
  /** How many restarts all children together may take `within` that time: an integer of at least 0, by default 3. */
  readonly maxRestarts?: number
  /** The milliseconds over which restarts are counted: an integer of at least 1, by default 5000. */
  readonly within?: number
  /** The time that `retry` and `within` keep; the system's by default. */
  readonly clock?: Clock
}

interface LeftOut extends Children {
  /** Whether a child that has failed is left out ('temporary') or run again ('transient'). By default it fails all. */
  readonly restart: 'temporary'
  /** Told of each failure that `restart` makes good; 'temporary' needs it. */
  readonly onError: (error: unknown) => void
}

type RunAgain = Children & Partial<Pick<LeftOut, 'onError'>> & { readonly restart?: 'transient' }

/** How many children of `forEachAsync` run side by side, and what becomes of one that fails; 'temporary' needs `onError`. */
export type ForEachAsyncOptions = LeftOut | RunAgain

/**
 * Runs `f(value, signal)` as a child for each value and waits for it, with up to `concurrency` children at once.
 *
 *     concurrency 2     restart: 'transient'          restart: 'temporary'
 *     f(a)              [---x[------]                 [---x  onError
 *     f(b)              [---------]                   [---------]
 *     f(c)                        [--]                    [--]
 *
 * - **Pulls** a value for each child that may start: the next one as a child ends. It reads nothing ahead, so at most
 *   `concurrency` values have been pulled and are not done with.
 * - **Ends** when the children have ended that run at the source's end.
 * - **Retries** a call that fails as long as `retry` answers with a delay; what fails then is the child.
 * - **Fails** with the error of the first child by time that fails, a throw too, be it while the source is awaited. With
 *   'temporary' `onError` is told of it instead, and its slot is free. With 'transient' the child runs again, in its slot,
 *   after a turn of the event loop, and `onError` is told where there is one.
 * - **Fails** with a `RestartLimitError`, all their errors in it, where children fail more than `maxRestarts` times
 *   `within` so many milliseconds, or with what `onError` throws.
 * - **Fails** with the source's error when the children that run have ended, or one of them has failed, which is
 *   reported on the console.
 * - **Aborts** the signals of all other children as one fails it. It closes its source then, waits for no child, and
 *   tells nobody what those fail with. A signal serves one child after another: take your listeners off.
 * - **Throws** a RangeError where `concurrency` or `within` is not an integer of at least 1, `maxRestarts` none of at least
 *   0, or `restart` neither of the two: a 'permanent' child, run again though its work is done, would never let its value
 *   go. A TypeError where `f`, `retry` or `onError` is no function, 'temporary' has no `onError`, or `clock` lacks a method.
 *
 * Source: GenStage's `ConsumerSupervisor`, and OTP's restart intensity.
 *
 * @example
 * const saved: number[] = []
 * await pipe(range(1, 3), forEachAsync(async (n) => void saved.push(n), { concurrency: 2 })) // => undefined
 * saved // => [1, 2, 3]
 * const errors: unknown[] = []
 * const odd = async (n: number) => (n % 2 === 0 ? Promise.reject(`${n} is even`) : saved.push(n))
 * const lenient = { restart: 'temporary', onError: (error: unknown) => errors.push(error) } as const
 * await pipe(range(4, 6), forEachAsync(odd, lenient)) // => undefined
 * errors // => ['4 is even', '6 is even']
 * saved // => [1, 2, 3, 5]
 */
export const forEachAsync = <A>(
  f: (value: A, signal: AbortSignal) => unknown,
  options: ForEachAsyncOptions = {},
): Sink<A, void> => {
  aFunction('f', f)
  const begin = budgetOf(options)
  const child = attempting(f, options)
  const limits = limitsOf({ ...options, ordered: false })
  const supervised = supervising(child, options)
  const children = waiting<A, undefined>('forEachAsync', (source, down, wake) => {
    return new Calls(source, down, wake, supervised?.(begin()) ?? child, give, limits)
  })
  return Object.assign((source: Parameters<typeof children>[0]) => drained(children(source)), {
    [sinkName]: 'forEachAsync',
  })
}

const give = (down: Down<undefined>): boolean => down.next(undefined)

const drained = sink<undefined, void>('forEachAsync', () => ({ next: () => true, result: nothing }))

/** The function whose failures are made good, where they are, out of what a failure costs in this run. */
const supervising = <A>(
  child: Asked<A, unknown>,
  { restart, onError }: ForEachAsyncOptions,
): ((spend: (error: unknown) => void) => Asked<A, unknown>) | undefined => {
  if (onError !== undefined) aFunction('onError', onError)
  if (restart === undefined) return undefined
  if ((restart as string) === 'permanent')
    throw new RangeError(
      'restart must be one of "temporary", "transient", got: "permanent": a child is over with its value, and would run for ever',
    )
  oneOf(['temporary', 'transient'], 'restart', restart)
  if (restart === 'temporary' && onError === undefined)
    throw wrongType('onError', "a function with 'temporary'", onError)
  return (spend) => async (value, signal) => {
    for (;;) {
      try {
        return await child(value, signal)
      } catch (error) {
        if (signal.aborted) throw error
        if (restart === 'transient') spend(error)
        onError?.(error)
        if (restart === 'temporary') return undefined
      }
      // A child may fail without waiting, and be granted to do so for long.
      await turn()
      signal.throwIfAborted()
    }
  }
}
