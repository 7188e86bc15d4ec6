import { aFunction } from '../core/check.ts'
import { each } from '../core/each.ts'
import type { Stage } from '../core/pipeline.ts'

/**
 * Gives `f(index, value)` for each value, where the first one has the index 0.
 *
 * - **Passes** a promise that `f` gives on as a value.
 *
 * Source: the FunctorWithIndex of fp-ts, the index first.
 *
 * @example
 * await pipe(['a', 'b'], mapWithIndex((i, a) => `${i}${a}`), toArray) // => ['0a', '1b']
 */
export const mapWithIndex = <A, B>(f: (index: number, value: A) => B): Stage<A, B> => {
  aFunction('f', f)
  return each('mapWithIndex', () => {
    let index = 0
    return (value) => f(index++, value)
  })
}
