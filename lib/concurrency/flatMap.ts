import { aFunction, notAString } from '../core/check.ts'
import { type AnyIterable, type Stage, waiting } from '../core/pipeline.ts'
import { Flattening } from '../origins/flattening.ts'

/**
 * Gives the values of `f(value)` for each value, one inner source after the other.
 *
 * - **Pulls** from the inner source that is open, and another value only when it has ended.
 * - **Fails** with the first source that fails, inner or outer, with what `f` throws, and with a TypeError where `f` gives
 *   what cannot be iterated or is a string.
 * - **Closes** the inner source that is open, then its source.
 *
 * Source: TC39's `flatMap`, the `chain` of fp-ts.
 *
 * @example
 * await pipe(range(1, 3), flatMap((n) => range(1, n)), toArray) // => [1, 1, 2, 1, 2, 3]
 * await pipe(['ab'], flatMap((s) => s), toArray) // => rejects TypeError: must be iterable and not a string
 */
export const flatMap = <A, B>(f: (value: A) => AnyIterable<B>): Stage<A, B> => {
  aFunction('f', f)
  return waiting(
    'flatMap',
    (source, down, wake) => new Flattening(source, down, wake, (value) => notAString('what f gives', f(value))),
  )
}
