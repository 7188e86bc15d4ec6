import { aFunction } from '../core/check.ts'
import { keep } from '../core/each.ts'
import type { AnyIterable, Stage } from '../core/pipeline.ts'

/**
 * Leaves values out for as long as the predicate holds, and gives all from the first on for which it does not.
 *
 * - **Pulls** until one value passes, and does not call the predicate after that.
 *
 * @example
 * await pipe([1, 2, 3, 1], dropWhile((n) => n < 3), toArray) // => [3, 1]
 */
export function dropWhile<A>(predicate: (value: NoInfer<A>) => boolean): Stage<A, A>
export function dropWhile<A>(
  predicate: (value: A) => boolean,
): <B extends A>(source: AnyIterable<B>) => AsyncIterable<B>
export function dropWhile<A>(predicate: (value: A) => boolean): Stage<A, A> {
  aFunction('predicate', predicate)
  return keep<A>('dropWhile', () => {
    let passing = false
    return (value) => (passing ||= !predicate(value))
  })
}
