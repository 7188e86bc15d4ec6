import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, MORE, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { report } from '../core/report.ts'
import { Run } from '../core/run.ts'
import type { Dispatched, Dispatcher, SubscriberId } from './dispatcher.ts'
import type { Ending } from './ending.ts'
import { Subscriber, type Terms } from './subscriber.ts'

export interface DriverOptions {
  /** Asks are forwarded, one by one, from the time on that so many have joined. */
  readonly startWhen?: number | undefined
  /** Whether the source is closed when the last one leaves. */
  readonly closes?: boolean | undefined
  /** Whether each value is for all, so that those who wait want no more than the first of them does. */
  readonly shared?: boolean | undefined
  /** How many of the last values somebody who joins is given first. */
  readonly replay?: number | undefined
}

/**
 * One run of a source for several subscribers: the driver of every dispatcher. The dispatcher says what to ask for and
 * who gets what; here it is asked for, while somebody waits for it and there is room, and handed over list by list.
 */
export class Driver<A, S, O> {
  readonly #dispatcher: Dispatcher<A, S, O>
  readonly #options: DriverOptions
  readonly #run: Run<A>
  readonly #loop = new Loop((limit) => this.#advance(limit))
  readonly #subscribers = new Map<SubscriberId, Subscriber<A>>()
  /** Who has asked for more than it was given, the one who has waited longest first. */
  readonly #waiting = new Set<Subscriber<A>>()
  /** How many values those wait for, all together. */
  #wanted = 0
  /** Who fails with what, once it has been given what came before that. */
  readonly #failed = new Queue<readonly [Subscriber<A>, error: unknown]>()
  /** What the dispatcher has asked for and not got: its asks are answered one after the other, never their sum. */
  readonly #lots = new Queue<number>()
  readonly #early: Array<readonly [Subscriber<A>, number]> = []
  /** Whether nothing is pulled yet, whoever asks. */
  paused = false
  #state: S
  #joined = 0
  #lot = 0
  /** How many values there is room for at least, whoever gets them. */
  #room = 0
  #taking = 0
  #events: A[] = []
  /** What came and nobody had asked for: it is before the source. */
  #leftover: readonly A[] = []
  readonly #recent: A[] = []
  #ending: Ending | undefined
  #closed = false
  /** Whether its end is told only when the source has been closed. */
  #closing = false

  constructor(source: Pipeline<A>, dispatcher: Dispatcher<A, S, O>, options: DriverOptions = {}) {
    this.#dispatcher = dispatcher
    this.#options = options
    this.#state = dispatcher.init()
    const next = (value: A): boolean => this.#events.push(value) < this.#taking
    this.#run = new Run(source, { next, demand: () => this.#told() }, this.#loop.run)
  }

  get size(): number {
    return this.#subscribers.size
  }

  /** Throws what the dispatcher has against it, and then nothing has changed. */
  join(terms: Terms<A>, options: O): Subscriber<A> {
    const subscriber = new Subscriber<A>(this.#joined, this, terms)
    const step = this.#dispatcher.subscribe(this.#state, subscriber.id, options)
    this.#subscribers.set(this.#joined++, subscriber)
    this.#room = 0
    this.#take(step)
    if (this.#started) for (const [asker, credit] of this.#early.splice(0)) this.#credit(asker, credit)
    this.#loop.run()
    return subscriber
  }

  /** Gives one who has joined what came last, before it did. */
  replay(subscriber: Subscriber<A>, where: (value: A) => boolean): void {
    subscriber.replay(this.#recent.filter(where))
    this.#expel()
  }

  /** Whoever has room takes what comes, whether anybody there has asked or not. */
  open(): void {
    for (const { id, open } of this.#subscribers.values())
      if (open) this.#take(this.#dispatcher.ask(this.#state, id, Infinity))
  }

  ask(subscriber: Subscriber<A>, n: number): void {
    if (subscriber.lack > 0) this.#waiting.add(subscriber)
    this.#wanted += n
    if (this.#started) this.#credit(subscriber, n)
    else this.#early.push([subscriber, n])
    this.#loop.run()
  }

  /** It has read all it holds, and waits. */
  rest(): void {
    if (this.#ending !== undefined) this.#loop.run()
  }

  /** There is room again where there was none. */
  resume(): void {
    if (this.#room <= 0 && !this.paused) this.#loop.run()
  }

  leave(subscriber: Subscriber<A>, unread: readonly A[]): PromiseLike<unknown> | undefined {
    if (!this.#subscribers.delete(subscriber.id)) return undefined
    this.#wanted -= Math.max(0, subscriber.lack)
    this.#waiting.delete(subscriber)
    this.#room = 0
    // Who takes whatever comes holds nobody up: what it is given from now on goes nowhere.
    if (!subscriber.open) this.#take(this.#dispatcher.cancel(this.#state, subscriber.id, unread))
    if (this.#options.closes === true && this.size === 0) return this.close()
    this.#loop.run()
    return undefined
  }

  /** All have begun. */
  go(): void {
    this.paused = false
    this.#loop.run()
  }

  /** It alone fails, after what it holds. */
  fail(subscriber: Subscriber<A>, error: unknown): void {
    this.#failed.push([subscriber, error])
  }

  /** Closes the source; each subscriber ends after what it holds, and what it hands back is nobody's. */
  close(): PromiseLike<unknown> | undefined {
    this.#ending ??= {}
    this.#closed = true
    this.#leftover = []
    this.#closing = false
    try {
      return this.#run.close()
    } finally {
      this.#loop.run()
    }
  }

  get #started(): boolean {
    return this.#joined >= (this.#options.startWhen ?? 0)
  }

  #credit(subscriber: Subscriber<A>, n: number): void {
    if (subscriber.open || !this.#subscribers.has(subscriber.id)) return
    this.#take(this.#dispatcher.ask(this.#state, subscriber.id, n))
  }

  /** What the source is told to be wanted: who takes whatever comes wants one value after another. */
  #told(): number {
    const [first] = this.#waiting
    if (first?.greedy === true) return 1
    let open = 0
    for (const { greedy, lack } of this.#waiting) open += greedy ? 1 : lack
    return Math.max(1, Math.min(this.#demand(), open) - this.#events.length)
  }

  /** How many values may be taken now. */
  #demand(): number {
    const [first] = this.#waiting
    if (first === undefined || this.paused) return 0
    if (this.#lot === 0 && this.#lots.size > 0) this.#lot = this.#lots.shift()
    if (this.#room <= 0) {
      this.#room = Infinity
      for (const { room } of this.#subscribers.values()) this.#room = Math.min(this.#room, room)
    }
    return Math.min(this.#options.shared === true ? first.lack : this.#wanted, this.#lot, this.#room)
  }

  #advance(limit: number): boolean {
    const demand = Math.min(this.#demand(), limit)
    if (demand > 0 && this.#leftover.length > 0) {
      const events = this.#leftover
      this.#leftover = events.slice(demand)
      return this.#dispatch(events.slice(0, demand))
    }
    const events = this.#events
    const before = events.length
    if (this.#ending !== undefined && before === 0) {
      if (!this.#closing) this.#finish(this.#ending)
      return false
    }
    if (demand <= 0 && before === 0) return false
    // Somebody may have left while a list is gathered, or closed the source.
    this.#taking = this.#ending === undefined ? this.#demand() : before
    const few = Math.min(limit, this.#taking - before)
    const pulled = few > 0 ? this.#pull(few) : MORE
    // Who gives all it is asked for at once may give the rest of a list so; nobody else is waited for.
    if (pulled === MORE && limit > 1 && events.length === before + few && events.length < this.#taking) return true
    this.#events = []
    // What the ends of steps give beyond what they were asked for.
    if (events.length > this.#taking) this.#leftover = [...this.#leftover, ...events.splice(this.#taking)]
    if (events.length > 0) this.#dispatch(events)
    return pulled !== WAIT || this.#leftover.length > 0
  }

  #finish(ending: Ending): void {
    // Who has something to read may still be given what a leaver had not read.
    for (const subscriber of this.#waiting) if (subscriber.idle) this.#end(subscriber, ending)
  }

  #end(subscriber: Subscriber<A>, ending: Ending): void {
    subscriber.finish(ending)
    void this.#part(subscriber)
  }

  #pull(limit: number): Pulled {
    try {
      const pulled = this.#run.pull(limit)
      if (pulled === DONE) this.#ending ??= {}
      return pulled
    } catch (error) {
      this.#ending ??= { error }
      return DONE
    }
  }

  /** Answers whether somebody was given something. */
  #dispatch(events: readonly A[]): boolean {
    try {
      const step = this.#dispatcher.dispatch(this.#state, events)
      const used = events.length - step.leftover.length
      const { replay = 0 } = this.#options
      if (replay > 0) {
        this.#recent.push(...events.slice(0, used))
        this.#recent.splice(0, this.#recent.length - replay)
      }
      this.#lot -= events.length
      this.#room -= used
      this.#take(step)
      return used > 0
    } catch (error) {
      void this.#abort(error)
      return false
    }
  }

  async #abort(error: unknown): Promise<void> {
    this.#ending = { error }
    this.#leftover = []
    this.#events = []
    this.#closing = true
    try {
      await this.#run.close()
    } catch (late) {
      report(late)
    }
    this.#closing = false
    this.#loop.run()
  }

  #take({ state, demand, deliveries, leftover }: Dispatched<A, S>): void {
    this.#state = state
    if (demand > 0) this.#lots.push(demand)
    // It was asked for, and is dispatched again.
    this.#lot += leftover.length
    if (leftover.length > 0 && !this.#closed) this.#leftover = [...leftover, ...this.#leftover]
    const subscribers = deliveries.map(([id]) => this.#subscribers.get(id))
    // Nobody moves before all have theirs.
    for (const [at, subscriber] of subscribers.entries())
      if (subscriber !== undefined) this.#give(subscriber, deliveries[at]![1])
    for (const subscriber of subscribers) subscriber?.rouse()
    this.#expel()
  }

  #expel(): void {
    while (this.#failed.size > 0) {
      const [subscriber, error] = this.#failed.shift()
      this.#end(subscriber, { error })
    }
  }

  async #part(subscriber: Subscriber<A>): Promise<void> {
    try {
      await this.leave(subscriber, [])
    } catch (error) {
      report(error)
    }
  }

  #give(subscriber: Subscriber<A>, values: readonly A[]): void {
    const before = subscriber.lack
    try {
      subscriber.receive(values)
    } catch (error) {
      this.fail(subscriber, error)
    }
    if (before <= 0) return
    const lack = Math.max(0, subscriber.lack)
    this.#wanted -= before - lack
    if (lack === 0) this.#waiting.delete(subscriber)
  }
}
