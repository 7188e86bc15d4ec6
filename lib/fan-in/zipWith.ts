import { aFunction } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { type Row, rows } from '../origins/rows.ts'

/**
 * Gives what the function makes of one value of each source: of their first values, then of their second ones, and so
 * on.
 *
 * - **Pulls** one value of each source for each result, side by side, and only while one is asked for.
 * - **Holds** at most one value of each source, in a row that waits for the others; its lookahead is 0.
 * - **Ends** with the first source that ends, and drops a row that is not complete; of no sources it is empty.
 * - **Fails** at once where a source fails, and where the function throws.
 * - **Closes** the other sources as it ends or fails, before that is said.
 * - **Throws** a TypeError where `f` is no function, `sources` is no array, or one of them cannot be iterated.
 *
 * Source: the `zipWith` of fp-ts.
 *
 * @example
 * await pipe(zipWith([range(1), ['a', 'b']], (n, text) => `${n}${text}`), toArray) // => ['1a', '2b']
 */
export const zipWith = <const S extends ReadonlyArray<AnyIterable<unknown>>, B>(
  sources: S,
  f: (...values: Row<S>) => B,
): AsyncIterable<B> => {
  aFunction('f', f)
  return rows('zipWith', sources, (row) => f(...(row as Row<S>)))
}
