import { Loop } from './loop.ts'
import type { Pipeline } from './pipeline.ts'
import { DONE, MORE, type Pulled, WAIT } from './protocol.ts'
import { report } from './report.ts'
import { Run } from './run.ts'

type Result<A> = IteratorResult<A, undefined>

type Request<A> = [resolve: (result: Result<A>) => void, reject: (error: unknown) => void]

/** The one boundary to the outside: the standard iterator of a pipeline. */
export class Outlet<A> implements AsyncIterator<A, undefined> {
  readonly #run: Run<A>
  readonly #loop = new Loop((limit) => this.#serve(limit))
  /** Each `next()` that is not answered yet, but for one that is being answered where it was called. */
  readonly #requests: Array<Request<A>> = []
  /** What was given and not yet read: one value, and what the ends of steps give beyond it. */
  readonly #values: A[] = []

  constructor(pipeline: Pipeline<A>) {
    const next = (value: A): boolean => this.#values.push(value) < 0
    this.#run = new Run(pipeline, { next, demand: () => this.#requests.length || 1 }, this.#loop.run)
  }

  next(): Promise<Result<A>> {
    const loop = this.#loop
    const requests = this.#requests
    if (requests.length > 0 || !loop.enter()) return this.#queue()
    // The way of every value of a for-await whose source does not wait: no request is stored, no promise left pending.
    let pulled: Pulled = DONE
    let answer: Promise<Result<A>>
    try {
      pulled = this.#pull(loop.every)
      answer = pulled === DONE ? this.#answer() : this.#queue()
    } catch (error) {
      answer = Promise.reject(error)
    }
    // Who has asked from within stands behind it.
    if (pulled !== DONE && requests.length > 1) requests.unshift(requests.pop()!)
    loop.leave(pulled !== WAIT && requests.length > 0)
    return answer
  }

  async return(value?: undefined): Promise<Result<A>> {
    const requests = this.#requests
    const closing = this.#run.close()
    this.#values.length = 0
    while (requests.length > 0) requests.shift()![0](this.#result())
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
      try {
        const pulled = this.#pull(limit)
        if (pulled !== DONE) return pulled === MORE
        requests.shift()?.[0](this.#result())
      } catch (error) {
        requests.shift()?.[1](error)
      }
    }
    return false
  }

  #queue(): Promise<Result<A>> {
    return new Promise((...request) => this.#requests.push(request))
  }

  /** DONE: what is held is the answer, or that there is nothing. */
  #pull(limit: number): Pulled {
    if (this.#values.length > 0) return DONE
    const pulled = this.#run.pull(limit)
    return this.#run.left || this.#values.length > 0 ? DONE : pulled
  }

  /** As quick as Promise.resolve can be, and quicker where `then` would be looked up in the result. */
  async #answer(): Promise<Result<A>> {
    return this.#result()
  }

  #result(): Result<A> {
    return this.#values.length > 0 && !this.#run.left
      ? { value: this.#values.shift()!, done: false }
      : { value: undefined, done: true }
  }
}

// All that async generators inherit from, and so what `instanceof AsyncIterator` will ask for.
Object.setPrototypeOf(Outlet.prototype, Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype)))
