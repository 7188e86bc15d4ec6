import { aFunction } from '../core/check.ts'
import { keep } from '../core/each.ts'
import type { Keeper } from '../core/pipeline.ts'

/**
 * Leaves values out for as long as the predicate holds, and gives all from the first on for which it does not.
 *
 * - **Pulls** until one value passes, and does not call the predicate after that.
 *
 * @example
 * await pipe([1, 2, 3, 1], dropWhile((n) => n < 3), toArray) // => [3, 1]
 */
export const dropWhile = <A>(predicate: (value: A) => boolean): Keeper<A> => {
  aFunction('predicate', predicate)
  return keep<A>('dropWhile', () => {
    let passing = false
    return (value) => (passing ||= !predicate(value))
  })
}
