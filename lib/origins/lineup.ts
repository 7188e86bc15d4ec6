import type { Pipeline } from '../core/pipeline.ts'
import { Queue } from '../core/queue.ts'
import { Feed } from './feed.ts'

/** Those of several sources that may have something, each of them once: whoever waits is not looked at until it wakes. */
export class Lineup<M extends { queued: boolean }> {
  readonly #queue = new Queue<M>()

  get size(): number {
    return this.#queue.size
  }

  push(member: M): void {
    if (member.queued) return
    member.queued = true
    this.#queue.push(member)
  }

  /** Only where `size` is not 0. */
  shift(): M {
    const member = this.#queue.shift()
    member.queued = false
    return member
  }
}

/** One of several sources, asked for one value at a time: it stands in line again when it wakes. */
export class Member<A> extends Feed<A> {
  queued = false
  /** Its place among them. */
  rank = 0

  constructor(source: Pipeline<A>, line: { push(member: never): void }, wake: () => void, demand?: () => number) {
    super(
      source,
      () => {
        line.push(this as never)
        wake()
      },
      demand,
    )
  }
}
