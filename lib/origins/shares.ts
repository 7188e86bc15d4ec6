import { Heap } from './heap.ts'

/** Who has a share, by its weight. */
export interface Holder {
  readonly weight: number
  /** Its turns so far over its weight, and the same after its next turn: what each has had, made comparable. */
  start: number
  finish: number
}

/**
 * Says whose turn it is, so that turns are proportional to weights: of those that are not ahead of their share, it is
 * the one that will have had the least after it (the quota method of Balinski and Young; packets call it worst-case
 * fair queueing). As long as the same ones take part, what each has had and its share differ by one turn at most. Who
 * has been away is owed nothing for that time.
 */
export class Shares<H extends Holder> {
  #size = 0
  #weights = 0
  /** The turns of all that take part. */
  #turns = 0
  readonly #early = new Heap<H>((a, b) => a.start < b.start)
  readonly #due = new Heap<H>((a, b) => a.finish < b.finish)

  /** Takes part from now on. */
  join(holder: H): void {
    advance(holder, this.#size > 0 ? Math.max(holder.start, this.#turns / this.#weights) : holder.start)
    this.#size++
    this.#weights += holder.weight
    this.#turns += holder.weight * holder.start
  }

  /** Takes part no more; it is not in line then. */
  leave(holder: H): void {
    const others = --this.#size > 0
    // Nothing of what sums of fractions lose is carried on.
    this.#weights = others ? this.#weights - holder.weight : 0
    this.#turns = others ? this.#turns - holder.weight * holder.start : 0
  }

  /** Stands in line. */
  queue(holder: H): void {
    this.#early.push(holder)
  }

  /** Takes the one whose turn it is out of the line. */
  next(): H | undefined {
    const early = this.#early
    const share = (this.#turns + 1) / this.#weights
    while (early.first !== undefined && early.first.start < share) this.#due.push(early.pop()!)
    return this.#due.pop() ?? early.pop()
  }

  /** It has had a turn. */
  served(holder: H): void {
    this.#turns++
    advance(holder, holder.finish)
  }
}

const advance = (holder: Holder, start: number): void => {
  holder.start = start
  holder.finish = start + 1 / holder.weight
}
