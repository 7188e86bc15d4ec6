import { aFunction } from '../core/check.ts'
import { search } from '../origins/search.ts'
import type { Sink } from '../core/sink.ts'

/**
 * Tells whether the predicate holds for any value, and closes the source at the first one.
 *
 * - **Pulls** up to that value and not one more; false where there is none.
 * - **Fails** with the source's error, or with what the predicate throws.
 *
 * @example
 * await pipe(range(1), some((n) => n > 3)) // => true
 * await pipe(empty, some(() => true)) // => false
 */
export const some = <A>(predicate: (value: A) => boolean): Sink<A, boolean> => {
  aFunction('predicate', predicate)
  return search('some', predicate, () => true, false)
}
