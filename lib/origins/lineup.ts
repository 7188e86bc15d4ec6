import { Queue } from '../core/queue.ts'

/** Those of many that may have something, each of them once: whoever waits is not looked at until it wakes. */
export class Lineup<M> {
  readonly #queue = new Queue<M>()
  readonly #inside = new Set<M>()

  get size(): number {
    return this.#queue.size
  }

  join(member: M): void {
    if (this.#inside.has(member)) return
    this.#inside.add(member)
    this.#queue.push(member)
  }

  /** Only where `size` is not 0. */
  shift(): M {
    const member = this.#queue.shift()
    this.#inside.delete(member)
    return member
  }
}
