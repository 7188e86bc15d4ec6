import type { Pipeline } from '../core/pipeline.ts'
import type { Pulled } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

export const VALUE = 3
export type Taken = Pulled | typeof VALUE

/** A run that is asked for one value at a time, for consumers that decide after each. */
export class Feed<A> extends Run<A> {
  /** One value, and what the ends of steps give beyond the one that was asked for. */
  readonly #values: A[]
  #failure: { readonly error: unknown } | undefined

  constructor(pipeline: Pipeline<A>, wake: () => void, demand = (): number => 1) {
    const values: A[] = []
    super(pipeline, { next: (value) => values.push(value) < 0, demand }, wake)
    this.#values = values
  }

  /** VALUE: `value` has it, or throws it where the source has failed. MORE: the limit was used up before one came. */
  take(limit: number): Taken {
    if (this.#values.length > 0 || this.#failure !== undefined) return VALUE
    try {
      const pulled = this.pull(limit)
      // What was given by one who left meanwhile is nobody's.
      if (this.left || this.#values.length === 0) return pulled
    } catch (error) {
      this.#failure = { error }
    }
    return VALUE
  }

  get value(): A {
    if (this.#values.length > 0) return this.#values.shift()!
    const failure = this.#failure
    this.#failure = undefined
    throw failure!.error
  }
}
