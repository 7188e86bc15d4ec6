import { Answer, FULFILLED, IDLE, PENDING, REJECTED } from './answer.ts'
import { wrongType } from './check.ts'
import { afterTurn } from './loop.ts'
import { DONE, type Down, MORE, type Open, type Origin, type Pulled, WAIT } from './protocol.ts'
import { report } from './report.ts'

/** The way in for what is not ours; a TypeError where it cannot be iterated. */
export const openIterable = <A>(source: AsyncIterable<A> | Iterable<A>): Open<A> => {
  if (Array.isArray(source) && source[Symbol.iterator] === [][Symbol.iterator]) return openArray<A>(source)
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = Object(source) as AsyncIterable<A> & Iterable<A>
  const iterate: (() => AsyncIterator<A> | Iterator<A>) | undefined = later ?? now
  if (typeof iterate === 'function') return (down, wake) => new IteratorOrigin(() => iterate.call(source), down, wake)
  throw wrongType('a source', 'iterable', source)
}

/** Read in place: as with an array's own iterator, what is added meanwhile is seen. */
const openArray =
  <A>(values: readonly A[]): Open<A> =>
  (down) => {
    let index = 0
    const pull = (limit: number): typeof MORE | typeof DONE => {
      for (let left = limit; left > 0; left--) {
        if (index >= values.length) return DONE
        if (!down.next(values[index++] as A)) return MORE
      }
      return MORE
    }
    return { pull, close: () => void (index = Infinity) }
  }

class IteratorOrigin<A> extends Answer<IteratorResult<A>> implements Origin {
  readonly #iterate: () => AsyncIterator<A> | Iterator<A>
  readonly #down: Down<A>
  #iterator: AsyncIterator<A> | Iterator<A> | undefined = undefined
  /** What says done or throws has ended, and is not closed: so it counts as ended for as long as it might do either. */
  #ended = true
  #left = false

  constructor(iterate: () => AsyncIterator<A> | Iterator<A>, down: Down<A>, wake: () => void) {
    super(wake)
    this.#iterate = iterate
    this.#down = down
  }

  pull(limit: number): Pulled {
    for (let left = limit; left > 0; left--) {
      if (this.state === IDLE) {
        this.#ended = true
        this.start((this.#iterator ??= this.#iterate()).next())
        this.#ended = false
        // The iterator itself, while it was asked, has made the consumer leave.
        if (this.#left) Promise.resolve(this.close()).catch(report)
      }
      if (this.#left || this.state === PENDING) return WAIT
      this.#ended = true
      const result = this.take()
      if (Object(result) !== result) throw wrongType('a result of next()', 'an object', result)
      if (result.done) return DONE
      const { value } = result
      this.#ended = false
      if (!this.#down.next(value) || this.#left) return MORE
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    const pending = this.state === PENDING
    // An answer that nobody has looked at yet may have been the last one.
    if (this.state === REJECTED || (this.state === FULFILLED && this.take().done)) this.#ended = true
    if (this.#ended) return undefined
    this.#ended = true
    const closing = this.#iterator!.return?.() as PromiseLike<unknown> | undefined
    return pending && closing !== undefined ? soon(closing) : closing
  }
}

/**
 * A source that is closed while it still owes an answer may never do it (an async generator queues its `return()`
 * behind its `next()`), so it is given one turn of the event loop.
 */
const soon = (closing: unknown): Promise<unknown> => Promise.race([closing, new Promise<void>(afterTurn)])
