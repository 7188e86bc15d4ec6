import { type AnyIterable, Pipeline, pipelineOf } from '../core/pipeline.ts'
import { Flattening } from '../origins/flattening.ts'
import { map } from '../transforms/map.ts'

/**
 * Applies each function of the source to each value of `fa`: all values to the first function, then all to the second.
 *
 * - **Opens** `fa` anew for each function, when it is its turn. What can be iterated once only has values for the first
 *   function alone.
 * - **Fails** with the first that fails: the source, `fa`, or a function.
 * - **Closes** `fa`, where it is open, and its source.
 * - **Nests** without a deep stack in its source: fp-ts traverses a list by as many `ap` as there are values.
 * - **Throws** a TypeError where `fa` cannot be iterated.
 *
 * This is the `ap` that follows from `flatMap` at a concurrency of 1, so one thing happens after another. An `ap` that
 * opens both sides at once would have the same values and other effects: it is no instance here. For that there is
 * `zipWith`, and for calls side by side `mapAsync`.
 *
 * Source: fp-ts's `ap` of `ReadonlyArray`.
 *
 * @example
 * await pipe(of((n: number) => `${n}!`), ap(range(1, 2)), toArray) // => ['1!', '2!']
 * await pipe([Math.sqrt, Math.abs], ap([1, 4]), toArray) // => [1, 2, 1, 4]
 */
export const ap = <A>(fa: AnyIterable<A>): (<B>(fab: AnyIterable<(value: A) => B>) => AsyncIterable<B>) => {
  const values = pipelineOf(fa)
  return <B>(fab: AnyIterable<(value: A) => B>) => {
    const functions = pipelineOf(fab)
    return new Pipeline<B>(
      'ap',
      [functions, values],
      (down, wake) => new Flattening(functions, down, wake, (f) => map(f)(values)),
    )
  }
}
