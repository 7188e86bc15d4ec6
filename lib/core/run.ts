import { flat } from './flat.ts'
import type { Pipeline } from './pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Plain, type Pulled, type Running, WAIT } from './protocol.ts'
import { report } from './report.ts'

const OPEN: number = 0
const CLOSING: number = 1
const OVER: number = 2

/**
 * One run of a pipeline: its origin with its steps composed above `down`. It sees to everything that belongs to an
 * end: steps are flushed once, the origin is closed where a step has had enough or somebody has thrown, and done or
 * the error is said after that close.
 */
export class Run<A> implements Running {
  left = false
  enough = false
  readonly #pipeline: Pipeline<A>
  readonly #down: Omit<Down<A>, 'end'>
  readonly #wake: () => void
  #state = OPEN
  #origin: Origin | undefined
  #end: (() => void) | undefined
  #failure: { readonly error: unknown } | undefined
  #closing: Promise<unknown> | undefined

  constructor(pipeline: Pipeline<A>, down: Omit<Down<A>, 'end'>, wake: () => void) {
    this.#pipeline = pipeline
    this.#down = down
    this.#wake = wake
  }

  /** After DONE or a throw it answers DONE for ever; once closed WAIT, so that nobody takes that for its end. */
  pull(limit: number): Pulled {
    if (this.left || this.#state === CLOSING) return WAIT
    if (this.#state === OVER) return this.#settled()
    try {
      if (this.#origin === undefined) this.#open()
      const pulled = this.enough ? MORE : this.#origin!.pull(limit)
      if (pulled === DONE && !this.left) {
        this.#end!()
        this.#state = OVER
        // What steps give at their end may have been refused: nobody may go on to another source at once.
        return this.#end === this.stop ? DONE : MORE
      }
      if (!this.enough && !this.left) return pulled
    } catch (error) {
      this.#fail(error)
    }
    if (!this.left) this.#letGo()
    return MORE
  }

  /** Settles when an idle source is closed; fails with what the close, or the pipeline before it, has failed with. */
  close(): Promise<unknown> | undefined {
    this.left = true
    if (this.#state === OPEN) this.#letGo()
    return this.#closing?.then(() => this.#settled())
  }

  /** The consumer has had enough: what `take` says from within, for a sink. */
  readonly stop = (): void => {
    this.enough = true
  }

  #open(): void {
    // Spelled out, since the steps copy it: engines are quick only with copies of what was made in one piece.
    const { next, demand } = this.#down as Down<unknown>
    let head: Down<unknown> = { next, end: this.stop, demand }
    const plain: Plain[] = []
    for (let pipeline: Pipeline<unknown> = this.#pipeline; ; pipeline = pipeline.sources[0]!) {
      const { each, link, open } = pipeline
      if (each !== undefined && plain.push(pipeline) < 4) continue
      if (plain.length > 0) head = flat(head, this, plain)
      if (link !== undefined) head = link(head, this)
      if (open === undefined) continue
      this.#end = head.end
      this.#origin = open(head, this.#wake)
      return
    }
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
