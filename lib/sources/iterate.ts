import { aFunction } from '../core/check.ts'
import { origin } from '../core/pipeline.ts'
import { MORE } from '../core/protocol.ts'

/**
 * Gives `seed`, `f(seed)`, `f(f(seed))` and so on for ever.
 *
 * - **Calls** `f` once for each value that is asked for after the first.
 * - **Fails** with what `f` throws.
 *
 * Source: Haskell's `iterate`.
 *
 * @example
 * await pipe(iterate(1, (n) => n * 2), take(5), toArray) // => [1, 2, 4, 8, 16]
 */
export const iterate = <A>(seed: A, f: (value: A) => A): AsyncIterable<A> => {
  aFunction('f', f)
  return origin('iterate', (down) => {
    let value = seed
    let begun = false
    let closed = false
    return {
      pull: (limit) => {
        for (let left = limit; left > 0 && !closed; left--) {
          if (begun) value = f(value)
          begun = true
          if (!down.next(value)) return MORE
        }
        return MORE
      },
      close: () => void (closed = true),
    }
  })
}
