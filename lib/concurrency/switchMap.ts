import { Answer, IDLE, PENDING } from '../core/answer.ts'
import { aFunction } from '../core/check.ts'
import { type AnyIterable, pipelineOf, type Stage, waiting } from '../core/pipeline.ts'
import { DONE, MORE, type Pulled, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { closeAll } from '../origins/closing.ts'
import { Feed, type Taken, VALUE } from '../origins/feed.ts'
import { notAString } from '../origins/given.ts'

/**
 * Gives the values of `f(value)` until a new value comes, and then those of `f` for that one.
 *
 *     source       a           b        c      |
 *     f(a)         1   2   3   4   5
 *     f(b)                     6   7    8
 *     f(c)                              9  9  9  9 |
 *     switchMap    1   2   3   6   7    9  9  9  9 |
 *
 * - **Pulls** its source and the open inner one side by side while the consumer asks, and neither beyond that; its
 *   lookahead is 0. One value of its source at most comes between two looks at the inner one, so a source that always
 *   has one still lets each inner one give what it has at once.
 * - **Drops** what the inner source before had not given yet.
 * - **Ends** when its source and the last inner one have ended.
 * - **Fails** with the first source that fails, inner or outer, with a failing close of an inner one, with what `f` throws,
 *   and with a TypeError where `f` gives what cannot be iterated or is a string.
 * - **Closes** the inner source as the new value comes, and calls `f` for that when it is closed. One that owes an answer
 *   gets a turn of the event loop, and is waited for no longer.
 *
 * Source: RxJS's `switchMap`; fs2's, which closes one before it opens the next.
 *
 * @example
 * await pipe(range(1, 3), switchMap((n) => range(n * 10, n * 10 + 2)), toArray) // => [10, 20, 30, 31, 32]
 * await pipe(['ab'], switchMap((s) => s), toArray) // => rejects TypeError: must be iterable and not a string
 */
export const switchMap = <A, B>(f: (value: A) => AnyIterable<B>): Stage<A, B> => {
  aFunction('f', f)
  return waiting('switchMap', (source, down, wake) => {
    let news = true
    let ended = false
    let left = false
    let latest: { readonly value: A } | undefined
    let inner: Run<B> | undefined
    let closing: Promise<unknown> | undefined
    const closed = new Answer<unknown>(wake)
    const outer = new Feed<A>(source, () => {
      news = true
      wake()
    })
    const next = (value: B): boolean => latest === undefined && down.next(value) && !news

    const look = (limit: number): Taken => {
      news = false
      const taken = outer.take(limit)
      news ||= taken === VALUE || taken === MORE
      ended = taken === DONE
      if (taken !== VALUE) return taken
      latest = { value: outer.value }
      // A run says a pull later that it has failed, and closed for good it would not say it at all.
      inner?.pull(0)
      closing = inner?.close()
      inner = undefined
      if (closing !== undefined) closed.start(closing)
      return taken
    }

    const pullInner = (limit: number): Pulled => {
      if (latest !== undefined && !left) {
        const { value } = latest
        latest = undefined
        const source = pipelineOf(notAString('what f gives', f(value)))
        inner = new Run(source, { next, demand: down.demand }, wake)
      }
      // It may have been `f` that made the consumer leave.
      return left ? WAIT : (inner?.pull(limit) ?? DONE)
    }

    return {
      pull: (limit) => {
        // Also unheard: what its source has by now comes before what the inner one has.
        news = !ended
        for (let rest = limit; rest > 0 && !left; rest--) {
          const looked = latest === undefined && news ? look(rest) : WAIT
          if (closed.state === PENDING) return WAIT
          closing = undefined
          if (closed.state !== IDLE) closed.take()
          const pulled = pullInner(rest)
          if (pulled === MORE || looked === MORE) return MORE
          if (pulled === DONE) inner = undefined
          if (!news && (pulled === WAIT || !ended)) return WAIT
          if (!news && ended) return DONE
        }
        return MORE
      },
      close: () => {
        left = true
        return closeAll([inner, { close: () => closing }, outer])
      },
    }
  })
}
