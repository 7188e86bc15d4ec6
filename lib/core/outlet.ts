import { Loop } from './loop.ts'
import type { Pipeline } from './pipeline.ts'
import { DONE, MORE, type Pulled, WAIT } from './protocol.ts'
import { report } from './report.ts'
import { Run } from './run.ts'

type Result<A> = IteratorResult<A, undefined>

interface Request<A> {
  readonly resolve: (result: Result<A>) => void
  readonly reject: (error: unknown) => void
}

/** The one boundary to the outside: the standard iterator of a pipeline. */
export class Outlet<A> implements AsyncIterator<A, undefined> {
  readonly #run: Run<A>
  readonly #loop = new Loop((limit) => this.#serve(limit))
  /** Each `next()` that is not answered yet, but for one that is being answered where it was called. */
  readonly #requests: Array<Request<A>> = []
  /** What was given and not yet read: one value, and what the ends of steps give beyond it. */
  readonly #values: A[] = []
  #failure: { readonly error: unknown } | undefined = undefined
  #direct = 0
  #over = false

  constructor(pipeline: Pipeline<A>) {
    const next = (value: A): boolean => {
      if (!this.#over) this.#values.push(value)
      return false
    }
    const demand = (): number => this.#requests.length + this.#direct
    this.#run = new Run(pipeline, { next, demand }, this.#loop.run)
  }

  next(): Promise<Result<A>> {
    const loop = this.#loop
    const requests = this.#requests
    if (requests.length > 0 || !loop.enter()) {
      return new Promise((resolve, reject) => requests.push({ resolve, reject }))
    }
    // The way of every value of a for-await whose source does not wait: no request is stored, no promise left pending.
    this.#direct = 1
    const pulled = this.#pull(loop.every)
    this.#direct = 0
    const answer =
      this.#values.length > 0
        ? Promise.resolve(this.#result())
        : new Promise<Result<A>>((resolve, reject) => requests.unshift({ resolve, reject }))
    loop.leave((pulled !== WAIT || this.#over) && requests.length > 0)
    return answer
  }

  async return(value?: undefined): Promise<Result<A>> {
    await this[Symbol.asyncDispose]()
    return { value, done: true }
  }

  async throw(error?: unknown): Promise<Result<A>> {
    await this[Symbol.asyncDispose]().catch(report)
    throw error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true
    this.#values.length = 0
    const closing = this.#run.close()
    for (const { resolve } of this.#requests.splice(0)) resolve({ value: undefined, done: true })
    await closing
    this.#result()
  }

  #serve(limit: number): boolean {
    const requests = this.#requests
    while (requests.length > 0) {
      const pulled = this.#pull(limit)
      if (this.#values.length === 0 && pulled !== DONE) return pulled === MORE
      const request = requests.shift()
      try {
        request?.resolve(this.#result())
      } catch (error) {
        request?.reject(error)
      }
    }
    return false
  }

  /** DONE: there is nothing to come but what is held. */
  #pull(limit: number): Pulled {
    if (this.#over || this.#values.length > 0 || this.#failure !== undefined) return DONE
    try {
      return this.#run.pull(limit)
    } catch (error) {
      this.#failure = { error }
      return DONE
    }
  }

  #result(): Result<A> {
    if (this.#values.length > 0) return { value: this.#values.shift()!, done: false }
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure.error
    return { value: undefined, done: true }
  }
}

// All that async generators inherit from, and so what `instanceof AsyncIterator` will ask for.
Object.setPrototypeOf(Outlet.prototype, Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype)))
