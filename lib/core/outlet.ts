import { Feed, VALUE } from './feed.ts'
import { Loop } from './loop.ts'
import type { Pipeline } from './pipeline.ts'
import { MORE, WAIT } from './protocol.ts'
import { report } from './report.ts'

type Result<A> = IteratorResult<A, undefined>

interface Request<A> {
  readonly resolve: (result: Result<A>) => void
  readonly reject: (error: unknown) => void
}

/** The one boundary to the outside: the standard iterator of a pipeline. */
export class Outlet<A> implements AsyncIterator<A, undefined> {
  readonly #feed: Feed<A>
  readonly #loop: Loop = new Loop((limit) => this.serve(limit))
  /** Each `next()` that is not answered yet, but for one that is being answered where it was called. */
  readonly #requests: Array<Request<A>> = []
  #direct = 0
  #over = false

  constructor(pipeline: Pipeline<A>) {
    this.#feed = new Feed(pipeline, this.#loop.run, () => this.#requests.length + this.#direct)
  }

  next(): Promise<Result<A>> {
    if (this.#over) return Promise.resolve(done())
    const loop = this.#loop
    const requests = this.#requests
    const feed = this.#feed
    if (requests.length > 0 || !loop.enter()) {
      return new Promise((resolve, reject) => requests.push({ resolve, reject }))
    }
    // The way of every value of a for-await whose source does not wait: no request is stored, no promise left pending.
    this.#direct = 1
    const taken = feed.take(loop.every)
    this.#direct = 0
    const answer =
      feed.full && !this.#over
        ? Promise.resolve({ value: feed.value, done: false as const })
        : new Promise<Result<A>>((resolve, reject) => requests.unshift({ resolve, reject }))
    loop.leave(taken !== WAIT && requests.length > 0)
    return answer
  }

  async return(value?: PromiseLike<undefined>): Promise<Result<A>> {
    await this.close()
    return { value: await value, done: true }
  }

  async throw(error?: unknown): Promise<Result<A>> {
    await this[Symbol.asyncDispose]().catch(report)
    throw error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  private serve(limit: number): boolean {
    const requests = this.#requests
    const feed = this.#feed
    while (requests.length > 0) {
      const taken = this.#over ? undefined : feed.take(limit)
      if (taken === WAIT || taken === MORE) return taken === MORE
      const request = requests.shift()
      // All are answered already where that was left from inside.
      if (request === undefined) return false
      const { resolve, reject } = request
      if (taken !== VALUE || this.#over) {
        this.#over = true
        resolve(done())
      } else {
        try {
          resolve({ value: feed.value, done: false })
        } catch (error) {
          this.#over = true
          reject(error)
        }
      }
    }
    return false
  }

  private close(): PromiseLike<unknown> | undefined {
    this.#over = true
    try {
      return this.#feed.close()
    } finally {
      for (const { resolve } of this.#requests.splice(0)) resolve(done())
    }
  }
}

const done = (): { value: undefined; done: true } => ({ value: undefined, done: true })

// All that async generators inherit from, and so what `instanceof AsyncIterator` will ask for.
Object.setPrototypeOf(Outlet.prototype, Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype)))
