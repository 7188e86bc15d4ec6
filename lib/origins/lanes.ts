import { Queue } from '../core/queue.ts'

/**
 * Lets its members go on one after the other for each key, and no more than `most` at once in all. Who may go on is
 * found at once, however many keys wait; of a key nothing is kept when its last member has left.
 */
export class Lanes<A, M> {
  most = 1
  /** Who waits, for each key that has a member here. */
  readonly #waiting = new Map<unknown, Queue<M>>()
  /** Those that go on, with their keys. */
  readonly #going = new Map<M, unknown>()
  /** The keys of which nobody is going and somebody waits. */
  readonly #ready = new Queue<unknown>()
  /** Empty ones, since most keys come and go: as many as there ever were at once. */
  readonly #spare: Array<Queue<M>> = []
  readonly #by: (value: A) => unknown
  #moving = false

  constructor(by: (value: A) => unknown) {
    this.#by = by
  }

  /** To have no key, since `by` has thrown, is not to enter. */
  enter(value: A, member: M, begin: (member: M) => void): void {
    const key = this.#by(value)
    let waiting = this.#waiting.get(key)
    if (waiting === undefined) {
      waiting = this.#spare.pop() ?? new Queue()
      this.#waiting.set(key, waiting)
      this.#ready.push(key)
    }
    waiting.push(member)
    this.move(begin)
  }

  leave(member: M, begin: (member: M) => void): void {
    const key = this.#going.get(member)
    if (!this.#going.delete(member)) return
    const waiting = this.#waiting.get(key)!
    if (waiting.size > 0) this.#ready.push(key)
    else {
      this.#waiting.delete(key)
      this.#spare.push(waiting)
    }
    this.move(begin)
  }

  /** A member may leave as it begins. */
  move(begin: (member: M) => void): void {
    if (this.#moving) return
    this.#moving = true
    while (this.#ready.size > 0 && this.#going.size < this.most) {
      const key = this.#ready.shift()
      const member = this.#waiting.get(key)!.shift()
      this.#going.set(member, key)
      begin(member)
    }
    this.#moving = false
  }
}
