import type { AnyIterable } from '../core/pipeline.ts'
import { DONE, type Down, MORE } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { closeAll } from '../origins/closing.ts'
import { Feed, VALUE } from '../origins/feed.ts'
import { type Element, joined } from '../origins/joined.ts'

/**
 * Gives one value of each source in turns: the first of each, then the second of each, and so on.
 *
 *     a             1     2   3 |
 *     b             x |
 *     interleave    1 x   2   3 |
 *
 * - **Pulls** the source whose turn it is, and waits for it however ready the others are; its lookahead is 0.
 * - **Opens** each source as its first turn comes.
 * - **Ends** with the last of them: one that has ended is left out of the turns. Of no sources it is empty.
 * - **Fails** where a source does in its turn, behind the values of all turns before.
 * - **Closes** the other opened sources as it fails, before that is said.
 * - **Throws** a TypeError where `sources` is no array, or one of them cannot be iterated.
 *
 * Source: fs2's `interleaveAll`; the `roundrobin` of Python's itertools recipes.
 *
 * @example
 * await pipe(interleave([range(1, 3), ['a']]), toArray) // => [1, 'a', 2, 3]
 */
export const interleave = <const S extends ReadonlyArray<AnyIterable<unknown>>>(
  sources: S,
): AsyncIterable<Element<S>> =>
  joined('interleave', sources, (pipelines, down: Down<Element<S>>, wake) => {
    const feeds = pipelines.map((pipeline) => new Feed(pipeline, wake))
    const turns = new Queue<Feed<Element<S>>>()
    for (const feed of feeds) turns.push(feed)
    return {
      pull: (limit) => {
        for (let left = limit; left > 0 && turns.size > 0; left--) {
          const taken = turns.peek().take(left)
          if (taken !== VALUE && taken !== DONE) return taken
          const feed = turns.shift()
          if (taken === DONE) continue
          turns.push(feed)
          if (!down.next(feed.value)) return MORE
        }
        return turns.size > 0 ? MORE : DONE
      },
      close: () => closeAll(feeds),
    }
  })
