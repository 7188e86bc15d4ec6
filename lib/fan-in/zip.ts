import type { AnyIterable } from '../core/pipeline.ts'
import { type Row, rows } from '../origins/rows.ts'

/** One value of each source: a tuple where the sources are one. */
export type Zipped<S extends ReadonlyArray<AnyIterable<unknown>>> = Row<S>

/**
 * Gives rows of one value of each source: their first values, then their second ones, and so on.
 *
 * - **Pulls** one value of each source for each row, side by side, and only while a row is asked for.
 * - **Holds** at most one value of each source, in a row that waits for the others; its lookahead is 0.
 * - **Ends** with the first source that ends, and drops a row that is not complete; of no sources it is empty.
 * - **Fails** at once where a source fails.
 * - **Closes** the other sources as it ends or fails, before that is said.
 * - **Throws** a TypeError where `sources` is no array, or one of them cannot be iterated.
 *
 * Source: the `zip` of fp-ts; TC39's `Iterator.zip`.
 *
 * @example
 * await pipe(zip([range(1), ['a', 'b']]), toArray) // => [[1, 'a'], [2, 'b']]
 * await pipe(zip([]), toArray) // => []
 */
export const zip = <const S extends ReadonlyArray<AnyIterable<unknown>>>(sources: S): AsyncIterable<Zipped<S>> =>
  rows('zip', sources, (row) => row as Zipped<S>)
