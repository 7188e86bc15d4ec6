import { type AnyIterable, Pipeline, pipelineOf } from '../core/pipeline.ts'
import { DONE, MORE, WAIT } from '../core/protocol.ts'
import { closeAll } from '../origins/closing.ts'
import { Feed, VALUE } from '../origins/feed.ts'

/**
 * Gives each value with the latest one of another source beside it.
 *
 *     source            1     2  3     4 |
 *     other                x        y  |
 *     withLatestFrom          2  3     4 |
 *                             x  x     y
 *
 * - **Pulls** the other source and then its own, in turns, while the consumer asks: one value of the other before each
 *   pull of its own, and, while its own has none, all that come; of those that are there at once, 1024.
 * - **Holds** the latest value of the other source alone. Its lookahead is 0 in its own source; of the other, the one
 *   value asked for may come while nobody asks, and stays there.
 * - **Drops** its own values before the other's first one, and all of the other's that a later one replaces.
 * - **Ends** with its own source; that the other has ended changes nothing.
 * - **Fails** with the first error of either source, at once.
 * - **Closes** the other source as it ends or fails, before that is said.
 * - **Throws** a TypeError where one of the sources cannot be iterated.
 *
 * Source: RxJS's `withLatestFrom`.
 *
 * @example
 * await pipe(range(1, 3), withLatestFrom(['a', 'b']), toArray) // => [[1, 'a'], [2, 'b'], [3, 'b']]
 */
export const withLatestFrom = <B>(other: AnyIterable<B>): (<A>(source: AnyIterable<A>) => AsyncIterable<[A, B]>) => {
  const beside = pipelineOf(other)
  return <A>(source: AnyIterable<A>): AsyncIterable<[A, B]> => {
    const own = pipelineOf(source)
    return new Pipeline<[A, B]>('withLatestFrom', [own, beside], (down, wake) => {
      let latest: { readonly value: B } | undefined
      // Whether there may be something: the other source is not asked again while it waits.
      let news = true
      let inARow = 0
      const feed = new Feed(own, wake, down.demand)
      const others = new Feed(beside, () => {
        news = true
        wake()
      })
      /** Whether it has read one. */
      const listen = (limit: number): boolean => {
        if (!news || inARow === A_LOT) return false
        news = false
        const taken = others.take(limit)
        news ||= taken === VALUE || taken === MORE
        if (taken === WAIT) inARow = 0
        if (taken !== VALUE) return false
        inARow++
        latest = { value: others.value }
        return true
      }
      return {
        pull: (limit) => {
          for (let left = Math.min(limit, A_FEW); left > 0; left--) {
            const heard = listen(left)
            const taken = feed.take(left)
            if (taken === DONE) down.end()
            if (taken === VALUE) {
              const { value } = feed
              inARow = 0
              if (latest !== undefined && !down.next([value, latest.value])) return MORE
            } else if (taken !== WAIT) return MORE
            else if (!heard) return news && inARow < A_LOT ? MORE : WAIT
          }
          return MORE
        },
        close: () => closeAll([feed, others]),
      }
    })
  }
}

// What is endless, beside a source that waits, must not be read for ever.
const A_LOT = 1024
// The clock is looked at between pulls: what comes with each value of its own must not be much.
const A_FEW = 64
