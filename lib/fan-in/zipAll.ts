import type { Option } from 'fp-ts/Option'
import type { AnyIterable } from '../core/pipeline.ts'
import { ABSENT, rows } from '../origins/rows.ts'

/** What each source gave for one row, or that it has ended: a tuple where the sources are one. */
export type ZippedAll<S extends ReadonlyArray<AnyIterable<unknown>>> = {
  -readonly [I in keyof S]: S[I] extends AnyIterable<infer A> ? Option<A> : never
}

/**
 * Gives rows of one value of each source until the last one ends: each place is an Option, and `none` once its source
 * has ended.
 *
 *     a         1     2 |
 *     b         x |
 *     zipAll    1     2          each as some
 *               x     none
 *
 * - **Pulls** one value of each source that has not ended for each row, side by side, and only while a row is asked for.
 * - **Holds** at most one value of each source, in a row that waits for the others; its lookahead is 0.
 * - **Ends** with the last source that ends; of no sources it is empty.
 * - **Fails** at once where a source fails, and drops a row that is not complete.
 * - **Closes** the other sources as it fails, before that is said.
 * - **Throws** a TypeError where `sources` is no array, or one of them cannot be iterated.
 *
 * Source: fs2's `zipAll`; the mode 'longest' of TC39's `Iterator.zip`.
 *
 * @example
 * await pipe(zipAll([range(1, 2), ['a']]), toArray) // => [[O.some(1), O.some('a')], [O.some(2), O.none]]
 */
export const zipAll = <const S extends ReadonlyArray<AnyIterable<unknown>>>(sources: S): AsyncIterable<ZippedAll<S>> =>
  rows('zipAll', sources, (row) => row.map(optional) as ZippedAll<S>, true)

const optional = (value: unknown): Option<unknown> => (value === ABSENT ? { _tag: 'None' } : { _tag: 'Some', value })
