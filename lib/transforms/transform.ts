import { aFunction } from '../core/check.ts'
import { Flattening } from '../origins/flattening.ts'
import { type AnyIterable, type Stage, waiting } from '../core/pipeline.ts'
import { notAString } from '../origins/given.ts'

/**
 * Gives any number of results for each value by way of a state: `f` gives the next state and the results.
 *
 * - **Starts** each run with `init`.
 * - **Pulls** the next value when the results of the one before have gone, and until there is a result.
 * - **Flushes** at the end only: `flush(state)` gives the last results. Not where the source fails, nor where the
 *   consumer leaves.
 * - **Fails** with a TypeError where the results cannot be iterated or are a string.
 *
 * Source: GenStage's `handle_events`, and Elixir's `Stream.transform`.
 *
 * @example
 * const pairs = transform(
 *   [] as number[],
 *   (held, n: number) => (held.length > 0 ? [[], [[...held, n]]] : [[n], []]),
 *   (held) => (held.length > 0 ? [held] : []),
 * )
 * await pipe(range(1, 5), pairs, toArray) // => [[1, 2], [3, 4], [5]]
 */
export const transform = <A, B, S>(
  init: S,
  f: (state: S, value: A) => readonly [S, AnyIterable<B>],
  flush?: (state: S) => AnyIterable<B>,
): Stage<A, B> => {
  aFunction('f', f)
  if (flush !== undefined) aFunction('flush', flush)
  return waiting('transform', (source, down, wake) => {
    let state = init
    const expand = (value: A): AnyIterable<B> => {
      const [next, results] = f(state, value)
      state = next
      return notAString('the results', results)
    }
    return new Flattening(source, down, wake, expand, flush && (() => notAString('the results', flush(state))))
  })
}
