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
  rest(): void
  leave(subscriber: Subscriber<A>, unread: readonly A[]): PromiseLike<unknown> | undefined
  resume(): void
}

/** One of those who share a source: the lists that it was given and has not read, and the origin of who reads them. */
export class Subscriber<A> implements Origin {
  readonly id: number
  /** Whether its consumer takes whatever comes, one value after another. */
  greedy = false
  readonly #host: Host<A>
  readonly #terms: Terms<A>
  /** What it is reading, and what is to be read then. */
  #list: readonly A[] = []
  readonly #lists = new Queue<readonly A[]>()
  #held = 0
  /** How many values it has asked for and not read. */
  #asked = 0
  /** How many of the list were read. */
  #read = 0
  /** How few values make it ask again, by its window. */
  #least = -1
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
    return this.#held === 0
  }

  /** How many values it waits for. */
  get lack(): number {
    return this.#asked - this.#held
  }

  /** How many values it may be given. */
  get room(): number {
    const { capacity = Infinity, overflow } = this.#terms
    return overflow === 'block' ? capacity + this.#asked - this.#held : Infinity
  }

  pull(limit: number): Pulled {
    this.#waiting = false
    for (let left = limit; left > 0; left--) {
      if (this.#held === 0 || !this.#begun) this.request(left)
      if (this.#held === 0) return this.rest()
      const wanted = this.#down!.next(this.take())
      if (this.#asked <= this.#least) this.refill()
      if (this.room === 1 && this.open) this.#host.resume()
      if (!wanted) return MORE
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#ending ??= {}
    return this.#host.leave(this, this.unread())
  }

  receive(values: readonly A[]): void {
    const { capacity = Infinity, overflow } = this.#terms
    const over = this.#held + values.length - capacity - this.#asked
    const oldest = overflow === 'drop-oldest'
    // Somebody may have left while values were on the way.
    if (this.#ending !== undefined) return
    if (over <= 0) this.keep(values)
    else if (oldest && this.lack <= 0) {
      this.keep(values)
      for (let left = over; left > 0; left--) this.drop(this.take())
    } else {
      // What was asked for is not among those for which there is no room.
      const from = oldest ? this.lack : values.length - over
      this.keep([...values.slice(0, from), ...values.slice(from + over)])
      if (overflow === 'error') throw new OverflowError(capacity)
      for (const value of values.slice(from, from + over)) this.drop(value)
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
    if (!this.#waiting || (this.#held === 0 && this.#ending === undefined)) return
    this.#waiting = false
    this.#wake()
  }

  /** Leaves from outside: whoever reads it sees the end. */
  async dispose(): Promise<void> {
    const closing = this.close()
    this.finish({})
    await closing
  }

  private unread(): A[] {
    const values: A[] = []
    while (this.#held > 0) values.push(this.take())
    return values
  }

  private take(): A {
    while (this.#read === this.#list.length) {
      this.#list = this.#lists.shift()
      this.#read = 0
    }
    this.#held--
    if (this.#asked > 0) this.#asked--
    return this.#list[this.#read++]!
  }

  private request(limit: number): void {
    const { window, capacity = limit } = this.#terms
    const { demand } = this.#down!
    if (window !== undefined) {
      if (!this.#begun) this.refill()
    } else if (demand !== evermore) this.ask(demand() - this.#asked)
    else if (this.#asked === 0) {
      this.greedy = !this.open
      this.ask(Math.min(limit, capacity || 1))
    }
    this.#begun = true
  }

  /** All at first, and then as much as its window wants in one. */
  private refill(): void {
    const { max, min } = this.#terms.window!()
    this.#least = min
    if (!this.#begun) this.ask(max)
    else if (this.#asked <= min) this.ask(max - min)
  }

  private ask(n: number): void {
    if (n <= 0 || this.#ending !== undefined) return
    this.#asked += n
    this.#host.ask(this, n)
  }

  private rest(): Pulled {
    this.#waiting = this.#ending === undefined
    if (this.#waiting) this.#host.rest()
    if (this.#ending === undefined) return WAIT
    if ('error' in this.#ending) throw this.#ending.error
    return DONE
  }

  private keep(values: readonly A[]): void {
    this.#held += values.length
    this.#lists.push(values)
  }

  private drop(value: A): void {
    this.#terms.onDrop?.(value)
  }
}
