import type { Pipeline } from './pipeline.ts'
import { nothing, one, type Pulled } from './protocol.ts'
import { Queue } from './queue.ts'
import { Run } from './run.ts'

export const VALUE = 3
export type Taken = Pulled | typeof VALUE

/** A run that is asked for one value at a time, for consumers that decide after each. */
export class Feed<A> {
  private readonly run: Run<A>
  private full = false
  private slot: A | undefined = undefined
  /** What the ends of steps give beyond the one value that was asked for. */
  private surplus: Queue<A> | undefined = undefined
  private failure: { readonly error: unknown } | undefined = undefined

  constructor(pipeline: Pipeline<A>, wake: () => void, demand: () => number = one) {
    this.run = new Run(pipeline, { next: this.accept, end: nothing, demand }, wake)
  }

  /** VALUE: it is in `value`. MORE: the limit was used up before one came. */
  take(limit: number): Taken {
    if (this.surplus !== undefined && this.surplus.size > 0) {
      this.slot = this.surplus.shift()
      return VALUE
    }
    if (this.failure !== undefined) {
      const { error } = this.failure
      this.failure = undefined
      throw error
    }
    this.full = false
    let pulled: Pulled
    try {
      pulled = this.run.pull(limit)
    } catch (error) {
      if (!this.full) throw error
      this.failure = { error }
      return VALUE
    }
    return this.full ? VALUE : pulled
  }

  get value(): A {
    const value = this.slot as A
    this.slot = undefined
    return value
  }

  close(): Promise<unknown> | undefined {
    const closing = this.run.close()
    const { failure } = this
    this.failure = undefined
    if (failure !== undefined) throw failure.error
    return closing
  }

  private readonly accept = (value: A): boolean => {
    if (this.full) (this.surplus ??= new Queue()).push(value)
    else {
      this.full = true
      this.slot = value
    }
    return false
  }
}
