import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { Run } from '../core/run.ts'

/** A run that is read ahead while it is not due, at most `capacity` values; from its first pull on they flow straight. */
export class Ahead<A> implements Origin {
  readonly #run: Run<A>
  readonly #loop: Loop
  readonly #held = new Queue<A>()
  #reading = false
  #due = false
  #ending: { readonly error?: unknown } | undefined = undefined

  readonly #capacity: number
  readonly #down: Down<A>
  readonly #wake: () => void
  readonly #failed: () => void

  constructor(
    source: Pipeline<A>,
    capacity: number,
    down: Down<A>,
    wake: () => void,
    /** Told where it fails before it is due. */
    failed: () => void,
  ) {
    this.#capacity = capacity
    this.#down = down
    this.#wake = wake
    this.#failed = failed
    this.#loop = new Loop(this.#advance)
    const next = (value: A): boolean => {
      if (!this.#reading) return down.next(value)
      this.#held.push(value)
      return this.room
    }
    const demand = (): number => (this.#due ? down.demand() : this.#capacity - this.#held.size)
    this.#run = new Run(source, { next, demand }, () => (this.#due ? wake() : this.#loop.run()))
  }

  /** Reads from now on, and not only from the first pull. */
  begin(): void {
    this.#loop.run()
  }

  pull(limit: number): Pulled {
    this.#due = true
    let left = limit
    for (; left > 0 && this.#held.size > 0; left--) if (!this.#down.next(this.#held.shift())) return MORE
    if (this.#held.size > 0) return MORE
    if (this.#ending !== undefined && 'error' in this.#ending) throw this.#ending.error
    if (this.#ending !== undefined) return DONE
    return this.#reading ? WAIT : this.#run.pull(left)
  }

  close(): PromiseLike<unknown> | undefined {
    this.#ending ??= {}
    while (this.#held.size > 0) this.#held.shift()
    return this.#run.close()
  }

  private get room(): boolean {
    return !this.#due && this.#ending === undefined && this.#held.size < this.#capacity
  }

  readonly #advance = (limit: number): boolean => {
    if (!this.room || this.#reading) return false
    let pulled: Pulled = WAIT
    this.#reading = true
    try {
      pulled = this.#run.pull(limit)
      if (pulled === DONE) this.#ending ??= {}
    } catch (error) {
      this.#ending ??= { error }
      this.#failed()
    }
    this.#reading = false
    // It may have become due in the midst of that.
    if (this.#due) this.#wake()
    return pulled === MORE && this.room
  }
}
