import type { Pipeline } from '../core/pipeline.ts'
import { type Down, MORE, nothing, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { closeAll } from './closing.ts'
import { Feed, VALUE } from './feed.ts'
import { type Member, Merging, type Policy } from './merging.ts'

/** Inner sources side by side, whose values come as they are there. The source that they come from takes its turn, too. */
export class Mingling<A, B> implements Origin {
  readonly #merging: Merging<B>
  readonly #outer: Member
  readonly #feed: Feed<A>
  #open = 0
  #full = false

  readonly #expand: (value: A) => Pipeline<B>
  readonly #concurrency: () => number

  constructor(
    source: Pipeline<A>,
    down: Down<B>,
    wake: () => void,
    expand: (value: A) => Pipeline<B>,
    concurrency: () => number,
  ) {
    this.#expand = expand
    this.#concurrency = concurrency
    this.#merging = new Merging(down, wake)
    let rouse: () => void
    this.#feed = new Feed(source, () => rouse())
    const run = (wake: () => void): Origin => {
      rouse = wake
      return { pull: this.#enter, close: nothing }
    }
    this.#outer = this.#merging.join(run, { ended: () => true, failed: fail }, () => 0)
  }

  pull(limit: number): Pulled {
    // The limit may have been turned up since.
    this.admit()
    return this.#merging.pull(limit)
  }

  close(): PromiseLike<unknown> | undefined {
    return closeAll([this.#merging, this.#feed])
  }

  readonly #enter = (limit: number): Pulled => {
    this.#full = this.#open >= this.#concurrency()
    if (this.#full) return WAIT
    const taken = this.#feed.take(limit)
    if (taken !== VALUE) return taken
    this.#merging.add(this.#expand(this.#feed.value), this.#inner)
    this.#open++
    return MORE
  }

  private admit(): void {
    if (this.#full && this.#open < this.#concurrency()) this.#merging.rouse(this.#outer)
  }

  readonly #inner: Policy = {
    ended: () => {
      this.#open--
      this.admit()
      return true
    },
    failed: fail,
  }
}

const fail = (error: unknown): never => {
  throw error
}
