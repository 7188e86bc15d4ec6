import { aFunction } from '../core/check.ts'
import { search } from '../origins/search.ts'
import type { Sink } from '../core/sink.ts'

/**
 * Tells whether the predicate holds for all values, and closes the source at the first one for which it does not.
 *
 * - **Pulls** up to that value and not one more; true where there is none.
 * - **Fails** with the source's error, or with what the predicate throws.
 *
 * @example
 * await pipe(range(1), every((n) => n < 3)) // => false
 * await pipe(empty, every(() => false)) // => true
 */
export const every = <A>(predicate: (value: A) => boolean): Sink<A, boolean> => {
  aFunction('predicate', predicate)
  return search<A, boolean>(
    'every',
    (value) => !predicate(value),
    () => false,
    true,
  )
}
