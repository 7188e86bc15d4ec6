import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { Ahead } from './ahead.ts'
import { closeAll } from './closing.ts'
import { Feed, VALUE } from './feed.ts'

/** Inner sources side by side, in the order of the values they come from: the first in line gives, the others read ahead. */
export class Lining<A, B> implements Origin {
  readonly #feed: Feed<A>
  readonly #line = new Queue<Ahead<B>>()
  #failing = false
  #left = false
  #ending: { readonly error?: unknown } | undefined = undefined

  readonly #down: Down<B>
  readonly #wake: () => void
  readonly #expand: (value: A) => Pipeline<B>
  readonly #concurrency: () => number
  readonly #capacity: number

  constructor(
    source: Pipeline<A>,
    down: Down<B>,
    wake: () => void,
    expand: (value: A) => Pipeline<B>,
    concurrency: () => number,
    capacity: number,
  ) {
    this.#down = down
    this.#wake = wake
    this.#expand = expand
    this.#concurrency = concurrency
    this.#capacity = capacity
    this.#feed = new Feed(source, wake)
  }

  pull(limit: number): Pulled {
    for (let left = limit; left > 0; left--) {
      const filled = this.fill(left)
      if (this.#left) return MORE
      if (this.#line.size === 0) return this.#ending === undefined ? filled : this.finished()
      const due = this.#line.peek()
      const pulled = due.pull(left)
      if (pulled === MORE) return MORE
      if (pulled === WAIT) return filled
      this.#line.shift()
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    const inner: Array<Ahead<B>> = []
    while (this.#line.size > 0) inner.push(this.#line.shift())
    return closeAll([...inner, this.#feed])
  }

  /** MORE: there is room, and the source may have another value. */
  private fill(limit: number): Pulled {
    const most = this.#concurrency()
    try {
      for (let left = limit; this.#ending === undefined && !this.#failing && !this.#left; left--) {
        if (this.#line.size >= most) return WAIT
        const taken = left > 0 ? this.#feed.take(left) : MORE
        if (taken === VALUE) this.enter(this.#expand(this.#feed.value))
        else if (taken === DONE) this.#ending = {}
        else return taken
      }
    } catch (error) {
      this.#ending = { error }
    }
    return WAIT
  }

  private enter(source: Pipeline<B>): void {
    const inner = new Ahead(source, this.#capacity, this.#down, this.#wake, this.#failed)
    this.#line.push(inner)
    if (this.#line.size > 1) inner.begin()
  }

  readonly #failed = (): void => {
    this.#failing = true
  }

  private finished(): typeof DONE {
    if (this.#ending !== undefined && 'error' in this.#ending) throw this.#ending.error
    return DONE
  }
}
