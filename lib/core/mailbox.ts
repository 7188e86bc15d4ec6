import { OverflowError } from './errors.ts'
import { DONE, type Down, MORE, nothing, type Open, type Origin, type Pulled, WAIT } from './protocol.ts'
import { Queue } from './queue.ts'
import { tell } from './tell.ts'

/** What happens to a value for which there is no room. */
export type Overflow = 'block' | 'drop-oldest' | 'drop-newest' | 'error'

export interface MailboxOptions<A> {
  readonly capacity?: number | undefined
  readonly overflow?: Overflow | undefined
  readonly onDrop?: ((value: A) => void) | undefined
  /** Told when the consumer leaves. */
  readonly closed?: (() => PromiseLike<unknown> | undefined) | undefined
}

const yes = Promise.resolve(true)
const no = Promise.resolve(false)

/**
 * Values that wait for a consumer, or a consumer that waits for values: the one origin of all stages and sources that
 * do not answer at once. It hands over all it holds in one pull. An end or an error is seen after what came before it.
 */
export class Mailbox<A> implements Origin {
  dropped = 0
  readonly #capacity: number
  readonly #overflow: Overflow
  readonly #held = new Queue<A>()
  readonly #blocked = new Queue<{ readonly value: A; readonly resolve: (accepted: boolean) => void }>()
  readonly #flushes = new Queue<{ readonly after: number; readonly resolve: () => void }>()
  #down: Down<A> | undefined
  #wake: () => void = nothing
  #waiting = false
  #greedy = true
  #roused = false
  #pushed = 0
  #gone = 0
  #ending: { readonly error?: unknown } | undefined

  readonly #options: MailboxOptions<A>

  constructor(options: MailboxOptions<A> = {}) {
    this.#options = options
    this.#capacity = options.capacity ?? Infinity
    this.#overflow = options.overflow ?? 'block'
  }

  /** Makes it the origin of a run, of which it has one. */
  readonly open: Open<A> = (down, wake) => {
    this.#down = down
    this.#wake = wake
    return this
  }

  get size(): number {
    return this.#held.size + this.#blocked.size
  }

  /** Waits for room where `overflow` is 'block'. */
  push(value: A): Promise<boolean> {
    if (this.offer(value)) return yes
    if (this.#ending !== undefined) return no
    this.#pushed++
    return new Promise((resolve) => this.#blocked.push({ value, resolve }))
  }

  /** Never waits; false where the value was not taken. */
  offer(value: A): boolean {
    if (this.#ending !== undefined) return false
    const overflow = this.#overflow
    // What those who wait have been promised is as good as gone; but nobody overtakes a push that waits.
    const promised = this.#roused && this.#blocked.size === 0 ? this.#down!.demand() : 0
    const full = this.#held.size >= this.#capacity + promised && !this.#waiting
    if (full && overflow === 'error') this.#finish({ error: new OverflowError(this.#capacity) })
    if (full && (overflow === 'error' || overflow === 'block')) return false
    // What is dropped at the door was never in line: it brings no flush nearer.
    if (full && (overflow === 'drop-newest' || this.#capacity === 0)) this.#drop(value)
    else {
      this.#pushed++
      this.#held.push(value)
      if (full) {
        this.#went()
        this.#drop(this.#held.shift())
      }
      this.#rouse()
    }
    return true
  }

  end(): void {
    this.#finish({})
  }

  /** False where it had ended before. */
  fail(error: unknown): boolean {
    return this.#finish({ error })
  }

  /** Settles when all that was pushed before has been taken or dropped. */
  flush(): Promise<void> {
    if (this.#gone >= this.#pushed) return Promise.resolve()
    return new Promise((resolve) => this.#flushes.push({ after: this.#pushed, resolve }))
  }

  pull(limit: number): Pulled {
    const held = this.#held
    const blocked = this.#blocked
    this.#waiting = this.#roused = false
    for (let left = limit; left > 0; left--) {
      if (held.size === 0 && blocked.size > 0) this.#admit()
      if (held.size === 0) return this.#rest()
      const value = held.shift()
      if (blocked.size > 0 && held.size < this.#capacity) this.#admit()
      this.#greedy = this.#down!.next(value)
      this.#went()
      if (!this.#greedy) return MORE
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#ending ??= {}
    this.#gone = this.#pushed
    while (this.#held.size > 0) this.#held.shift()
    while (this.#blocked.size > 0) this.#blocked.shift().resolve(false)
    while (this.#flushes.size > 0) this.#flushes.shift().resolve()
    return this.#options.closed?.()
  }

  #rest(): Pulled {
    this.#waiting = this.#ending === undefined
    if (this.#ending === undefined) return WAIT
    if ('error' in this.#ending) throw this.#ending.error
    return DONE
  }

  #finish(how: { readonly error?: unknown }): boolean {
    this.#ending ??= how
    this.#rouse()
    return this.#ending === how
  }

  #rouse(): void {
    if (!this.#waiting) return
    this.#waiting = false
    this.#roused = !this.#greedy
    tell(this.#wake, this.#greedy)
  }

  #admit(): void {
    const { value, resolve } = this.#blocked.shift()
    this.#held.push(value)
    resolve(true)
  }

  #went(): void {
    this.#gone++
    while (this.#flushes.size > 0 && this.#flushes.peek().after <= this.#gone) this.#flushes.shift().resolve()
  }

  #drop(value: A): void {
    this.dropped++
    this.#options.onDrop?.(value)
  }
}
