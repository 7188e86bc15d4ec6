import type { Pipeline } from './pipeline.ts'
import { one, type Pulled } from './protocol.ts'
import { Run } from './run.ts'

export const VALUE = 3
export type Taken = Pulled | typeof VALUE

/** A run that is asked for one value at a time, for consumers that decide after each. */
export class Feed<A> extends Run<A> {
  /** Whether there is a value to be read. */
  full = false
  #slot: A | undefined = undefined
  /** What the ends of steps give beyond the one value that was asked for. */
  readonly #surplus: A[] = []
  #failure: { readonly error: unknown } | undefined = undefined

  constructor(pipeline: Pipeline<A>, wake: () => void, demand: () => number = one) {
    const next = (value: A): boolean => {
      if (this.full) this.#surplus.push(value)
      else this.#slot = value
      this.full = true
      return false
    }
    super(pipeline, { next, demand }, wake)
  }

  /** VALUE: `value` has it, or throws it where the source has failed. MORE: the limit was used up before one came. */
  take(limit: number): Taken {
    if (this.full || this.#failure !== undefined) return VALUE
    try {
      const pulled = this.pull(limit)
      if (!this.full) return pulled
    } catch (error) {
      this.#failure = { error }
    }
    return VALUE
  }

  get value(): A {
    if (!this.full && this.#failure !== undefined) {
      const { error } = this.#failure
      this.#failure = undefined
      throw error
    }
    const value = this.#slot as A
    this.full = this.#surplus.length > 0
    this.#slot = this.#surplus.shift()
    return value
  }
}
