import { type AnyIterable, Pipeline } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { joined } from '../origins/joined.ts'
import { allFail, Merging } from '../origins/merging.ts'
import type { Row } from '../origins/rows.ts'

/**
 * Gives the latest value of every source each time one of them gives, as soon as each of them has given one.
 *
 *     a            1     2           3 |
 *     b               x        y |
 *     zipLatest       1  2     2     3 |
 *                     x  x     y     y
 *
 * - **Pulls** each source while the consumer asks, and one value of each: those that have one take turns.
 * - **Holds** the latest value of each source. Its lookahead is one value of each source but the one that gave.
 * - **Drops** all but the latest of what a source gives before each of the others has given.
 * - **Ends** as all sources have ended, or one without any value; of no sources it is empty.
 * - **Fails** with the first error of a source.
 * - **Closes** the other sources as it ends or fails, before that is said.
 * - **Throws** a TypeError where `sources` is no array, or one of them cannot be iterated.
 *
 * Source: ReactiveX's `combineLatest`; the `zipLatest` of Effect, which drops nothing at the start.
 *
 * @example
 * await pipe(zipLatest([range(1, 2), ['a', 'b']]), toArray) // => [[1, 'a'], [2, 'a'], [2, 'b']]
 */
export const zipLatest = <const S extends ReadonlyArray<AnyIterable<unknown>>>(sources: S): AsyncIterable<Row<S>> =>
  joined('zipLatest', sources, (pipelines, down: Down<Row<S>>, wake) => {
    const latest: unknown[] = pipelines.map(() => MISSING)
    let missing = latest.length
    const next = (): boolean => missing > 0 || down.next([...latest] as Row<S>)
    const merging = new Merging<unknown>({ ...down, next }, wake)
    for (const [i, pipeline] of pipelines.entries()) {
      const keep = (value: unknown): void => {
        if (latest[i] === MISSING) missing--
        latest[i] = value
      }
      merging.add(new Pipeline('latest', [pipeline], undefined, undefined, () => keep), {
        ended: () => latest[i] !== MISSING,
        failed: allFail,
      })
    }
    return merging
  })

const MISSING = Symbol('missing')
