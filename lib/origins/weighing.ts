import { nextTurn } from '../core/clock.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { closeAll } from './closing.ts'
import { VALUE } from './feed.ts'
import { Lineup, Member } from './lineup.ts'
import { type Holder, Shares } from './shares.ts'

class Weighed<A> extends Member<A> implements Holder {
  start = 0
  finish = 0
  /** It has let a turn of the event loop pass without a value, and takes part no more until it has one. */
  away = false
  /** How many values had been given when it was asked: who had nothing for long is not new when it is asked again. */
  askedAt = -1

  constructor(
    source: Pipeline<A>,
    line: Lineup<Weighed<A>>,
    wake: () => void,
    readonly weight: number,
  ) {
    super(source, line, wake)
  }
}

/**
 * Several runs side by side, into one, by weight. Whose turn it is is asked for its value; if that is a promise's, the
 * next one is asked, and so on, until somebody has one. But that is given only when those that were to be before it
 * have had a whole turn of the event loop to answer: else a source that promises would always be late for its next turn,
 * and every weight would come to 1.
 */
export class Weighing<A> implements Origin {
  readonly #members = new Set<Weighed<A>>()
  readonly #shares = new Shares<Weighed<A>>()
  /** Those that were asked in this turn of the event loop, or the one before: they keep their place in line so long. */
  readonly #asked = new Set<Weighed<A>>()
  readonly #roused = new Lineup<Weighed<A>>()
  readonly #down: Down<A>
  readonly #wake: () => void
  #endOfTurn: (() => void) | undefined
  #late = false
  #given = 0
  #left = false

  constructor(down: Down<A>, wake: () => void) {
    this.#down = down
    this.#wake = wake
  }

  add(source: Pipeline<A>, weight: number): void {
    const member = new Weighed(source, this.#roused, this.#wake, weight)
    this.#members.add(member)
    this.#shares.join(member)
    this.#shares.queue(member)
  }

  pull(limit: number): Pulled {
    this.#hear(limit)
    let pulled: Pulled = MORE
    for (let rest = limit; rest > 0 && !this.#left && pulled === MORE; rest--) {
      const member = this.#shares.next()
      const taken = member?.take(rest)
      if (this.#left) return MORE
      if (member === undefined) pulled = WAIT
      else if (taken === DONE) {
        this.#members.delete(member)
        this.#shares.leave(member)
      } else if (taken !== VALUE) {
        this.#wait(member)
        if (taken === WAIT) continue
        this.#roused.push(member)
        break
      } else if (this.#asked.size > 0) {
        this.#shares.queue(member)
        pulled = WAIT
      } else {
        this.#given++
        this.#shares.served(member)
        this.#shares.queue(member)
        if (!this.#down.next(member.value)) return MORE
      }
    }
    if (this.#members.size > 0) return this.#roused.size > 0 ? MORE : pulled
    this.#stopClock()
    return DONE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    this.#stopClock()
    return closeAll(this.#members)
  }

  /** Those who may have something now come back to their place, or to a new one if they have been away. */
  #hear(limit: number): void {
    for (let rest = limit; rest > 0 && this.#roused.size > 0; rest--) {
      const member = this.#roused.shift()
      if (this.#asked.delete(member)) this.#shares.queue(member)
      if (!member.away) continue
      const taken = member.take(rest)
      if (taken === DONE) this.#members.delete(member)
      if (taken === VALUE) {
        member.away = false
        this.#shares.join(member)
        this.#shares.queue(member)
      }
      // It has used up the limit, and not that of the others.
      if (taken === MORE) return this.#roused.push(member)
    }
  }

  #wait(member: Weighed<A>): void {
    if (this.#endOfTurn === undefined) this.#endOfTurn = nextTurn(this.#turned)
    else if (member.askedAt !== this.#given) this.#late = true
    member.askedAt = this.#given
    this.#asked.add(member)
  }

  readonly #turned = (): void => {
    // Who was asked in the midst of this turn has not had a whole one yet.
    this.#endOfTurn = this.#late && this.#asked.size > 0 ? nextTurn(this.#turned) : undefined
    this.#late = false
    if (this.#endOfTurn !== undefined) return
    for (const member of this.#asked) {
      member.away = true
      this.#shares.leave(member)
    }
    this.#asked.clear()
    this.#wake()
  }

  #stopClock(): void {
    this.#endOfTurn?.()
    this.#endOfTurn = undefined
  }
}
