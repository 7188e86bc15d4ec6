import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { closeAll } from './closing.ts'
import { VALUE } from './feed.ts'
import { Heap } from './heap.ts'
import { Lineup, Member } from './lineup.ts'

class Head<A> extends Member<A> {
  head: A | undefined = undefined
  lacks = true
}

/** Several runs into one: of what is at their heads the least goes down, when each that goes on has one. */
export class Sorting<A> implements Origin {
  readonly #members: ReadonlyArray<Head<A>>
  readonly #heads: Heap<Head<A>>
  /** Those that may have something: none is looked at that waits. */
  readonly #roused = new Lineup<Head<A>>()
  readonly #down: Down<A>
  #lacking: number
  #left = false

  constructor(sources: ReadonlyArray<Pipeline<A>>, compare: (a: A, b: A) => number, down: Down<A>, wake: () => void) {
    this.#down = down
    this.#heads = new Heap((a, b) => {
      const order = this.#left ? 0 : compare(a.head as A, b.head as A)
      return order < 0 || (order === 0 && a.rank < b.rank)
    })
    this.#lacking = sources.length
    this.#members = sources.map((source, rank) => {
      const member = new Head(source, this.#roused, wake)
      member.rank = rank
      this.#roused.push(member)
      return member
    })
  }

  pull(limit: number): Pulled {
    for (let rest = limit; rest > 0 && !this.#left; rest--) {
      if (this.#lacking === 0) {
        const least = this.#heads.first
        if (least === undefined) return DONE
        const value = least.head as A
        this.#lacking = 1
        least.head = undefined
        least.lacks = true
        this.#roused.push(least)
        if (!this.#down.next(value)) return MORE
      } else if (this.#roused.size === 0) return WAIT
      else this.#look(this.#roused.shift(), rest)
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    return closeAll(this.#members)
  }

  #look(member: Head<A>, limit: number): void {
    if (!member.lacks) return
    const taken = member.take(limit)
    if (taken === MORE) this.#roused.push(member)
    if (taken === MORE || taken === WAIT) return
    this.#lacking--
    member.lacks = false
    // Who gave last is still the first, until something takes that place.
    const isFirst = this.#heads.first === member
    if (taken === VALUE) {
      member.head = member.value
      if (isFirst) this.#heads.replace(member)
      else this.#heads.push(member)
    } else if (isFirst) this.#heads.pop()
  }
}
