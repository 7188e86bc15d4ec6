import { FULFILLED, IDLE, PENDING, REJECTED } from './answer.ts'
import { wrongType } from './check.ts'
import { afterTurn } from './loop.ts'
import { DONE, MORE, type Open, type Pulled, WAIT } from './protocol.ts'
import { report } from './report.ts'

/** The way in for what is not ours; a TypeError where it cannot be iterated. */
export const openIterable = <A>(source: AsyncIterable<A> | Iterable<A>): Open<A> => {
  const object = Object(source) as AsyncIterable<A> & Iterable<A>
  const iterate: unknown = object[Symbol.asyncIterator] ?? object[Symbol.iterator]
  if (iterate === [][Symbol.iterator]) return openArray(object as unknown as ArrayLike<A>)
  if (typeof iterate === 'function') return openIterator(() => iterate.call(source) as AsyncIterator<A> | Iterator<A>)
  throw wrongType('a source', 'iterable', source)
}

/** Read in place: as with an array's own iterator, what is added meanwhile is seen. */
const openArray =
  <A>(values: ArrayLike<A>): Open<A> =>
  (down) => {
    let index = 0
    const pull = (limit: number): typeof MORE | typeof DONE => {
      for (let left = limit; left > 0; left--) {
        if (!(index < values.length)) return DONE
        if (!down.next(values[index++]!)) return MORE
      }
      return MORE
    }
    return { pull, close: () => void (index = Infinity) }
  }

const openIterator =
  <A>(iterate: () => AsyncIterator<A> | Iterator<A>): Open<A> =>
  (down, wake) => {
    let iterator: AsyncIterator<A> | Iterator<A> | undefined
    let state: number = IDLE
    let outcome: unknown
    // Not while it is asked, since what says done or throws has ended, and is not closed.
    let open = false
    let left = false
    const settled =
      (how: number) =>
      (result: unknown): void => {
        state = how
        outcome = result
        wake()
      }
    const fulfil = settled(FULFILLED)
    const reject = settled(REJECTED)
    const pull = (limit: number): Pulled => {
      for (let rest = limit; rest > 0; rest--) {
        if (state === IDLE) {
          open = false
          const answer = (iterator ??= iterate()).next() as PromiseLike<unknown> | undefined
          if (typeof answer?.then === 'function') {
            state = PENDING
            Promise.resolve(answer).then(fulfil, reject)
          } else {
            state = FULFILLED
            outcome = answer
          }
          // The iterator itself, while it was asked, has made the consumer leave.
          if (left) Promise.resolve(close()).catch(report)
        }
        if (left || state === PENDING) return WAIT
        const failed = state === REJECTED
        const result = outcome as IteratorResult<A>
        state = IDLE
        outcome = undefined
        if (failed) throw result
        // What is not an object is a TypeError here, and no endless row of undefined.
        if ('done' in result && result.done) return DONE
        const { value } = result
        open = true
        if (!down.next(value) || left) return MORE
      }
      return MORE
    }
    const close = (): PromiseLike<unknown> | undefined => {
      left = true
      // An answer that nobody has looked at yet may have been the last one.
      const idle = state === FULFILLED ? !(outcome as IteratorResult<A>).done : open
      open = false
      if (state === PENDING) return soon(iterator!.return?.())
      return idle ? (iterator!.return?.() as PromiseLike<unknown> | undefined) : undefined
    }
    return { pull, close }
  }

/**
 * A source that is closed while it still owes an answer may never do it (an async generator queues its `return()`
 * behind its `next()`), so it is given one turn of the event loop. What fails after that is reported.
 */
const soon = async (closing: unknown): Promise<void> => {
  const turned = new Promise<void>(afterTurn).then(() => soon)
  if ((await Promise.race([closing, turned])) === soon) Promise.resolve(closing).catch(report)
}
