import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { closeAll } from './closing.ts'
import { Upstream } from './upstream.ts'

/** What the end or the failure of a member means for the others: whether they go on. To throw fails them all. */
export interface Policy {
  readonly ended: () => boolean
  readonly failed: (error: unknown) => boolean
}

/** One of several: it gives one value a pull, straight down. */
class Member<A> extends Upstream<A> {
  queued = true

  constructor(
    source: Pipeline<A>,
    down: Down<A>,
    wake: () => void,
    readonly policy: Policy,
  ) {
    super(source, down, wake)
  }
}

/**
 * Several runs side by side, into one. Those that may have something stand in line and give one value each in turn, so
 * none is looked at that waits, and an always ready one cannot starve the others. It holds nothing itself: a value
 * that has come stays with its run until that one is pulled.
 */
export class Merging<A> implements Origin {
  readonly #members = new Set<Member<A>>()
  readonly #ready = new Queue<Member<A>>()
  readonly #down: Down<A>
  readonly #wake: () => void
  #wanted = true
  #given = false
  #goesOn = true
  #left = false

  constructor(down: Down<A>, wake: () => void) {
    const next = (value: A): boolean => {
      this.#given = true
      this.#wanted = down.next(value)
      return false
    }
    this.#down = { next, end: down.end, demand: down.demand }
    this.#wake = wake
  }

  get size(): number {
    return this.#members.size
  }

  add(source: Pipeline<A>, policy: Policy): void {
    const wake = (): void => {
      this.#enqueue(member)
      this.#wake()
    }
    const member: Member<A> = new Member(source, this.#down, wake, policy)
    this.#members.add(member)
    this.#ready.push(member)
  }

  /** DONE: no member is left. */
  pull(limit: number): Pulled {
    for (let left = limit; left > 0 && this.#ready.size > 0 && !this.#left; left--) {
      const member = this.#ready.shift()
      member.queued = false
      this.#given = false
      const pulled = this.#pullOne(member, left)
      if (pulled === MORE) this.#enqueue(member)
      if (pulled === DONE && this.#members.size > 0 && !this.#goesOn) this.#down.end()
      // Without a value, the member has used up what there was of the limit.
      if (!this.#goesOn || (this.#given ? !this.#wanted : pulled === MORE)) return MORE
    }
    if (this.#members.size === 0) return DONE
    return this.#ready.size > 0 ? MORE : WAIT
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    return closeAll(this.#members)
  }

  #pullOne(member: Member<A>, limit: number): Pulled {
    try {
      const pulled = member.pull(limit)
      if (pulled !== DONE) return pulled
      this.#members.delete(member)
      this.#goesOn = member.policy.ended()
    } catch (error) {
      if (member.fromBelow) throw error
      this.#members.delete(member)
      this.#goesOn = member.policy.failed(error)
    }
    return DONE
  }

  #enqueue(member: Member<A>): void {
    if (member.queued) return
    member.queued = true
    this.#ready.push(member)
  }
}
