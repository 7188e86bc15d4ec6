import type { AnyIterable } from '../core/pipeline.ts'
import { type Element, joined } from '../origins/joined.ts'
import { succession } from '../origins/succession.ts'

/**
 * Gives all values of the first source, then all of the second, and so on.
 *
 * - **Opens** each source as the one before it has ended; of no sources it is empty.
 * - **Throws** a TypeError where `sources` is no array, or one of them cannot be iterated.
 *
 * Source: the `concat` of arrays; RxJS's `concat`.
 *
 * @example
 * await pipe(concat([range(1, 2), ['a', 'b']]), toArray) // => [1, 2, 'a', 'b']
 */
export const concat = <const S extends ReadonlyArray<AnyIterable<unknown>>>(sources: S): AsyncIterable<Element<S>> =>
  joined('concat', sources, succession<Element<S>>)
