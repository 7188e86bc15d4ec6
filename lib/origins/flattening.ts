import { closeAll } from './closing.ts'
import { Feed, VALUE } from './feed.ts'
import { type AnyIterable, type Pipeline, pipelineOf } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { stack, stacked } from './stacking.ts'

const { values } = Array.prototype

/** Gives any number of values for each one, and at the end: what was refused stays in the inner source it came from. */
export class Flattening<A, B> implements Origin {
  readonly #feed: Feed<A>
  #list: readonly B[] | undefined
  #index = 0
  #inner: Run<B> | undefined
  #ended = false
  #left = false

  readonly #down: Down<B>
  readonly #wake: () => void
  readonly #expand: (value: A) => AnyIterable<B>
  readonly #flush: (() => AnyIterable<B>) | undefined

  constructor(
    source: Pipeline<A>,
    down: Down<B>,
    wake: () => void,
    expand: (value: A) => AnyIterable<B>,
    flush?: () => AnyIterable<B>,
  ) {
    this.#down = down
    this.#wake = wake
    this.#expand = expand
    this.#flush = flush
    this.#feed = new Feed(pipelineOf(stacked(source)), wake)
  }

  pull(limit: number): Pulled {
    stack.depth++
    try {
      return this.#pull(limit)
    } finally {
      stack.depth--
    }
  }

  #pull(limit: number): Pulled {
    const { next } = this.#down
    // What opens an inner source goes on to its first value: whoever races it takes a pull without one for a loss.
    for (let left = limit; left > 0 && !this.#left;) {
      const list = this.#list
      if (list !== undefined) {
        const stop = Math.min(list.length, this.#index + left)
        left -= Math.max(1, stop - this.#index)
        while (this.#index < stop) if (!next(list[this.#index++] as B)) return MORE
        if (this.#index < list.length) continue
        this.#list = undefined
      }
      if (this.#inner !== undefined) {
        const pulled = this.#inner.pull(left)
        if (pulled !== DONE) return pulled
        this.#inner = undefined
        left--
      }
      if (this.#ended) return DONE
      const taken = this.#feed.take(left)
      if (taken === VALUE) this.enter(this.#expand(this.#feed.value))
      else if (taken === DONE) {
        this.#ended = true
        if (this.#flush !== undefined) this.enter(this.#flush())
      } else return taken
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    this.#index = Infinity
    return closeAll([this.#inner, this.#feed])
  }

  private enter(source: AnyIterable<B>): void {
    // Read in place where its own iterator would do no more than that.
    if (Array.isArray(source) && source[Symbol.iterator] === values && !(Symbol.asyncIterator in source)) {
      this.#list = source
      this.#index = 0
    } else this.#inner = new Run(pipelineOf(stacked(source)), this.#down, this.#wake)
  }
}
