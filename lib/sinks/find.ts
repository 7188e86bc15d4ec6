import type { Option } from 'fp-ts/Option'
import { aFunction } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { search } from '../origins/search.ts'
import type { Sink } from '../core/sink.ts'

/**
 * Gives the first value for which the predicate holds as an `Option`, and closes the source; a refinement narrows its
 * type.
 *
 * - **Pulls** up to that value and not one more.
 * - **Fails** with the source's error, or with what the predicate throws.
 *
 * @example
 * await pipe(range(1), find((n) => n % 7 === 0)) // => O.some(7)
 * await pipe(range(1, 3), find((n) => n > 3)) // => O.none
 */
export function find<A, B extends A>(refinement: (value: A) => value is B): Sink<A, Option<B>>
export function find<A>(predicate: (value: A) => boolean): <B extends A>(source: AnyIterable<B>) => Promise<Option<B>>
export function find<A>(predicate: (value: A) => boolean): Sink<A, Option<A>> {
  aFunction('predicate', predicate)
  return search<A, Option<A>>('find', predicate, (value) => ({ _tag: 'Some', value }), {
    _tag: 'None',
  })
}
