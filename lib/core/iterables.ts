import { Call } from './call.ts'
import { show } from './check.ts'
import { afterTurn } from './clock.ts'
import { DONE, MORE, nothing, type Down, type Open, type Origin, type Pulled, WAIT } from './protocol.ts'
import { report } from './report.ts'

/** Arrays are read in place; like an array's own iterator this sees what is added while it runs. */
const openArray =
  <A>(values: readonly A[]): Open<A> =>
  (down) => {
    let index = 0
    return {
      pull: (limit) => {
        for (let left = limit; left > 0; left--) {
          if (index >= values.length) return DONE
          if (!down.next(values[index++] as A)) return MORE
        }
        return MORE
      },
      close: nothing,
    }
  }

/**
 * An iterator that has said done, or thrown, is not closed: `ended` is set for as long as it is being asked. Who leaves
 * in that time, from inside the iterator, has `left`: it is closed once it has answered.
 */
class IterableOrigin<A> implements Origin {
  private readonly iterable: Iterable<A>
  private readonly down: Down<A>
  private iterator: Iterator<A> | undefined = undefined
  private ended = true
  private left = false

  constructor(iterable: Iterable<A>, down: Down<A>) {
    this.iterable = iterable
    this.down = down
  }

  pull(limit: number): Pulled {
    const { down } = this
    for (let left = limit; left > 0; left--) {
      this.ended = true
      const result = (this.iterator ??= this.iterable[Symbol.iterator]()).next()
      if (checked(result).done) return DONE
      const value = result.value as A
      this.ended = false
      if (this.left) this.close()
      if (this.left || !down.next(value) || this.left) return MORE
    }
    return MORE
  }

  close(): undefined {
    this.left = true
    if (this.ended) return
    this.ended = true
    this.iterator!.return?.()
  }
}

class AsyncIterableOrigin<A> implements Origin {
  private readonly iterable: AsyncIterable<A>
  private readonly down: Down<A>
  private readonly call: Call<IteratorResult<A>>
  private iterator: AsyncIterator<A> | undefined = undefined
  private ended = true
  private left = false

  constructor(iterable: AsyncIterable<A>, down: Down<A>, wake: () => void) {
    this.iterable = iterable
    this.down = down
    this.call = new Call(wake)
  }

  pull(limit: number): Pulled {
    const { call, down } = this
    for (let left = limit; left > 0; left--) {
      if (call.idle) {
        this.ended = true
        call.start((this.iterator ??= this.iterable[Symbol.asyncIterator]()).next())
        this.ended = false
        if (this.left) {
          this.close()?.then(nothing, report)
          return MORE
        }
      }
      if (call.pending) return WAIT
      this.ended = true
      const result = checked(call.take())
      if (result.done) return DONE
      const value = result.value
      this.ended = false
      if (!down.next(value) || this.left) return MORE
    }
    return MORE
  }

  close(): Promise<unknown> | undefined {
    this.left = true
    if (this.ended || this.toldTheEnd()) return undefined
    this.ended = true
    const closing = this.iterator!.return?.()
    if (closing === undefined) return undefined
    const closed = Promise.resolve(closing)
    return this.call.pending ? soon(closed) : closed
  }

  /** An answer that nobody has looked at yet may have been the last one. */
  private toldTheEnd(): boolean {
    const { call } = this
    if (call.idle || call.pending) return false
    try {
      return call.take().done === true
    } catch {
      return true
    }
  }
}

const checked = <R>(result: R): R => {
  if (typeof result === 'object' && result !== null) return result
  throw new TypeError(`an iterator's next() gave ${String(result)}, which is not an object`)
}

/**
 * A source that is asked to close while it still owes an answer may never do it (an async generator queues its
 * `return()` behind its `next()`), so it is given one turn of the event loop.
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

/** The way in for what is not ours. */
export const openIterable = <A>(source: AsyncIterable<A> | Iterable<A>): Open<A> => {
  if (Array.isArray(source) && source[Symbol.iterator] === Array.prototype[Symbol.iterator]) return openArray<A>(source)
  if (isIterable(source, Symbol.asyncIterator)) {
    return (down, wake) => new AsyncIterableOrigin(source as AsyncIterable<A>, down, wake)
  }
  if (isIterable(source, Symbol.iterator)) return (down) => new IterableOrigin(source as Iterable<A>, down)
  throw new TypeError(`a source must be an AsyncIterable or an Iterable, got: ${show(source)}`)
}

const isIterable = (source: unknown, symbol: symbol): boolean =>
  source !== null && source !== undefined && typeof (source as Record<symbol, unknown>)[symbol] === 'function'
