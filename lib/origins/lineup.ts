import type { Pipeline } from '../core/pipeline.ts'
import { Queue } from '../core/queue.ts'
import { Feed } from './feed.ts'

/**
 * Several sources, each asked for one value at a time, and in line the numbers of those that may have something, each
 * once: whoever waits is not looked at until it wakes.
 */
export class Lineup<A> {
  readonly feeds: ReadonlyArray<Feed<A>>
  readonly #line = new Queue<number>()
  readonly #inside: boolean[] = []

  constructor(sources: ReadonlyArray<Pipeline<A>>, wake: () => void, demand?: () => number) {
    this.feeds = sources.map((source, i) => {
      const rouse = (): void => {
        this.push(i)
        wake()
      }
      return new Feed(source, rouse, demand)
    })
  }

  get size(): number {
    return this.#line.size
  }

  push(i: number): void {
    if (this.#inside[i] === true) return
    this.#inside[i] = true
    this.#line.push(i)
  }

  /** Only where `size` is not 0. */
  shift(): number {
    const i = this.#line.shift()
    this.#inside[i] = false
    return i
  }
}
