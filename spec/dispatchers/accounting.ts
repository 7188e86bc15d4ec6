import fc from 'fast-check'
import type { Dispatched, Dispatcher, SubscriberId } from 'sluice'

/** One thing that happens to a hub. Subscribers are numbers; shares are parts of a whole in percent. */
export type Event =
  | { readonly is: 'join' | 'ask'; readonly who: number; readonly n: number }
  | { readonly is: 'leave'; readonly who: number; readonly unread: number }
  | { readonly is: 'give'; readonly share: number }
  | { readonly is: 'give too much'; readonly n: number }

const who = fc.nat(3)
export const days = (tooMuch: boolean): fc.Arbitrary<Event[]> =>
  fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.record({ is: fc.constant('join' as const), who, n: fc.nat(2) }) },
      { weight: 4, arbitrary: fc.record({ is: fc.constant('ask' as const), who, n: fc.integer({ min: 1, max: 5 }) }) },
      { weight: 1, arbitrary: fc.record({ is: fc.constant('leave' as const), who, unread: fc.nat(4) }) },
      {
        weight: 4,
        arbitrary: fc.record({ is: fc.constant('give' as const), share: fc.integer({ min: 1, max: 100 }) }),
      },
      ...(tooMuch
        ? [
            {
              weight: 1,
              arbitrary: fc.record({ is: fc.constant('give too much' as const), n: fc.integer({ min: 1, max: 3 }) }),
            },
          ]
        : []),
    ),
    { minLength: 1, maxLength: 40, size: 'max' },
  )

/** Who has a right to a value, and what becomes of one that its owner did not read. */
export type Kind = 'to one' | 'to all' | 'by key'

/** How a kind of dispatcher is put on trial. */
export interface Trial<Options> {
  readonly kind: Kind
  readonly options: (who: number, n: number) => Options
  /** To all: whether this subscriber gets it. By key: whose it is, or undefined where it is dropped. */
  readonly wants?: (who: number, n: number, value: number) => boolean
  readonly owner?: (value: number) => number | undefined
}

interface Member {
  readonly n: number
  open: number
  readonly got: number[]
  /** To all: what it is to get next. */
  readonly due: number[]
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, n) => total + n, 0)

/** A hub that keeps its own account of every value and credit, and throws at the first step that does not agree. */
class Auditor<S, Options> {
  readonly #members = new Map<number, Member>()
  /** By key: what has come for each and has not been delivered, with how many of the first ones were once. */
  readonly #queues = new Map<number, { values: number[]; returned: number }>()
  readonly #returned = new Set<number>()
  readonly #dispatcher: Dispatcher<number, S, Options>
  readonly #trial: Trial<Options>
  #state: S
  #held: number[] = []
  /** Asked of upstream and not come. */
  #owed = 0
  /** Asked of upstream and not used. */
  #credit = 0
  #overfull = false
  #next = 0
  #step = ''

  constructor(dispatcher: Dispatcher<number, S, Options>, trial: Trial<Options>) {
    this.#dispatcher = dispatcher
    this.#trial = trial
    this.#state = dispatcher.init()
  }

  play(event: Event): void {
    this.#step = JSON.stringify(event)
    if (event.is === 'give') return this.give(Math.ceil((this.#owed * event.share) / 100))
    if (event.is === 'give too much') return this.give(this.#owed + event.n)
    const member = this.#members.get(event.who)
    if (event.is === 'join' && member === undefined) {
      this.#members.set(event.who, { n: event.n, open: 0, got: [], due: [] })
      const options = this.#trial.options(event.who, event.n)
      this.look(this.#dispatcher.subscribe(this.#state, event.who, options))
    } else if (event.is === 'ask' && member !== undefined) {
      member.open += event.n
      this.look(this.#dispatcher.ask(this.#state, event.who, event.n))
    } else if (event.is === 'leave' && member !== undefined) {
      this.leave(event.who, member, event.unread)
    } else return
    if (this.#held.length > 0) this.dispatch()
  }

  /** All that is still there comes out, once somebody asks for it. */
  settle(): void {
    this.#step = 'at the end'
    const all = this.#trial.kind === 'by key' ? [0, 1, 2, 3] : [0]
    for (const id of all) this.play({ is: 'join', who: id, n: 0 })
    for (const id of this.#members.keys()) this.play({ is: 'ask', who: id, n: 1000 })
    const queued = [...this.#queues.values()].flatMap(({ values }) => values)
    this.expect(queued.length === 0, `keeps ${queued.join()} from those who have asked`)
    this.expect(this.#held.length === 0, `leaves over ${this.#held.join()} at last`)
  }

  private leave(id: number, member: Member, most: number): void {
    const unread = member.got.slice(Math.max(0, member.got.length - most))
    this.#members.delete(id)
    if (this.#trial.kind === 'to one') {
      this.#held.unshift(...unread)
      this.#credit += unread.length
      for (const value of unread) this.#returned.add(value)
    }
    if (this.#trial.kind === 'by key') {
      const queue = this.queueOf(id)
      queue.values.unshift(...unread)
      queue.returned += unread.length
    }
    const result = this.#dispatcher.cancel(this.#state, id, unread)
    this.look(result, this.#trial.kind === 'to one' ? unread : [])
  }

  private give(count: number): void {
    if (count === 0) return
    this.#overfull ||= count > this.#owed
    this.#owed = Math.max(0, this.#owed - count)
    for (let n = 0; n < count; n++) this.#held.push(this.#next++)
    this.dispatch()
  }

  private dispatch(): void {
    const events = [...this.#held]
    const result = this.#dispatcher.dispatch(this.#state, events)
    const { leftover } = result
    const used = events.slice(0, events.length - leftover.length)
    this.expect(String([...used, ...leftover]) === String(events), `leaves over ${leftover.join()} of ${events.join()}`)
    this.#held = [...leftover]
    for (const value of used) this.own(value)
    this.#credit -= used.length
    this.look(result, leftover)
    const wanted = this.#trial.kind === 'by key' ? this.#credit : this.need()
    this.expect(leftover.length === 0 || wanted <= 0, 'leaves over what is wanted')
  }

  private own(value: number): void {
    const { kind, wants, owner } = this.#trial
    if (kind === 'to all')
      for (const [id, { n, due }] of this.#members) if (wants?.(id, n, value) ?? true) due.push(value)
    const key = kind === 'by key' ? owner?.(value) : undefined
    if (key !== undefined) this.queueOf(key).values.push(value)
    if (kind === 'to one') this.queueOf(-1).values.push(value)
  }

  private look({ state, demand, deliveries, leftover }: Dispatched<number, S>, back: readonly number[] = []): void {
    this.expect(String(leftover) === String(back), `gives back ${leftover.join()}, not ${back.join()}`)
    this.#state = state
    for (const [id, events] of deliveries) this.deliver(id, events)
    const taken = this.queueOf(-1).values
    this.expect(taken.length === 0, `loses ${taken.join()}`)
    for (const [id, { due, open }] of this.#members) {
      this.expect(due.length === 0, `does not give ${due.join()} to ${id}`)
      const queue = this.#queues.get(id)
      this.expect(open === 0 || !queue?.values.length, `keeps ${queue?.values.join()} from ${id}`)
    }
    const missing = Math.max(0, this.need() - this.#credit)
    this.expect(demand === missing, `asks upstream for ${demand}, not ${missing}`)
    this.#owed += demand
    this.#credit += demand
    const there = this.#owed + this.#held.length
    this.expect(this.#overfull || this.#credit === there, `has ${this.#credit} credits for ${there} values`)
  }

  private deliver(id: SubscriberId, events: readonly number[]): void {
    const member = this.#members.get(id as number)
    if (member === undefined) throw new Error(`${this.#step}: gives to ${String(id)}, who is not there`)
    this.expect(events.length > 0, 'gives an empty list')
    member.open -= events.length
    this.expect(member.open >= 0, `gives ${String(id)} more than it asked for`)
    for (const value of events) {
      if (this.#trial.kind === 'to one') {
        const { values } = this.queueOf(-1)
        const at = values.indexOf(value)
        this.expect(at >= 0, `gives ${value}, which is not there`)
        values.splice(at, 1)
        const last = member.got.findLast((earlier) => !this.#returned.has(earlier)) ?? -1
        this.expect(this.#returned.has(value) || value > last, `gives ${value} behind ${last}`)
      } else {
        const queue = this.#trial.kind === 'to all' ? member.due : this.queueOf(id as number).values
        const first = queue.shift()
        this.expect(first === value, `gives ${value} instead of ${first}`)
        if (this.#trial.kind === 'by key') {
          const own = this.queueOf(id as number)
          own.returned = Math.max(0, own.returned - 1)
        }
      }
      member.got.push(value)
    }
  }

  /** How many values have to come until every credit is used, as they use it. */
  private need(): number {
    const open = [...this.#members.values()].map((member) => member.open)
    if (this.#trial.kind === 'to all') return open.length > 0 ? Math.min(...open) : 0
    const foreign = [...this.#queues.values()].map(({ values, returned }) => values.length - returned)
    return sum(open) - sum(foreign)
  }

  private queueOf(key: number): { values: number[]; returned: number } {
    const queue = this.#queues.get(key) ?? { values: [], returned: 0 }
    this.#queues.set(key, queue)
    return queue
  }

  private expect(holds: boolean, fault: string): void {
    if (!holds) throw new Error(`${this.#step}: ${fault}`)
  }
}

/** Nothing is lost or given twice, nobody gets more than it asked for, all in order, and upstream is asked exactly once. */
export const accounts = <S, Options>(
  build: () => Dispatcher<number, S, Options>,
  trial: Trial<Options>,
  tooMuch = false,
): fc.IPropertyWithHooks<[Event[]]> =>
  fc.property(days(tooMuch), (events) => {
    const auditor = new Auditor(build(), trial)
    for (const event of events) auditor.play(event)
    auditor.settle()
  })
