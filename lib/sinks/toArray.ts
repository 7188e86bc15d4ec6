import type { AnyIterable } from '../core/pipeline.ts'
import { sink } from '../core/sink.ts'

/**
 * Collects all values into an array.
 *
 * - **Holds** every value: it is for sources that end and fit.
 * - **Fails** with the source's error, and what was collected is lost.
 *
 * @example
 * await pipe(range(1, 3), toArray) // => [1, 2, 3]
 */
export const toArray = sink('toArray', () => {
  const values: unknown[] = []
  return {
    next: (value) => {
      values.push(value)
      return true
    },
    result: () => values,
  }
}) as <A>(source: AnyIterable<A>) => Promise<A[]>
