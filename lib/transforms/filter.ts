import { aFunction } from '../core/check.ts'
import { keep } from '../core/each.ts'
import type { Keeper, Stage } from '../core/pipeline.ts'

/**
 * Keeps the values for which the predicate holds; a refinement narrows their type.
 *
 * - **Pulls** until one value passes.
 *
 * @example
 * await pipe(range(1, 6), filter((n) => n % 2 === 0), toArray) // => [2, 4, 6]
 */
export function filter<A, B extends A>(refinement: (value: A) => value is B): Stage<A, B>
export function filter<A>(predicate: (value: A) => boolean): Keeper<A>
export function filter<A>(predicate: (value: A) => boolean): Stage<A, A> {
  aFunction('predicate', predicate)
  return keep('filter', () => predicate)
}
