import { REJECTED } from '../core/answer.ts'
import { Call } from './call.ts'
import { oneOf, optionsOf } from '../core/check.ts'
import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, one, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { report } from '../core/report.ts'
import { Run } from '../core/run.ts'
import { tell } from '../core/tell.ts'
import { type Ending, finish } from './ending.ts'
import type { Lanes } from './lanes.ts'
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

export class Slot<A, B> {
  readonly call: Call<B>
  value: A | undefined
  /** The one that is free beside it. */
  next: Slot<A, B> | undefined

  constructor(settled: (slot: Slot<A, B>) => void) {
    this.call = new Call(() => settled(this))
  }
}

/**
 * Calls of a user's function in flight, at most `concurrency` of them, and what they gave until it is taken. The only
 * difference between the orders is when a slot joins the queue of those to be delivered: as it starts, or as it ends.
 */
export class Calls<A, B, C> implements Origin {
  readonly #down: Down<C>
  readonly #wake: () => void
  readonly #f: (value: A, signal: AbortSignal) => B | PromiseLike<B>
  readonly #give: (down: Down<C>, value: A, result: B) => boolean
  readonly #concurrency: () => number
  readonly #ordered: boolean
  readonly #lanes: Lanes<A, Slot<A, B>> | undefined
  readonly #run: Run<A>
  readonly #loop: Loop
  readonly #slots: Array<Slot<A, B>> = []
  #free: Slot<A, B> | undefined
  readonly #due = new Queue<Slot<A, B>>()
  /** What the ends of steps give beyond what was asked for. */
  readonly #early = new Queue<A>()
  /** Whether the consumer is about to be woken, how many values were handed over, and whether the last one was alone. */
  #told = false
  #handed = 0
  #alone = false
  #most = 1
  #started = 0
  #asked = false
  #filling = false
  #failing = false
  #left = false
  #ending: Ending | undefined

  constructor(
    source: Pipeline<A>,
    down: Down<C>,
    wake: () => void,
    f: (value: A, signal: AbortSignal) => B | PromiseLike<B>,
    give: (down: Down<C>, value: A, result: B) => boolean,
    { concurrency, ordered }: Limits,
    lanes?: Lanes<A, Slot<A, B>>,
  ) {
    this.#down = down
    this.#wake = wake
    this.#f = f
    this.#give = give
    this.#concurrency = concurrency
    this.#ordered = ordered
    this.#lanes = lanes
    this.#loop = new Loop(this.#advance)
    this.#run = new Run(source, { next: this.#accept, demand: one }, this.#loop.run)
  }

  pull(limit: number): Pulled {
    const due = this.#due
    // Each new ask at least: a consumer that takes its time would else find fewer calls under way than it may.
    let filled = this.#asked
    this.#asked = true
    for (let left = limit; left > 0; left--) {
      if (!filled || !this.ready) {
        const more = this.fill(left)
        if (!this.ready) return more ? MORE : WAIT
        filled = true
      }
      if (due.size === 0) return finish(this.#ending!)
      const slot = due.shift()
      const value = slot.value as A
      slot.value = undefined
      this.#started--
      this.#handed++
      if (slot.call.failed) this.fail(slot)
      const result = slot.call.take()
      slot.next = this.#free
      this.#free = slot
      if (!this.#give(this.#down, value, result)) {
        this.#asked = false
        return MORE
      }
    }
    return MORE
  }

  /** Throws the first error and reports the others. Unordered, a source that has failed did so before any call. */
  private fail(slot: Slot<A, B>): never {
    const ordered = this.#ordered
    const errors = new Set<unknown>()
    const hear = (take: () => unknown): void => {
      try {
        take()
      } catch (error) {
        errors.add(error)
      }
    }
    const source = (): unknown => finish(this.#ending ?? {})
    if (!ordered) hear(source)
    hear(() => slot.call.take())
    // Unordered, whatever else has failed was aborted: nobody wants to know what that came to.
    while (ordered && this.#due.size > 0) {
      const { call } = this.#due.shift()
      if (call.failed) hear(() => call.take())
    }
    if (ordered) hear(source)
    const [first, ...late] = errors
    for (const error of late) report(error)
    throw first
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    this.#ending ??= {}
    while (this.#due.size > 0) this.#due.shift()
    this.abort()
    return this.#run.close()
  }

  /** The source has something while nobody pulls. */
  readonly #advance = (limit: number): boolean => {
    const more = this.fill(limit)
    if (this.ready) this.#wake()
    return more
  }

  private fill(limit: number): boolean {
    if (this.#filling) return false
    this.#filling = true
    let pulled: Pulled = WAIT
    try {
      // Where a call has failed, that is the first error, be this turned too low meanwhile.
      if (!this.#failing) this.#most = this.#concurrency()
    } catch (error) {
      this.#ending ??= { error }
    }
    try {
      this.#lanes?.move(this.#begin)
      while (this.#early.size > 0 && this.room) this.start(this.#early.shift())
      if (this.#ending === undefined && this.room) pulled = this.#run.pull(limit)
      if (pulled === DONE) this.#ending ??= {}
    } catch (error) {
      this.#ending ??= { error }
    }
    this.#filling = false
    return pulled === MORE && this.room
  }

  readonly #accept = (value: A): boolean => {
    if (this.room) this.start(value)
    else this.#early.push(value)
    return this.room
  }

  /** Without being asked it starts one fewer than it may, so that what is held and in flight never exceeds that. */
  private get room(): boolean {
    return !this.#failing && !this.#left && this.#started < this.#most - (this.#asked ? 0 : 1)
  }

  /** Whether a pull would find a result, or the end. */
  private get ready(): boolean {
    if (this.#left) return false
    if (this.#due.size > 0) return !this.#due.peek().call.pending
    return this.#ending !== undefined && this.#started === 0 && this.#early.size === 0
  }

  private start(value: A): void {
    let slot = this.#free
    if (slot === undefined) this.#slots.push((slot = new Slot(this.#settled)))
    this.#free = slot.next
    slot.value = value
    this.#started++
    if (this.#ordered) this.#due.push(slot)
    if (this.#lanes === undefined) return this.#begin(slot)
    try {
      this.#lanes.enter(value, slot, this.#begin)
    } catch (error) {
      slot.call.settle(REJECTED, error)
      this.#settled(slot)
    }
  }

  readonly #begin = (slot: Slot<A, B>): void => {
    if (this.#failing || this.#left) return
    slot.call.make(this.#f, slot.value as A)
    if (!slot.call.pending) this.#settled(slot)
  }

  readonly #settled = (slot: Slot<A, B>): void => {
    if (slot.call.failed) {
      this.#failing = true
      if (!this.#ordered) this.abort()
    }
    if (!this.#ordered) this.#due.push(slot)
    this.#lanes?.leave(slot, this.#begin)
    if (this.#filling || this.#told || this.#due.peek() !== slot) return
    this.#told = true
    tell(this.#hand, this.#alone && this.#handed % 16 > 0)
  }

  /** Calls that settle together are handed over together; where one was alone, the next few go at once. */
  readonly #hand = (): void => {
    const before = this.#handed
    this.#told = false
    if (this.ready) this.#wake()
    this.#alone = this.#handed - before < 2
  }

  private abort(): void {
    for (const slot of this.#slots) slot.call.abort()
  }
}
