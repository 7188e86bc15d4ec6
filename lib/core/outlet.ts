import { Feed, type Taken, VALUE } from './feed.ts'
import { Loop } from './loop.ts'
import type { Pipeline } from './pipeline.ts'
import { DONE, MORE, WAIT } from './protocol.ts'
import { Queue } from './queue.ts'
import { report } from './report.ts'

type Result<A> = IteratorResult<A, undefined>

type Resolve<A> = (result: Result<A>) => void

interface Request<A> {
  readonly resolve: Resolve<A>
  readonly reject: (error: unknown) => void
}

const AsyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(async function* () {}.prototype),
) as AsyncIterableIterator<unknown>

const done = <A>(): Result<A> => ({ value: undefined, done: true })

/** The one boundary to the outside: the standard iterator of a pipeline. */
export class Outlet<A> implements AsyncIterator<A, undefined> {
  private readonly feed: Feed<A>
  private readonly loop: Loop
  /** Every `next()` that is not answered yet, but for one that is being answered where it was called. */
  private readonly requests = new Queue<Request<A>>()
  private direct = false
  private over = false

  constructor(pipeline: Pipeline<A>) {
    this.loop = new Loop(this.advance)
    this.feed = new Feed(pipeline, this.loop.run, this.demand)
  }

  next(): Promise<Result<A>> {
    if (this.over) return Promise.resolve(done<A>())
    if (this.requests.size > 0 || !this.loop.enter()) {
      return new Promise(this.enqueue)
    }
    // The one way that every value of a for-await takes: answered where it was asked, no request is stored.
    this.direct = true
    let answer: Promise<Result<A>> | undefined = undefined
    let taken: Taken = WAIT
    try {
      taken = this.feed.take(this.loop.every)
      if (taken === VALUE && !this.over) answer = Promise.resolve({ value: this.feed.value, done: false })
      else if (taken === DONE) this.finish()
      if (this.over) answer = Promise.resolve(done<A>())
    } catch (error) {
      answer = Promise.reject(error)
      this.finish()
    }
    this.direct = false
    answer ??= new Promise(this.enqueueFirst)
    this.loop.leave(taken !== WAIT && this.requests.size > 0)
    return answer
  }

  async return(value?: PromiseLike<undefined>): Promise<Result<A>> {
    await this.close()
    return { value: await value, done: true }
  }

  async throw(error?: unknown): Promise<Result<A>> {
    try {
      await this.close()
    } catch (second) {
      report(second)
    }
    throw error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  private readonly enqueue = (resolve: Resolve<A>, reject: (error: unknown) => void): void =>
    this.requests.push({ resolve, reject })

  private readonly enqueueFirst = (resolve: Resolve<A>, reject: (error: unknown) => void): void =>
    this.requests.unshift({ resolve, reject })

  private readonly demand = (): number => this.requests.size + (this.direct ? 1 : 0)

  private readonly advance = (limit: number): boolean => {
    while (this.requests.size > 0) {
      try {
        const taken = this.feed.take(limit)
        if (this.over || taken === WAIT) return false
        if (taken === MORE) return true
        if (taken === DONE) this.finish()
        else this.requests.shift().resolve({ value: this.feed.value, done: false })
      } catch (error) {
        this.requests.shift().reject(error)
        this.finish()
      }
    }
    return false
  }

  private close(): PromiseLike<unknown> | undefined {
    try {
      return this.feed.close()
    } finally {
      this.finish()
    }
  }

  private finish(): void {
    this.over = true
    while (this.requests.size > 0) this.requests.shift().resolve(done<A>())
  }
}

Object.setPrototypeOf(Outlet.prototype, AsyncIteratorPrototype)
