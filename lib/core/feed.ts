import type { Pipeline } from './pipeline.ts'
import { nothing, one, type Pulled } from './protocol.ts'
import { Run } from './run.ts'

export const VALUE = 3
export type Taken = Pulled | typeof VALUE

/** A run that is asked for one value at a time, for consumers that decide after each. */
export class Feed<A> extends Run<A> {
  private full = false
  private slot: A | undefined = undefined
  /** What the ends of steps give beyond the one value that was asked for. */
  private readonly surplus: A[] = []

  constructor(pipeline: Pipeline<A>, wake: () => void, demand: () => number = one) {
    const next = (value: A): boolean => {
      if (this.full) this.surplus.push(value)
      else this.slot = value
      this.full = true
      return false
    }
    super(pipeline, { next, end: nothing, demand }, wake)
  }

  /** VALUE: it is in `value`. MORE: the limit was used up before one came. */
  take(limit: number): Taken {
    if (this.full) return VALUE
    try {
      const pulled = this.pull(limit)
      return this.full ? VALUE : pulled
    } catch (error) {
      if (!this.full) throw error
      this.failure = { error }
      return VALUE
    }
  }

  get value(): A {
    const value = this.slot as A
    this.full = this.surplus.length > 0
    this.slot = this.surplus.shift()
    return value
  }
}
