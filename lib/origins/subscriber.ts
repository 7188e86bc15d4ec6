import { OverflowError } from '../core/errors.ts'
import type { Overflow } from '../core/mailbox.ts'
import {
  DONE,
  type Down,
  evermore,
  MORE,
  nothing,
  type Open,
  type Origin,
  type Pulled,
  WAIT,
} from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import type { Window } from './window.ts'

/** How somebody takes part: by a window, by room for values that nobody there has asked for yet, or value by value. */
export interface Terms<A> {
  readonly window?: (() => Window) | undefined
  readonly capacity?: number | undefined
  readonly overflow?: Overflow | undefined
  readonly onDrop?: ((value: A) => void) | undefined
}

export interface Ending {
  readonly error?: unknown
}

/** Whom a subscriber asks. */
interface Host<A> {
  ask(subscriber: Subscriber<A>, n: number): void
  leave(subscriber: Subscriber<A>, unread: readonly A[]): PromiseLike<unknown> | undefined
}

/**
 * One of those who share a source: the lists that it was given and has not read, and the origin of who reads them. All
 * is counted from the beginning on, so that to read a value moves one number.
 */
export class Subscriber<A> implements Origin {
  readonly id: number
  readonly #host: Host<A>
  readonly #terms: Terms<A>
  /** What it is reading, and what is to be read then. */
  #list: readonly A[] = []
  readonly #lists = new Queue<readonly A[]>()
  /** How many of the list were read, and how many before it. */
  #read = 0
  #before = 0
  /** How many values it was given. */
  #given = 0
  /** Up to which value it has asked. */
  #asked = 0
  /** How many it leaves of what it has asked for before it asks again, by its window. */
  #least = -Infinity
  #down: Down<A> | undefined
  #wake: () => void = nothing
  #waiting = false
  #begun = false
  #ending: Ending | undefined

  constructor(id: number, host: Host<A>, terms: Terms<A>) {
    this.id = id
    this.#host = host
    this.#terms = terms
  }

  readonly begin: Open<A> = (down, wake) => {
    this.#down = down
    this.#wake = wake
    return this
  }

  /** Whether it takes what comes, asked for or not. */
  get open(): boolean {
    return this.#terms.capacity !== undefined
  }

  /** How many values it waits for. */
  get lack(): number {
    return this.#asked - this.#given
  }

  /** How many values it may be given. */
  get room(): number {
    return this.#terms.overflow === 'block' ? this.space : Infinity
  }

  pull(limit: number): Pulled {
    this.#waiting = false
    for (let left = limit; left > 0;) {
      const from = this.position
      if (from === this.#given || !this.#begun) this.request(left)
      if (from === this.#given) return this.rest()
      const wanted = this.hand(left)
      left -= this.position - from
      if (this.#asked - this.position <= this.#least) this.refill()
      if (!wanted) return MORE
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    return this.#host.leave(this, this.unread())
  }

  receive(values: readonly A[]): void {
    const { overflow, onDrop } = this.#terms
    const over = values.length - this.space
    const taken = over > 0 && overflow !== 'drop-oldest' ? values.slice(0, -over) : values
    this.#given += taken.length
    this.#lists.push(taken)
    if (over <= 0) return
    if (overflow === 'error') throw new OverflowError(this.#terms.capacity!)
    if (overflow === 'drop-newest') for (const value of values.slice(-over)) onDrop?.(value)
    else for (let left = over; left > 0; left--) this.drop()
  }

  /** What came before it did. */
  replay(values: readonly A[]): void {
    this.#asked += values.length
    this.receive(values)
  }

  /** It sees the end when it has read what it holds. */
  finish(ending: Ending): void {
    this.#ending ??= ending
    this.rouse()
  }

  rouse(): void {
    if (!this.#waiting || (this.position === this.#given && this.#ending === undefined)) return
    this.#waiting = false
    this.#wake()
  }

  /** Leaves from outside: whoever reads it sees the end. */
  async dispose(): Promise<void> {
    const closing = this.close()
    this.finish({})
    await closing
  }

  private get position(): number {
    return this.#before + this.#read
  }

  private get space(): number {
    return (this.#terms.capacity ?? Infinity) + Math.max(this.#asked, this.position) - this.#given
  }

  private unread(): A[] {
    const values = this.#list.slice(this.#read)
    while (this.#lists.size > 0) values.push(...this.#lists.shift())
    this.turn([], this.#given)
    return values
  }

  private turn(list: readonly A[], before: number): void {
    this.#list = list
    this.#before = before
    this.#read = 0
  }

  private next(): void {
    while (this.#read === this.#list.length) this.turn(this.#lists.shift(), this.position)
  }

  /** Hands down what is left of a list, up to where more is to be asked for. Who is closed meanwhile has another list. */
  private hand(limit: number): boolean {
    this.next()
    const list = this.#list
    const few = Math.max(1, this.#asked - this.#least - this.position)
    const end = Math.min(list.length, this.#read + Math.min(limit, few))
    const { next } = this.#down!
    let wanted = true
    while (wanted && this.#read < end && this.#list === list) wanted = next(list[this.#read++]!)
    return wanted
  }

  private drop(): void {
    this.next()
    if (this.#asked > this.position) this.#asked++
    this.#terms.onDrop?.(this.#list[this.#read++]!)
  }

  private request(limit: number): void {
    const { window, capacity = limit } = this.#terms
    const { demand } = this.#down!
    const asked = Math.max(0, this.#asked - this.position)
    if (window !== undefined) this.#begun || this.refill()
    else if (demand !== evermore) this.ask(demand() - asked)
    else if (asked === 0) this.ask(Math.min(limit, capacity || 1))
    this.#begun = true
  }

  /** All at first, and then as much as its window wants in one. */
  private refill(): void {
    const { max, min } = this.#terms.window!()
    this.#least = min
    this.ask(this.#begun ? max - min : max)
  }

  private ask(n: number): void {
    if (n <= 0 || this.#ending !== undefined) return
    this.#asked = Math.max(this.#asked, this.position) + n
    this.#host.ask(this, n)
  }

  private rest(): Pulled {
    this.#waiting = this.#ending === undefined
    if (this.#ending === undefined) return WAIT
    if ('error' in this.#ending) throw this.#ending.error
    return DONE
  }
}
