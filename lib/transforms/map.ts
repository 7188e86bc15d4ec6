import { aFunction } from '../core/check.ts'
import { each } from '../core/each.ts'
import type { Stage } from '../core/pipeline.ts'

/**
 * Gives `f(value)` for each value.
 *
 * - **Passes** a promise that `f` gives on as a value; to wait for it is `mapAsync`.
 *
 * @example
 * await pipe(range(1, 3), map((n) => n * 2), toArray) // => [2, 4, 6]
 */
export const map = <A, B>(f: (value: A) => B): Stage<A, B> => {
  aFunction('f', f)
  return each('map', () => f)
}
