import { Call } from './call.ts'
import { oneOf, optionsOf } from '../core/check.ts'
import { Feed, VALUE } from '../core/feed.ts'
import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { type Turnable, turned } from './turning.ts'

interface Limits {
  readonly concurrency: () => number
  readonly ordered: boolean
}

export const limitsOf = (options: { readonly concurrency?: Turnable; readonly ordered?: boolean }): Limits => {
  const { concurrency = 1, ordered = true } = optionsOf(options)
  return {
    concurrency: turned('concurrency', concurrency),
    ordered: oneOf([true, false], 'ordered', ordered),
  }
}

class Slot<A, B> {
  readonly call: Call<B>
  value: A | undefined = undefined

  constructor(settled: (slot: Slot<A, B>) => void) {
    this.call = new Call(() => settled(this))
  }
}

/**
 * Calls of a user's function in flight, at most `concurrency` of them, and what they gave until it is taken. The only
 * difference between the orders is when a slot joins the queue of those to be delivered: as it starts, or as it ends.
 */
export class Calls<A, B, C> implements Origin {
  private readonly down: Down<C>
  private readonly wake: () => void
  private readonly f: (value: A, signal: AbortSignal) => B | PromiseLike<B>
  private readonly give: (down: Down<C>, value: A, result: B) => boolean
  private readonly concurrency: () => number
  private readonly ordered: boolean
  private readonly feed: Feed<A>
  private readonly loop: Loop
  private readonly slots: Array<Slot<A, B>> = []
  private readonly free: Array<Slot<A, B>> = []
  private readonly due = new Queue<Slot<A, B>>()
  private started = 0
  private asked = false
  private filling = false
  private failing = false
  private left = false
  private ending: { readonly error?: unknown } | undefined = undefined

  constructor(
    source: Pipeline<A>,
    down: Down<C>,
    wake: () => void,
    f: (value: A, signal: AbortSignal) => B | PromiseLike<B>,
    give: (down: Down<C>, value: A, result: B) => boolean,
    { concurrency, ordered }: Limits,
  ) {
    this.down = down
    this.wake = wake
    this.f = f
    this.give = give
    this.concurrency = concurrency
    this.ordered = ordered
    this.loop = new Loop(this.advance)
    this.feed = new Feed(source, this.loop.run)
  }

  pull(limit: number): Pulled {
    const { due } = this
    this.asked = true
    for (let left = limit; left > 0; left--) {
      // Once for each pull at least: a consumer that takes its time would else find fewer calls under way than it may.
      if (left === limit || !this.ready) {
        const more = this.fill(left)
        if (!this.ready) return more ? MORE : WAIT
      }
      if (due.size === 0) return this.finished()
      const slot = due.shift()
      const value = slot.value as A
      slot.value = undefined
      this.started--
      // The first error by time: a source that has failed was asked no more once a call had.
      if (slot.call.failed && !this.ordered) this.finished()
      const result = slot.call.take()
      this.free.push(slot)
      if (!this.give(this.down, value, result)) {
        this.asked = false
        return MORE
      }
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.left = true
    this.ending ??= {}
    while (this.due.size > 0) this.due.shift()
    this.abort()
    return this.feed.close()
  }

  /** The source has something while nobody pulls. */
  private readonly advance = (limit: number): boolean => {
    const more = this.fill(limit)
    if (this.ready) this.wake()
    return more
  }

  /** Without being asked it starts one fewer than it may, so that what is held and in flight never exceeds that. */
  private fill(limit: number): boolean {
    if (this.filling) return false
    this.filling = true
    let more = false
    let most = 0
    try {
      most = this.concurrency()
    } catch (error) {
      this.ending ??= { error }
    }
    while (this.ending === undefined && !this.failing && this.started < most - (this.asked ? 0 : 1)) {
      try {
        const taken = this.feed.take(limit)
        if (taken === VALUE) this.start(this.feed.value)
        else if (taken === DONE) this.ending = {}
        else {
          more = taken === MORE
          break
        }
      } catch (error) {
        this.ending = { error }
      }
    }
    this.filling = false
    return more
  }

  /** Whether a pull would find a result, or the end. */
  private get ready(): boolean {
    if (this.left) return false
    if (this.due.size > 0) return !this.due.peek().call.pending
    return this.ending !== undefined && this.started === 0
  }

  private finished(): typeof DONE {
    if (this.ending !== undefined && 'error' in this.ending) throw this.ending.error
    return DONE
  }

  private start(value: A): void {
    let slot = this.free.pop()
    if (slot === undefined) this.slots.push((slot = new Slot(this.settled)))
    slot.value = value
    this.started++
    if (this.ordered) this.due.push(slot)
    slot.call.make(this.f, value)
    if (!slot.call.pending) this.settled(slot)
  }

  private readonly settled = (slot: Slot<A, B>): void => {
    if (slot.call.failed) {
      this.failing = true
      if (!this.ordered) this.abort()
    }
    if (!this.ordered) this.due.push(slot)
    if (!this.filling && this.due.peek() === slot) this.wake()
  }

  private abort(): void {
    for (const slot of this.slots) slot.call.abort()
  }
}
