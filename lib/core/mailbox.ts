import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from './protocol.ts'
import { Queue } from './queue.ts'

/** Values that wait for a consumer, or a consumer that waits for values: what any stage is made of that does not
 * answer at once. An end, or an error, is seen after the values before it. */
export class Mailbox<A> implements Origin {
  private readonly down: Down<A>
  private readonly wake: () => void
  private readonly taken: () => void
  private readonly queue = new Queue<A>()
  private ending: { readonly error?: unknown } | undefined = undefined

  /** `taken` is told of each value that has gone down. */
  constructor(down: Down<A>, wake: () => void, taken: () => void = nothing) {
    this.down = down
    this.wake = wake
    this.taken = taken
  }

  get size(): number {
    return this.queue.size
  }

  push(value: A): void {
    this.queue.push(value)
    this.wake()
  }

  end(): void {
    this.ending ??= {}
    this.wake()
  }

  fail(error: unknown): void {
    this.ending ??= { error }
    this.wake()
  }

  pull(limit: number): Pulled {
    const { queue, down } = this
    for (let left = limit; left > 0 && queue.size > 0; left--) {
      const more = down.next(queue.shift())
      this.taken()
      if (!more) return MORE
    }
    if (queue.size > 0) return MORE
    if (this.ending === undefined) return WAIT
    if ('error' in this.ending) throw this.ending.error
    return DONE
  }

  close(): undefined {
    this.queue.clear()
  }
}
