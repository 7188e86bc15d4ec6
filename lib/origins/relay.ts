import { Feed } from './feed.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, nothing, one, type Open, type Pulled } from '../core/protocol.ts'

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
    return { pull: (limit) => this.#pull(down, limit), close: nothing }
  }

  /** To the last consumer, who closes the source. */
  readonly hand: Open<A> = (down, wake) => ({ ...this.lend(down, wake), close: () => this.#close() })

  /** Closes the source from outside: its last consumer sees the end. */
  async dispose(): Promise<void> {
    let closing: PromiseLike<unknown> | undefined
    try {
      closing = this.#close()
    } finally {
      this.#wake()
    }
    await closing
  }

  #close(): PromiseLike<unknown> | undefined {
    this.#left = true
    return this.#feed.close()
  }

  #pull(down: Down<A>, limit: number): Pulled {
    const pulled = this.#left ? DONE : this.#feed.give(down, limit)
    return this.#left ? DONE : pulled
  }
}
