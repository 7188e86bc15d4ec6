import { type Taken, VALUE, Feed } from './feed.ts'
import { Loop } from './loop.ts'
import type { Pipeline } from './pipeline.ts'
import { DONE, MORE, WAIT } from './protocol.ts'
import { report } from './report.ts'

type Result<A> = IteratorResult<A, undefined>

type Request<A> = [resolve: (result: Result<A>) => void, reject: (error: unknown) => void]

/** The one boundary to the outside: the standard iterator of a pipeline. */
export class Outlet<A> implements AsyncIterator<A, undefined> {
  readonly #feed: Feed<A>
  readonly #loop = new Loop((limit) => this.#serve(limit))
  /** Each `next()` that is not answered yet, but for one that is being answered where it was called. */
  readonly #requests: Array<Request<A>> = []

  constructor(pipeline: Pipeline<A>) {
    this.#feed = new Feed(pipeline, this.#loop.run, () => this.#requests.length || 1)
  }

  next(): Promise<Result<A>> {
    const loop = this.#loop
    const requests = this.#requests
    if (requests.length > 0 || !loop.enter()) return this.#queue('push')
    // The way of every value of a for-await whose source does not wait: no request is stored, no promise left pending.
    const taken = this.#take(loop.every)
    const answer = taken > WAIT ? this.#answer(taken) : this.#queue('unshift')
    loop.leave(taken !== WAIT && requests.length > 0)
    return answer
  }

  async return(value?: undefined): Promise<Result<A>> {
    const requests = this.#requests
    const closing = this.#feed.close()
    while (requests.length > 0) requests.shift()![0](this.#result(DONE))
    await closing
    return { value, done: true }
  }

  async throw(error?: unknown): Promise<Result<A>> {
    await this.return().catch(report)
    throw error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #serve(limit: number): boolean {
    const requests = this.#requests
    while (requests.length > 0) {
      const taken = this.#take(limit)
      if (taken <= WAIT) return taken === MORE
      const request = requests.shift()
      try {
        request?.[0](this.#result(taken))
      } catch (error) {
        request?.[1](error)
      }
    }
    return false
  }

  #queue(add: 'push' | 'unshift'): Promise<Result<A>> {
    return new Promise((...request) => this.#requests[add](request))
  }

  #take(limit: number): Taken {
    const taken = this.#feed.take(limit)
    return this.#feed.left ? DONE : taken
  }

  async #answer(taken: Taken): Promise<Result<A>> {
    return this.#result(taken)
  }

  #result(taken: Taken): Result<A> {
    return taken === VALUE ? { value: this.#feed.value, done: false } : { value: undefined, done: true }
  }
}

// All that async generators inherit from, and so what `instanceof AsyncIterator` will ask for.
Object.setPrototypeOf(Outlet.prototype, Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype)))
