import type { Option } from 'fp-ts/Option'
import { Call } from '../origins/call.ts'
import { aFunction, show } from '../core/check.ts'
import { nextTurn } from '../core/clock.ts'
import { origin } from '../core/pipeline.ts'
import { DONE, MORE, WAIT } from '../core/protocol.ts'
import { anOption } from '../origins/given.ts'

type Answer<A, S> = Option<readonly [events: readonly A[], state: S]>

/**
 * Makes a source that is told how much is wanted: `handleDemand(demand, state, signal)` gives that many events and the
 * next state, or none at the end, or promises it.
 *
 *     consumer        asks 3 ------------------- e1 e2 e3 -- asks 3 -- e4 e5 ------- e6
 *     handleDemand    (3) gives [e1, e2, e3, e4, e5]         (nothing)       (1) gives [e6]
 *
 * - **Asks** for the demand that is open downstream: `max`, then `max - min`, of a window such as `prefetch`, at most
 *   what `take` still needs, and 1 of a plain `for await`. One call at a time.
 * - **Holds** the events that nobody asked for and gives them first; nothing is asked for while they last.
 * - **Pulls** again for the rest where fewer events came than were asked for, once those are gone; after no events at
 *   all not before the next turn of the event loop, which is polling: better to promise than to give none.
 * - **Fails** with what `handleDemand` fails with, and with a TypeError where it gives neither none nor events and state.
 * - **Closes** at once when the consumer leaves, drops what it holds and aborts the signal, one for each iteration.
 *
 * Source: GenStage's `handle_demand`.
 *
 * @example
 * const counter = producer(0, (demand, n) => O.some([RA.makeBy(demand, (i) => n + i), n + demand]))
 * await pipe(counter, take(3), toArray) // => [0, 1, 2]
 */
export const producer = <S, A>(
  state: S,
  handleDemand: (demand: number, state: S, signal: AbortSignal) => Answer<A, S> | PromiseLike<Answer<A, S>>,
): AsyncIterable<A> => {
  aFunction('handleDemand', handleDemand)
  return origin('producer', (down, wake) => {
    const { next, demand } = down
    const controller = new AbortController()
    const call = new Call<Answer<A, S>>(wake)
    const rested = (): void => {
      resting = undefined
      wake()
    }
    let resting: (() => void) | undefined
    let current = state
    let events: readonly A[] = []
    let index = 0
    let closed = false
    return {
      pull: (limit) => {
        for (let left = limit; left > 0 && !closed;) {
          const stop = Math.min(events.length, index + left)
          left -= Math.max(0, stop - index)
          while (index < stop) if (!next(events[index++] as A)) return MORE
          if (closed || index < events.length) continue
          if (resting !== undefined) return WAIT
          if (call.idle) call.start(handleDemand(demand(), current, controller.signal))
          if (call.pending) return WAIT
          const answer = anOption('what handleDemand gives', call.take())
          if (answer._tag === 'None') return DONE
          ;[events, current] = checked(answer.value)
          index = 0
          if (events.length === 0) resting = nextTurn(rested)
        }
        return MORE
      },
      close: () => {
        closed = true
        index = Infinity
        resting?.()
        controller.abort()
        return undefined
      },
    }
  })
}

const checked = <A, S>(answer: readonly [readonly A[], S]): readonly [readonly A[], S] => {
  if (Array.isArray(answer) && Array.isArray(answer[0])) return answer
  throw new TypeError(`handleDemand must give an array of events and a state, got: ${show(answer)}`)
}
