import { show, wrongType } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { type Element, joined } from '../origins/joined.ts'
import { Weighing } from '../origins/weighing.ts'

/**
 * Merges sources in proportion to their `weights`, one for each: of 1 and 3, the second gives three of four values.
 *
 *     a, weight 1          1  2  3  4  ...
 *     b, weight 3          -  -  -  -  -  -  ...
 *     mergeByPriority      -  1  -  -  -  2  -  -  -  3  -  -
 *
 * - **Pulls** one value of the source whose turn it is, and only while the consumer asks; of the others too where that
 *   one has to wait for its value.
 * - **Gives** to each source its share of the values, and at most one value more or less, counted from when the same
 *   sources were last ready. A source that answers within one turn of the event loop is ready, any other one loses its
 *   turns until it answers, and has none of them made up for.
 * - **Holds** at most one value of each source but the one that was given: its lookahead is the number of sources less 1.
 * - **Ends** with the last of them; of no sources it is empty.
 * - **Fails** as soon as it is the turn of a source that has failed.
 * - **Throws** a RangeError where a weight is not a positive number, or there are not as many of them as sources; a
 *   TypeError where the weights or the sources are no array.
 *
 * Source: Akka's `MergePrioritized`.
 *
 * @example
 * await pipe([['a', 'b'], range(1, 4)], mergeByPriority([1, 2]), toArray) // => [1, 'a', 2, 3, 'b', 4]
 */
export const mergeByPriority = (
  weights: readonly number[],
): (<const S extends ReadonlyArray<AnyIterable<unknown>>>(sources: S) => AsyncIterable<Element<S>>) => {
  if (!Array.isArray(weights)) throw wrongType('weights', 'an array', weights)
  const own = [...(weights as readonly number[])].map((weight, i) => positive(`weights[${i}]`, weight))
  return <const S extends ReadonlyArray<AnyIterable<unknown>>>(sources: S): AsyncIterable<Element<S>> => {
    const merged = joined('mergeByPriority', sources, (pipelines, down: Down<Element<S>>, wake) => {
      const weighing = new Weighing(down, wake)
      for (const [i, pipeline] of pipelines.entries()) weighing.add(pipeline, own[i]!)
      return weighing
    })
    if (sources.length === own.length) return merged
    throw new RangeError(`weights must be as many as the sources, ${sources.length}, got: ${own.length}`)
  }
}

const positive = (name: string, value: number): number => {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value)
  if (value > 0 && value < Infinity) return value
  throw new RangeError(`${name} must be a positive number, got: ${show(value)}`)
}
