import type { Pipeline } from './pipeline.ts'
import { DONE, MORE, WAIT, type Down, type Origin, type Pulled } from './protocol.ts'
import { report } from './report.ts'

const FRESH: number = 0
const OPEN: number = 1
const CLOSING: number = 2
const OVER: number = 3

type Head = { -readonly [Key in keyof Down<unknown>]: Down<unknown>[Key] }

const ownCopy = (down: Down<unknown>): Head =>
  Object.hasOwn(down, 'next')
    ? { ...down }
    : { next: (value) => down.next(value), end: () => down.end(), demand: () => down.demand() }

const refuse = (): boolean => false

/**
 * One run of a pipeline: its origin with its steps composed above `down`. It sees to everything that belongs to an
 * end: steps are flushed once, the origin is closed where a step has had enough or somebody has thrown, and done or
 * the error is said after that close.
 */
export class Run<A> {
  private readonly pipeline: Pipeline<A>
  private readonly down: Down<A>
  private readonly wake: () => void
  private state = FRESH
  private origin: Origin | undefined = undefined
  private head: Head | undefined = undefined
  private enough = false
  private failure: { readonly error: unknown } | undefined = undefined
  private closing: Promise<unknown> | undefined = undefined

  constructor(pipeline: Pipeline<A>, down: Down<A>, wake: () => void) {
    this.pipeline = pipeline
    this.down = down
    this.wake = wake
  }

  /** After DONE or a throw it answers DONE for ever. */
  pull(limit: number): Pulled {
    if (this.state !== OPEN) {
      if (this.state === CLOSING) return WAIT
      if (this.state === OVER) return this.settled()
    }
    try {
      if (this.state === FRESH) this.open()
      const pulled = this.enough ? MORE : this.origin!.pull(limit)
      if (pulled !== DONE) {
        if (!this.enough) return pulled
        if (this.state !== OPEN) return DONE
      } else {
        if (this.state !== OPEN) return DONE
        if (!this.enough) this.head!.end()
        this.state = OVER
        return DONE
      }
    } catch (error) {
      if (this.state !== OPEN) {
        report(error)
        return DONE
      }
      this.failure = { error }
    }
    this.letGo()
    return this.state === CLOSING ? WAIT : this.settled()
  }

  /** Settles when an idle source is closed; fails with what the close, or the pipeline before it, has failed with. */
  close(): Promise<unknown> | undefined {
    if (this.state === OPEN) this.letGo()
    if (this.state === FRESH) this.state = OVER
    if (this.state === CLOSING) return this.closing!.then(() => this.settled())
    this.settled()
    return undefined
  }

  /** The consumer has had enough: what `take` says from within, for a sink. */
  readonly stop = (): void => {
    this.enough = true
  }

  private open(): void {
    const { down } = this
    this.state = OPEN
    let head: Down<unknown> = {
      next: down.next as Down<unknown>['next'],
      end: this.stop,
      demand: down.demand,
    }
    let pipeline: Pipeline<unknown> = this.pipeline
    while (pipeline.step !== undefined) {
      head = pipeline.step(head)
      pipeline = pipeline.sources[0]!
    }
    this.head = ownCopy(head)
    this.origin = pipeline.open!(this.head, this.wake)
  }

  private letGo(): void {
    this.state = OVER
    // A close can come from below while a value is on its way: the origin learns of it as it gives the one after.
    if (this.head !== undefined) this.head.next = refuse
    try {
      const closing = this.origin?.close()
      if (closing === undefined) return
      this.state = CLOSING
      this.closing = Promise.resolve(closing).then(this.closed, (error) => {
        this.fail(error)
        this.closed()
      })
    } catch (error) {
      this.fail(error)
    }
  }

  private readonly closed = (): void => {
    this.state = OVER
    this.wake()
  }

  private fail(error: unknown): void {
    if (this.failure === undefined) this.failure = { error }
    else report(error)
  }

  private settled(): typeof DONE {
    const { failure } = this
    this.failure = undefined
    if (failure !== undefined) throw failure.error
    return DONE
  }
}
