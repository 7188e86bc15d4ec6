import { OverflowError } from '../core/errors.ts'
import type { Overflow } from '../core/mailbox.ts'
import { type Down, evermore, MORE, nothing, type Open, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { type Ending, finish } from './ending.ts'
import type { Window } from './window.ts'

/** How somebody takes part: by a window, by room for values that nobody there has asked for yet, or value by value. */
export interface Terms<A> {
  readonly window?: (() => Window) | undefined
  readonly capacity?: number | undefined
  readonly overflow?: Overflow | undefined
  readonly onDrop?: ((value: A) => void) | undefined
  /** Whether each value is for all. */
  readonly shared?: boolean | undefined
}

/** Whom a subscriber asks. */
interface Host<A> {
  ask(subscriber: Subscriber<A>, n: number): void
  rest(): void
  leave(subscriber: Subscriber<A>, unread: readonly A[]): PromiseLike<unknown> | undefined
  resume(): void
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
  /** How few values that it has asked for make it ask again, by its window. */
  #least = -Infinity
  #down: Down<A> | undefined
  #wake: () => void = nothing
  #waiting = false
  #ending: Ending | undefined
  #begun = false

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

  /** Whether it has read all that it was given. */
  get idle(): boolean {
    return this.#position === this.#given
  }

  /** Whether its consumer takes whatever comes, one value after another. */
  get greedy(): boolean {
    return this.#terms.window === undefined && this.#down?.demand === evermore
  }

  /** How many values it waits for. */
  get lack(): number {
    return this.#asked - this.#given
  }

  /** How many values it may be given. */
  get room(): number {
    return this.#terms.overflow === 'block' ? this.#space : Infinity
  }

  pull(limit: number): Pulled {
    const pulled = this.#readOn(limit)
    // Not value by value: what is pulled then comes in lists of that size, and goes round so for ever.
    if (this.open && (this.idle || !this.greedy)) this.#host.resume()
    return pulled
  }

  #readOn(limit: number): Pulled {
    this.#waiting = false
    for (let left = limit; left > 0;) {
      if (this.idle || (!this.#begun && this.#terms.window !== undefined)) this.#request(limit)
      if (this.idle) return this.#rest()
      const from = this.#position
      const wanted = this.#hand(left)
      left -= this.#position - from
      if (this.#asked - this.#position <= this.#least) this.#refill()
      if (!wanted) return MORE
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#ending ??= {}
    return this.#host.leave(this, this.#unread())
  }

  receive(values: readonly A[]): void {
    const over = values.length - this.#space
    const { overflow, capacity, onDrop } = this.#terms
    const oldest = overflow === 'drop-oldest'
    const due = this.#due - this.#given
    // Somebody may have left while values were on the way.
    if (this.#ending !== undefined) return
    if (over <= 0) this.#keep(values)
    else if (oldest && due <= 0) {
      this.#keep(values)
      // Who is told may read meanwhile, or leave.
      while (this.#space < 0) {
        // What is dropped was nobody's answer: the value behind it is.
        if (this.#asked > this.#position) this.#asked++
        onDrop?.(this.#take())
      }
    } else {
      // What was asked for is not among those for which there is no room.
      const from = oldest ? due : values.length - over
      this.#keep([...values.slice(0, from), ...values.slice(from + over)])
      if (overflow === 'error') throw new OverflowError(capacity!)
      for (const value of values.slice(from, from + over)) onDrop?.(value)
    }
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
    if (!this.#waiting || (this.idle && this.#ending === undefined)) return
    this.#waiting = false
    this.#wake()
  }

  /** Leaves from outside: whoever reads it sees the end. */
  async dispose(): Promise<void> {
    const closing = this.close()
    this.finish({})
    await closing
  }

  /** How many values it has read. */
  get #position(): number {
    return this.#before + this.#read
  }

  /** Up to which value its consumer waits: what it takes in lumps is wanted one value after another. */
  get #due(): number {
    return this.#down?.demand === evermore ? Math.min(this.#asked, this.#position + 1) : this.#asked
  }

  get #space(): number {
    return (this.#terms.capacity ?? Infinity) + Math.max(this.#due, this.#position) - this.#given
  }

  #unread(): A[] {
    const values: A[] = []
    while (!this.idle) values.push(this.#take())
    // Who hands down a list just now sees that it is another one.
    this.#list = []
    this.#before = this.#given
    this.#read = 0
    return values
  }

  #turn(): void {
    while (this.#read === this.#list.length) {
      this.#before += this.#read
      this.#list = this.#lists.shift()
      this.#read = 0
    }
  }

  #take(): A {
    this.#turn()
    return this.#list[this.#read++]!
  }

  /** Hands down what is left of a list, up to where more is to be asked for. */
  #hand(limit: number): boolean {
    this.#turn()
    const list = this.#list
    const few = Math.max(1, this.#asked - this.#least - this.#position)
    const end = Math.min(list.length, this.#read + limit, this.#read + few)
    const { next } = this.#down!
    let wanted = true
    while (wanted && this.#read < end && this.#list === list) wanted = next(list[this.#read++]!)
    return wanted
  }

  #request(limit: number): void {
    const { window, capacity = limit - 1 } = this.#terms
    const { demand } = this.#down!
    const asked = Math.max(0, this.#asked - this.#position)
    if (window !== undefined) {
      if (!this.#begun) this.#refill()
    } else if (demand !== evermore) this.#ask(demand() - asked)
    // Short lists cost each subscriber a round of its own; where values take long, the limit is small.
    else if (this.open || asked === 0) this.#ask(Math.min(8 * limit, capacity + 1) - asked)
    this.#begun = true
  }

  /** All at first, and then as much as its window wants in one. */
  #refill(): void {
    const { max, min } = this.#terms.window!()
    this.#least = min
    if (!this.#begun) this.#ask(max)
    else if (this.#asked - this.#position <= min) this.#ask(max - min)
  }

  #ask(n: number): void {
    if (n <= 0 || this.#ending !== undefined) return
    this.#asked = Math.max(this.#asked, this.#position) + n
    this.#host.ask(this, n)
  }

  #rest(): Pulled {
    this.#waiting = this.#ending === undefined
    if (this.#waiting) this.#host.rest()
    return this.#ending === undefined ? WAIT : finish(this.#ending)
  }

  #keep(values: readonly A[]): void {
    this.#given += values.length
    this.#lists.push(values)
  }
}
