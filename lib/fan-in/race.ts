import { Answer, IDLE, PENDING } from '../core/answer.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Pulled, WAIT } from '../core/protocol.ts'
import { closeAll } from '../origins/closing.ts'
import { VALUE } from '../origins/feed.ts'
import { type Element, joined } from '../origins/joined.ts'
import { Lineup, Member } from '../origins/lineup.ts'

/**
 * Gives the values of the source that gives one first, and closes all others.
 *
 *     a           1  2 |
 *     b       x     y     z |
 *     c     |
 *     race    x     y     z |
 *
 * - **Pulls** one value of each source, side by side, until one has given, and then the winner alone. Of those that
 *   have a value at once, the one that comes first in `sources` wins.
 * - **Drops** what a loser gives meanwhile: at most one value of each. The lookahead in the winner is 0.
 * - **Ends** with the winner. A source that ends without a value is out of the race, and where all have, and of no
 *   sources, it is empty.
 * - **Fails** with the first error, where that comes before any value; later with an error of the winner. Where
 *   closing a loser fails, it fails with that, unless it has failed before.
 * - **Closes** the losers before the winner's first value, or the error, is said.
 * - **Throws** a TypeError where `sources` is no array, or one of them cannot be iterated.
 *
 * Source: RxJS's `race`.
 *
 * @example
 * await pipe(race([never, empty, range(1, 2)]), toArray) // => [1, 2]
 */
export const race = <const S extends ReadonlyArray<AnyIterable<unknown>>>(sources: S): AsyncIterable<Element<S>> =>
  joined('race', sources, (pipelines, down: Down<Element<S>>, wake) => {
    type Runner = Member<Element<S>>
    const ready = new Lineup<Runner>()
    const closed = new Answer<unknown>(wake)
    let closing: PromiseLike<unknown> | undefined
    let winner: Runner | undefined
    let first: Element<S>
    const runners = pipelines.map((pipeline) => {
      const runner = new Member(pipeline, ready, wake)
      ready.push(runner)
      return runner
    })
    let running = runners.length

    /** VALUE: somebody has won. */
    const compete = (limit: number): Pulled | typeof VALUE => {
      for (let left = limit; left > 0 && ready.size > 0; left--) {
        const runner = ready.shift()
        let taken = runner.take(left)
        // A run says a pull later that it has failed: nobody else must come between.
        if (taken === MORE) taken = runner.take(0)
        if (taken === DONE) running--
        if (taken === MORE) ready.push(runner)
        if (taken === MORE) return MORE
        if (taken !== VALUE) continue
        first = runner.value
        winner = runner
        closing = closeAll(runners.filter((other) => other !== runner))
        closed.start(closing)
        return VALUE
      }
      if (running === 0) return DONE
      return ready.size > 0 ? MORE : WAIT
    }
    return {
      pull: (limit) => {
        const competed = winner === undefined ? compete(limit) : VALUE
        if (competed !== VALUE) return competed
        if (closed.state === PENDING) return WAIT
        if (closed.state !== IDLE) {
          closing = undefined
          closed.take()
          if (!down.next(first)) return MORE
        }
        return winner!.give(down, limit)
      },
      // The failure of a loser's close is the outcome also where the consumer leaves meanwhile.
      close: () => closeAll(closing === undefined ? runners : [winner, { close: () => closing }]),
    }
  })
