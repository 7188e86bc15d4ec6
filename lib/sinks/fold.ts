import type { Monoid } from 'fp-ts/Monoid'
import { aFunction, wrongType } from '../core/check.ts'
import { type Sink, sink } from '../core/sink.ts'

/**
 * Combines all values by a `Monoid`, in their order; its `empty` where there is no value.
 *
 * - **Fails** with the source's error, or with what `concat` throws.
 *
 * Source: fp-ts's `concatAll`.
 *
 * @example
 * await pipe(range(1, 4), fold(N.MonoidSum)) // => 10
 * await pipe(['a', 'b'], fold(S.Monoid)) // => 'ab'
 */
export const fold = <A>(monoid: Monoid<A>): Sink<A, A> => {
  aFunction('monoid.concat', monoid?.concat)
  if (!('empty' in Object(monoid))) throw wrongType('monoid.empty', 'a value', undefined)
  return sink('fold', () => {
    let accumulator = monoid.empty
    return {
      next: (value) => {
        accumulator = monoid.concat(accumulator, value)
        return true
      },
      result: () => accumulator,
    }
  })
}
