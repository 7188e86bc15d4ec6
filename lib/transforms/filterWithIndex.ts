import { aFunction } from '../core/check.ts'
import { keep } from '../core/each.ts'
import type { Keeper, Stage } from '../core/pipeline.ts'

/**
 * Keeps the values for which the predicate holds, which is told the index of each; a refinement narrows their type.
 *
 * - **Pulls** until one value passes.
 * - **Counts** every value of the source from 0 on, those that do not pass too.
 *
 * Source: the FilterableWithIndex of fp-ts, the index first.
 *
 * @example
 * await pipe(['a', 'b', 'c'], filterWithIndex((i) => i !== 1), toArray) // => ['a', 'c']
 */
export function filterWithIndex<A, B extends A>(refinement: (index: number, value: A) => value is B): Stage<A, B>
export function filterWithIndex<A>(predicate: (index: number, value: A) => boolean): Keeper<A>
export function filterWithIndex<A>(predicate: (index: number, value: A) => boolean): Stage<A, A> {
  aFunction('predicate', predicate)
  return keep<A>('filterWithIndex', () => {
    let index = 0
    return (value) => predicate(index++, value)
  })
}
