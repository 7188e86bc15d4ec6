import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, one, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { report } from '../core/report.ts'
import { Run } from '../core/run.ts'
import { closeAll } from './closing.ts'
import { type Ending, finish } from './ending.ts'

/** What the end or the failure of a member means for the others. */
export interface Policy {
  /** Whether the others go on. */
  readonly ended: () => boolean
  /** To throw fails them all. */
  readonly failed: (error: unknown) => void
}

/** The failure of one is that of all. */
export const allFail = (error: unknown): never => {
  throw error
}

/** One of several. */
export interface Member {
  readonly policy: Policy
  readonly run: Origin
  /** As all is about to end: how many values it has, which asks for no more; by default the one it has woken with. */
  readonly held: (() => number) | undefined
  queued: boolean
  woken: boolean
  /** Once all is about to end: how many of the values that were there before that are still to be given. */
  due: number
  /** Whether what it throws came from below. */
  fromBelow: boolean
}

/**
 * Several runs side by side, into one. Those that may have something stand in line and give one value each in turn, so
 * none is looked at that waits, and an always ready one cannot starve the others. It holds nothing itself: a value
 * that has come stays with its run until that one is pulled. What is there when they fail or end is given before that.
 */
export class Merging<A> implements Origin {
  readonly #members = new Set<Member>()
  readonly #ready = new Queue<Member>()
  readonly #down: Down<A>
  readonly #wake: () => void
  readonly #late: (error: unknown) => void
  /** Whether the last pull found nothing: the consumer is woken once, and not by those who come meanwhile. */
  #waiting = false
  #wanted = true
  #moved = false
  /** Whether what the member does that is pulled was there before: those behind it in line came later. */
  #came = false
  #left = false
  #failed = false
  #ending: Ending | undefined

  /** `late` is told of errors that come behind a first one. */
  constructor(down: Down<A>, wake: () => void, late: (error: unknown) => void = report) {
    this.#down = down
    this.#wake = wake
    this.#late = (error) => {
      try {
        late(error)
      } catch (failure) {
        report(failure)
      }
    }
  }

  /** Takes a source in, at any time. */
  add(source: Pipeline<A>, policy: Policy, held?: () => number): void {
    const open = (wake: () => void): Origin => new Run<A>(source, { next, demand: one }, wake)
    const next = (value: A): boolean => {
      this.#moved = true
      member.due--
      member.fromBelow = true
      this.#wanted = this.#down.next(value)
      member.fromBelow = false
      // Nobody else is ready: it may ask for its next value at once.
      return this.#wanted && this.#ready.size === 0
    }
    const member = this.join(open, policy, held)
  }

  /** Takes in what does not give its values down; it is pulled first, and again when it wakes or is roused. */
  join(open: (wake: () => void) => Origin, policy: Policy, held?: () => number): Member {
    const wake = (): void => {
      member.woken = true
      this.rouse(member)
      if (!this.#waiting) return
      this.#waiting = false
      this.#wake()
    }
    const member: Member = {
      policy,
      run: open(wake),
      held,
      queued: false,
      woken: false,
      due: 0,
      fromBelow: false,
    }
    this.#members.add(member)
    this.rouse(member)
    this.#moved = true
    return member
  }

  rouse(member: Member): void {
    if (member.queued || this.#ending !== undefined) return
    member.queued = true
    this.#ready.push(member)
  }

  /** DONE: no member is left. */
  pull(limit: number): Pulled {
    const ready = this.#ready
    for (let left = limit; left > 0 && ready.size > 0; left--) {
      const member = ready.shift()
      member.queued = false
      this.#came = member.woken
      member.woken = false
      this.#moved = false
      const pulled = this.#pullOne(member, this.#ending === undefined ? left : member.due)
      if (this.#left) return MORE
      if (pulled === MORE) this.#again(member)
      // Without a value, the member has used up what there was of the limit.
      if (this.#moved ? !this.#wanted : pulled === MORE) return MORE
    }
    if (ready.size > 0) return MORE
    if (this.#ending !== undefined) finish(this.#ending)
    if (this.#members.size === 0) return DONE
    this.#waiting = this.#ending === undefined
    if (this.#waiting) return WAIT
    this.#down.end()
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    const runs = [...this.#members].map(({ run }) => run)
    return closeAll(runs, this.#late, this.#failed)
  }

  #pullOne(member: Member, limit: number): Pulled {
    try {
      let pulled = member.run.pull(limit)
      // A run says a pull later that it has failed: others must not come between.
      if (pulled === MORE && !this.#moved) pulled = member.run.pull(0)
      if (pulled !== DONE) return pulled
      this.#members.delete(member)
      if (!member.policy.ended()) this.#end({})
    } catch (error) {
      this.#failed ||= member.fromBelow
      if (member.fromBelow) throw error
      this.#members.delete(member)
      this.#fail(member, error)
    }
    return DONE
  }

  #fail(member: Member, error: unknown): void {
    try {
      member.policy.failed(error)
    } catch (failure) {
      this.#failed = true
      if (this.#ending === undefined) this.#end({ error: failure })
      else this.#late(failure)
    }
  }

  /** Nobody is asked any more: those who had something before stay in line until they have given it. */
  #end(ending: Ending): void {
    const ready = this.#ready
    if (this.#ending !== undefined) return
    this.#ending = ending
    for (const member of this.#members) member.due = member.held?.() ?? Number(member.woken && !this.#came)
    for (let left = ready.size; left > 0; left--) {
      const member = ready.shift()
      if (member.due > 0) ready.push(member)
    }
  }

  #again(member: Member): void {
    if (this.#ending === undefined) this.rouse(member)
    else if (this.#moved && member.due > 0) this.#ready.push(member)
  }
}
