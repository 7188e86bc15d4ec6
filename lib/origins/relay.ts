import { Feed, VALUE } from './feed.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, nothing, one, type Open, type Pulled } from '../core/protocol.ts'

/** One run of a source for several consumers, one after the other: each goes on where the one before it stopped. */
export class Relay<A> {
  readonly #feed: Feed<A>
  #wake: () => void = nothing
  #demand: () => number = one
  #left = false

  constructor(source: Pipeline<A>) {
    this.#feed = new Feed<A>(
      source,
      () => this.#wake(),
      () => this.#demand(),
    )
  }

  /** Who leaves leaves the source open for the next one. */
  readonly lend: Open<A> = (down, wake) => {
    this.#wake = wake
    this.#demand = down.demand
    return { pull: (limit) => this.pull(down, limit), close: nothing }
  }

  /** To the last consumer, who closes the source. */
  readonly hand: Open<A> = (down, wake) => {
    return { ...this.lend(down, wake), close: () => this.close() }
  }

  /** Closes the source from outside: its last consumer sees the end. */
  async dispose(): Promise<void> {
    let closing: PromiseLike<unknown> | undefined
    try {
      closing = this.close()
    } finally {
      this.#wake()
    }
    await closing
  }

  private close(): PromiseLike<unknown> | undefined {
    this.#left = true
    return this.#feed.close()
  }

  private pull(down: Down<A>, limit: number): Pulled {
    for (let left = limit; left > 0 && !this.#left; left--) {
      const taken = this.#feed.take(left)
      if (taken !== VALUE) return taken
      if (!down.next(this.#feed.value)) return MORE
    }
    return this.#left ? DONE : MORE
  }
}
