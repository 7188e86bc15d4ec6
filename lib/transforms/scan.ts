import { aFunction } from '../core/check.ts'
import { each } from '../core/each.ts'
import type { Stage } from '../core/pipeline.ts'

/**
 * Combines the values from `init` on, and gives what it has come to after each.
 *
 * - **Gives** one result for each value, and never `init` itself: of no values it gives none.
 *
 * @example
 * await pipe(range(1, 4), scan(0, (sum, n) => sum + n), toArray) // => [1, 3, 6, 10]
 */
export const scan = <A, B>(init: B, f: (accumulator: B, value: A) => B): Stage<A, B> => {
  aFunction('f', f)
  return each('scan', () => {
    let accumulator = init
    return (value) => (accumulator = f(accumulator, value))
  })
}
