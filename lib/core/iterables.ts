import { Call } from './call.ts'
import { show } from './check.ts'
import { afterTurn } from './clock.ts'
import { DONE, type Down, MORE, type Open, type Origin, type Pulled, WAIT } from './protocol.ts'
import { report } from './report.ts'

/** The way in for what is not ours; a TypeError where it cannot be iterated. */
export const openIterable = <A>(source: AsyncIterable<A> | Iterable<A>): Open<A> => {
  if (Array.isArray(source) && source[Symbol.iterator] === Array.prototype[Symbol.iterator]) return openArray<A>(source)
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = Object(source) as AsyncIterable<A> & Iterable<A>
  if (typeof later === 'function') {
    return (down, wake) => new IteratorOrigin(() => later.call(source), true, down, wake)
  }
  if (typeof now === 'function') {
    return (down, wake) => new IteratorOrigin(() => now.call(source), false, down, wake)
  }
  throw new TypeError(`a source must be an AsyncIterable or an Iterable, got: ${show(source)}`)
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

class IteratorOrigin<A> implements Origin {
  private readonly call: Call<IteratorResult<A>>
  private iterator: AsyncIterator<A> | Iterator<A> | undefined = undefined
  /** What says done or throws has ended, and is not closed: so it counts as ended for as long as it might do either. */
  private ended = true

  constructor(
    private readonly iterate: () => AsyncIterator<A> | Iterator<A>,
    private readonly waits: boolean,
    private readonly down: Down<A>,
    wake: () => void,
  ) {
    this.call = new Call(wake)
  }

  pull(limit: number): Pulled {
    const { call, down } = this
    for (let left = limit; left > 0; left--) {
      if (call.idle) {
        this.ended = true
        const answer = (this.iterator ??= this.iterate()).next()
        if (this.waits) call.start(answer)
        else call.settle(answer)
        this.ended = false
      }
      if (call.pending) return WAIT
      this.ended = true
      const result = call.take()
      if (Object(result) !== result) throw new TypeError(`next() must give an object, got: ${show(result)}`)
      if (result.done) return DONE
      const { value } = result
      this.ended = false
      if (!down.next(value) || this.ended) return MORE
    }
    return MORE
  }

  close(): Promise<unknown> | undefined {
    if (this.ended || this.hasSaidDone()) return undefined
    this.ended = true
    const closing = this.iterator!.return?.()
    if (!this.waits || closing === undefined) return undefined
    return this.call.pending ? soon(Promise.resolve(closing)) : Promise.resolve(closing)
  }

  /** Its answer is there and nobody has looked at it yet. */
  private hasSaidDone(): boolean {
    if (this.call.idle || this.call.pending) return false
    try {
      return this.call.take().done === true
    } catch {
      return true
    }
  }
}

/**
 * A source that is closed while it still owes an answer may never do it (an async generator queues its `return()`
 * behind its `next()`), so it is given one turn of the event loop.
 */
const soon = (closing: Promise<unknown>): Promise<unknown> =>
  new Promise((resolve, reject) => {
    let late = false
    closing.then(resolve, (error) => (late ? report(error) : reject(error)))
    afterTurn(() => {
      late = true
      resolve(undefined)
    })
  })
