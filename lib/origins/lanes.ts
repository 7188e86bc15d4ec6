import { Queue } from '../core/queue.ts'

/** What stands in line for one key. */
class Lane<M> {
  key: unknown
  readonly waiting = new Queue<M>()
}

/**
 * Lets its members go on one after the other for each key, and no more than `most` at once in all. Who may go on is
 * found at once, however many keys wait; of a key nothing is kept when its last member has left.
 */
export class Lanes<A, M> {
  most = 1
  /** One for each key that has a member here. */
  readonly #lanes = new Map<unknown, Lane<M>>()
  readonly #going = new Map<M, Lane<M>>()
  /** Those of which nobody is going and somebody waits. */
  readonly #ready = new Queue<Lane<M>>()
  /** Empty ones, since most keys come and go: as many as there ever were at once. */
  readonly #spare: Array<Lane<M>> = []
  readonly #by: (value: A) => unknown
  #moving = false

  constructor(by: (value: A) => unknown) {
    this.#by = by
  }

  /** To have no key, since `by` has thrown, is not to enter. */
  enter(value: A, member: M, begin: (member: M) => void): void {
    const key = this.#by(value)
    let lane = this.#lanes.get(key)
    if (lane === undefined) {
      lane = this.#spare.pop() ?? new Lane()
      lane.key = key
      this.#lanes.set(key, lane)
      this.#ready.push(lane)
    }
    lane.waiting.push(member)
    this.move(begin)
  }

  leave(member: M, begin: (member: M) => void): void {
    const lane = this.#going.get(member)
    if (lane === undefined) return
    this.#going.delete(member)
    if (lane.waiting.size > 0) this.#ready.push(lane)
    else {
      this.#lanes.delete(lane.key)
      lane.key = undefined
      this.#spare.push(lane)
    }
    this.move(begin)
  }

  /** A member may leave as it begins. */
  move(begin: (member: M) => void): void {
    if (this.#moving) return
    this.#moving = true
    while (this.#ready.size > 0 && this.#going.size < this.most) {
      const lane = this.#ready.shift()
      const member = lane.waiting.shift()
      this.#going.set(member, lane)
      begin(member)
    }
    this.#moving = false
  }
}
