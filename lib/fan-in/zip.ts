import { Feed, type Taken, VALUE } from '../origins/feed.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { DONE, type Down, MORE } from '../core/protocol.ts'
import { closeAll } from '../origins/closing.ts'
import { joined } from '../origins/joined.ts'

/** One value of each source: a tuple where the sources are one. */
export type Zipped<S extends ReadonlyArray<AnyIterable<unknown>>> = {
  -readonly [I in keyof S]: S[I] extends AnyIterable<infer A> ? A : never
}

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
  joined('zip', sources, (pipelines, down: Down<Zipped<S>>, wake) => {
    const feeds = pipelines.map((pipeline) => new Feed<unknown>(pipeline, wake, down.demand))
    let row: unknown[] = feeds.map(() => missing)

    const complete = (limit: number): Taken => {
      let answer: Taken = VALUE
      for (const [i, feed] of feeds.entries()) {
        if (row[i] !== missing) continue
        const taken = feed.take(limit)
        if (taken === VALUE) row[i] = feed.value
        else if (taken === DONE) return DONE
        else if (answer !== MORE) answer = taken
      }
      return answer
    }

    return {
      pull: (limit) => {
        if (feeds.length === 0) return DONE
        for (let left = limit; left > 0; left--) {
          const answer = complete(left)
          if (answer === DONE) down.end()
          if (answer !== VALUE) return answer === DONE ? MORE : answer
          const values = row as Zipped<S>
          row = feeds.map(() => missing)
          if (!down.next(values)) return MORE
        }
        return MORE
      },
      close: () => closeAll(feeds),
    }
  })

const missing = Symbol('missing')
