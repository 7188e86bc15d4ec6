import { OverflowError } from './errors.ts'
import { DONE, type Down, MORE, nothing, type Open, type Origin, type Pulled, WAIT } from './protocol.ts'
import { Queue } from './queue.ts'

/** What happens to a value for which there is no room. */
export type Overflow = 'block' | 'drop-oldest' | 'drop-newest' | 'error'

export interface MailboxOptions<A> {
  readonly capacity?: number | undefined
  readonly overflow?: Overflow | undefined
  readonly onDrop?: ((value: A) => void) | undefined
  /** Told of each value that has gone down. */
  readonly taken?: (() => void) | undefined
  /** Told when the consumer leaves. */
  readonly closed?: (() => PromiseLike<unknown> | undefined) | undefined
}

interface Blocked<A> {
  readonly value: A
  readonly resolve: (accepted: boolean) => void
}

const yes = Promise.resolve(true)
const no = Promise.resolve(false)

/**
 * Values that wait for a consumer, or a consumer that waits for values: the one origin of all stages and sources that
 * do not answer at once. It hands over all it holds in one pull. An end or an error is seen after what came before it.
 */
export class Mailbox<A> implements Origin {
  dropped = 0
  private readonly capacity: number
  private readonly overflow: Overflow
  private readonly onDrop: (value: A) => void
  private readonly taken: () => void
  private readonly closed: () => PromiseLike<unknown> | undefined
  private readonly held = new Queue<A>()
  private readonly blocked = new Queue<Blocked<A>>()
  private readonly flushes = new Queue<{ readonly at: number; readonly resolve: () => void }>()
  private down: Down<A> | undefined = undefined
  private wake: () => void = nothing
  private waiting = false
  private pushed = 0
  private gone = 0
  private ending: { readonly error?: unknown } | undefined = undefined
  private left = false

  constructor(options: MailboxOptions<A> = {}) {
    const { capacity = Infinity, overflow = 'block', onDrop = nothing, taken = nothing, closed = nothing } = options
    this.capacity = capacity
    this.overflow = overflow
    this.onDrop = onDrop
    this.taken = taken
    this.closed = closed
  }

  readonly open: Open<A> = (down, wake) => {
    if (this.down !== undefined) throw new TypeError('this source has one consumer only, and it was iterated before')
    this.down = down
    this.wake = wake
    return this
  }

  get size(): number {
    return this.held.size + this.blocked.size
  }

  /** Waits for room where `overflow` is 'block'. */
  push(value: A): Promise<boolean> {
    if (this.offer(value)) return yes
    if (this.overflow !== 'block' || this.shut) return no
    this.pushed++
    return new Promise((resolve) => this.blocked.push({ value, resolve }))
  }

  /** Never waits; false where the value was not taken. */
  offer(value: A): boolean {
    if (this.shut) return false
    if (this.held.size < this.capacity || this.waiting) {
      this.pushed++
      this.held.push(value)
      this.rouse()
      return true
    }
    if (this.overflow === 'block') return false
    if (this.overflow === 'error') {
      this.fail(new OverflowError(this.capacity))
      return false
    }
    this.pushed++
    const newest = this.overflow === 'drop-newest' || this.capacity === 0
    const lost = newest ? value : this.held.shift()
    if (!newest) this.held.push(value)
    this.dropped++
    this.went()
    this.onDrop(lost)
    return true
  }

  end(): void {
    this.ending ??= {}
    this.rouse()
  }

  fail(error: unknown): void {
    this.ending ??= { error }
    this.rouse()
  }

  /** Settles when all that was pushed before has been taken or dropped. */
  flush(): Promise<void> {
    if (this.gone >= this.pushed || this.left) return Promise.resolve()
    return new Promise((resolve) => this.flushes.push({ at: this.pushed, resolve }))
  }

  pull(limit: number): Pulled {
    const { held, blocked } = this
    this.waiting = false
    for (let left = limit; left > 0; left--) {
      if (held.size === 0) {
        if (blocked.size === 0) break
        this.admit()
      }
      const value = held.shift()
      if (blocked.size > 0 && held.size < this.capacity) this.admit()
      const more = this.down!.next(value)
      this.went()
      this.taken()
      if (!more) return MORE
    }
    if (this.size > 0) return MORE
    if (this.ending === undefined) {
      this.waiting = !this.left
      return WAIT
    }
    if ('error' in this.ending) throw this.ending.error
    return DONE
  }

  close(): PromiseLike<unknown> | undefined {
    this.left = true
    this.waiting = false
    this.gone = this.pushed
    this.held.clear()
    while (this.blocked.size > 0) this.blocked.shift().resolve(false)
    while (this.flushes.size > 0) this.flushes.shift().resolve()
    return this.closed()
  }

  private rouse(): void {
    if (!this.waiting) return
    this.waiting = false
    this.wake()
  }

  private admit(): void {
    const { value, resolve } = this.blocked.shift()
    this.held.push(value)
    resolve(true)
  }

  private get shut(): boolean {
    return this.left || this.ending !== undefined
  }

  private went(): void {
    this.gone++
    while (this.flushes.size > 0 && this.flushes.peek().at <= this.gone) this.flushes.shift().resolve()
  }
}
