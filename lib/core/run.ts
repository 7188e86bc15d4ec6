import type { Pipeline } from './pipeline.ts'
import { DONE, MORE, WAIT, type Down, type Origin, type Pulled } from './protocol.ts'
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
  private state = FRESH
  private origin: Origin | undefined = undefined
  private head: Down<unknown> | undefined = undefined
  private enough = false
  /** What the next pull, or the close, will throw. */
  protected failure: { readonly error: unknown } | undefined = undefined
  private closing: Promise<unknown> | undefined = undefined

  constructor(
    private readonly pipeline: Pipeline<A>,
    private readonly down: Down<A>,
    private readonly wake: () => void,
  ) {}

  /** After DONE or a throw it answers DONE for ever. */
  pull(limit: number): Pulled {
    if (this.state !== OPEN) {
      if (this.state === CLOSING) return WAIT
      if (this.state === OVER) return this.settled()
    }
    try {
      if (this.state === FRESH) this.open()
      const pulled = this.enough ? MORE : this.origin!.pull(limit)
      if (pulled === DONE && this.state === OPEN) {
        if (!this.enough) this.head!.end()
        this.state = OVER
      }
      if (this.state !== OPEN) return DONE
      if (!this.enough) return pulled
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
    let head = { ...down, end: this.stop } as Down<unknown>
    let pipeline: Pipeline<unknown> = this.pipeline
    while (pipeline.step !== undefined) {
      head = pipeline.step(head)
      pipeline = pipeline.sources[0]!
    }
    this.head = head
    this.origin = pipeline.open!(head, this.wake)
  }

  private letGo(): void {
    this.state = OVER
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
