import { aFunction } from '../core/check.ts'
import { type Sink, sink } from '../core/sink.ts'

/**
 * Combines all values into one, from `init` on.
 *
 * - **Fails** with the source's error, or with what `f` throws.
 *
 * @example
 * await pipe(range(1, 4), reduce(0, (sum, n) => sum + n)) // => 10
 */
export const reduce = <A, B>(init: B, f: (accumulator: B, value: A) => B): Sink<A, B> => {
  aFunction('f', f)
  return sink('reduce', () => {
    let accumulator = init
    return {
      next: (value) => {
        accumulator = f(accumulator, value)
        return true
      },
      result: () => accumulator,
    }
  })
}
