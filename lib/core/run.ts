import type { Pipeline } from './pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from './protocol.ts'
import { report } from './report.ts'

const FRESH: number = 0
const OPEN: number = 1
const CLOSING: number = 2
const OVER: number = 3

/**
 * One run of a pipeline: its origin with its steps composed above `down`. It sees to everything that belongs to an
 * end: steps are flushed once, the origin is closed where a step has had enough or somebody has thrown, and done or
 * the error is said after that close.
 */
export class Run<A> {
  readonly #pipeline: Pipeline<A>
  readonly #down: Omit<Down<A>, 'end'>
  readonly #wake: () => void
  #state = FRESH
  #origin: Origin | undefined = undefined
  #head: Down<unknown> | undefined = undefined
  #enough = false
  #left = false
  #failure: { readonly error: unknown } | undefined = undefined
  #closing: Promise<unknown> | undefined = undefined

  constructor(pipeline: Pipeline<A>, down: Omit<Down<A>, 'end'>, wake: () => void) {
    this.#pipeline = pipeline
    this.#down = down
    this.#wake = wake
  }

  /** After DONE or a throw it answers DONE for ever; once closed WAIT, so that nobody takes that for its end. */
  pull(limit: number): Pulled {
    if (this.#left || this.#state === CLOSING) return WAIT
    if (this.#state === OVER) return this.#settled()
    try {
      if (this.#state === FRESH) this.#open()
      const pulled = this.#enough ? MORE : this.#origin!.pull(limit)
      if (this.#left) return WAIT
      if (pulled === DONE) {
        this.#head!.end()
        this.#state = OVER
        // What steps give at their end may have been refused: nobody may go on to another source at once.
        return this.#head!.end === this.stop ? DONE : MORE
      }
      if (!this.#enough) return pulled
    } catch (error) {
      this.#fail(error)
      if (this.#left) return WAIT
    }
    this.#letGo()
    return this.#closing === undefined ? MORE : WAIT
  }

  /** Settles when an idle source is closed; fails with what the close, or the pipeline before it, has failed with. */
  close(): Promise<unknown> | undefined {
    this.#left = true
    if (this.#state === OPEN) this.#letGo()
    return this.#closing?.then(() => this.#settled())
  }

  /** The consumer has had enough: what `take` says from within, for a sink. */
  readonly stop = (): void => {
    this.#enough = true
  }

  #open(): void {
    this.#state = OPEN
    let head = ended(this.#down as Down<unknown>, this.stop)
    let pipeline: Pipeline<unknown> = this.#pipeline
    for (; pipeline.step !== undefined; pipeline = pipeline.sources[0]!) head = this.#ending(pipeline.step(head), head)
    this.#head = head
    this.#origin = pipeline.open!(head, this.#wake)
  }

  /** A step may end early and then be ended from above, and who has left sees nothing flushed: it ends once. */
  #ending(step: Down<unknown>, down: Down<unknown>): Down<unknown> {
    if (step.end === down.end) return step
    return ended(step, () => void (this.#enough || this.#left || step.end()))
  }

  #letGo(): void {
    this.#state = OVER
    let closing: PromiseLike<unknown> | undefined
    try {
      closing = this.#origin?.close()
    } catch (error) {
      closing = Promise.reject(error)
    }
    if (closing !== undefined) this.#closing = this.#closed(closing)
  }

  async #closed(closing: PromiseLike<unknown>): Promise<void> {
    this.#state = CLOSING
    try {
      await closing
    } catch (error) {
      this.#fail(error)
    }
    this.#state = OVER
    this.#wake()
  }

  #fail(error: unknown): void {
    if (this.#failure === undefined && this.#state !== OVER) this.#failure = { error }
    else report(error)
  }

  #settled(): typeof DONE {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure.error
    return DONE
  }
}

// Spelled out, since the steps copy it: engines are quick only with copies of what was made in one piece.
const ended = <A>({ next, demand }: Omit<Down<A>, 'end'>, end: () => void): Down<A> => ({ next, end, demand })
