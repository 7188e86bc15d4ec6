import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { MORE, WAIT } from '../core/protocol.ts'
import { Feed, type Taken, VALUE } from './feed.ts'

/** A source that is read ahead while it is not due, at most `capacity` values; from the first ask on it is due. */
export class Ahead<A> extends Feed<A> {
  readonly #loop = new Loop((limit) => this.#advance(limit))
  #due = false
  #reading = false
  readonly #capacity: number
  readonly #wake: () => void
  readonly #failed: () => void

  /** `failed` is told where it fails before it is due. */
  constructor(source: Pipeline<A>, capacity: number, demand: () => number, wake: () => void, failed: () => void) {
    super(
      source,
      () => (this.#due ? wake() : this.begin()),
      () => (this.#due ? demand() : capacity - this.size),
    )
    this.#capacity = capacity
    this.#wake = wake
    this.#failed = failed
  }

  /** Reads from now on, and not only when it is due. */
  begin(): void {
    this.#loop.run()
  }

  override take(limit: number): Taken {
    this.#due = true
    return this.#reading ? WAIT : super.take(limit)
  }

  #advance(limit: number): boolean {
    if (this.#due || this.#reading || this.failed || this.size >= this.#capacity) return false
    this.#reading = true
    const taken = super.take(limit, this.size + 1)
    this.#reading = false
    if (this.failed) this.#failed()
    // It may have become due in the midst of that.
    if (this.#due) this.#wake()
    return taken === MORE || taken === VALUE
  }
}
