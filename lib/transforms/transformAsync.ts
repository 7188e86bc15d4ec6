import { Calls, limitsOf } from '../origins/calls.ts'
import { aFunction } from '../core/check.ts'
import { Flattening } from '../origins/flattening.ts'
import { type AnyIterable, Pipeline, type Stage, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { notAString } from '../origins/given.ts'

type Answer<S, B> = readonly [state: S, results: AnyIterable<B>]

/**
 * Gives any number of results for each value by way of a state and of I/O: `f` promises the next state and the results.
 *
 * - **Pulls** the next value when the results of the one before have gone, and until there is a result; one call of `f`
 *   is in flight at a time, and none that is not asked for.
 * - **Starts** each run with `init`.
 * - **Flushes** at the end only: `flush(state, signal)` promises the last results. Not where the source fails, nor
 *   where the consumer leaves.
 * - **Fails** with a TypeError where the results cannot be iterated or are a string.
 * - **Closes** its source at once when the consumer leaves, and aborts the signal of a call in flight.
 *
 * Source: GenStage's `handle_events`.
 *
 * @example
 * const fetchUser = async (id: number) => `user ${id}`
 * const users = transformAsync(new Set<number>(), async (known, id: number) =>
 *   known.has(id) ? [known, []] : [new Set([...known, id]), [await fetchUser(id)]],
 * )
 * await pipe([1, 2, 1], users, toArray) // => ['user 1', 'user 2']
 */
export const transformAsync = <A, B, S>(
  init: S,
  f: (state: S, value: A, signal: AbortSignal) => Answer<S, B> | PromiseLike<Answer<S, B>>,
  flush?: (state: S, signal: AbortSignal) => AnyIterable<B> | PromiseLike<AnyIterable<B>>,
): Stage<A, B> => {
  aFunction('f', f)
  if (flush !== undefined) aFunction('flush', flush)
  return waiting('transformAsync', (source, down, wake) => {
    let state = init
    const call = (value: A | typeof END, signal: AbortSignal) =>
      value === END ? flush!(state, signal) : f(state, value, signal)
    const give = (
      down: Down<AnyIterable<B>>,
      value: A | typeof END,
      answer: AnyIterable<B> | Answer<S, B>,
    ): boolean => {
      if (value === END) return down.next(answer as AnyIterable<B>)
      const [next, results] = answer as Answer<S, B>
      state = next
      return down.next(results)
    }
    const marked = flush === undefined ? source : new Pipeline<A | typeof END>('end', [source], undefined, marksTheEnd)
    const answers = new Pipeline<AnyIterable<B>>(
      'calls',
      [marked],
      (down, wake) => new Calls(marked, down, wake, call, give, limitsOf({})),
    )
    return new Flattening(answers, down, wake, (results) => notAString('the results', results))
  })
}

const END: unique symbol = Symbol('end')

const marksTheEnd = (down: Down<unknown>): Down<unknown> => ({
  ...down,
  end: () => {
    down.next(END)
    down.end()
  },
})
