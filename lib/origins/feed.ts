import type { Pipeline } from '../core/pipeline.ts'
import { type Down, MORE, one, type Pulled, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

export const VALUE = 3
export type Taken = Pulled | typeof VALUE

/** A run that is asked for one value at a time, for consumers that decide after each. */
export class Feed<A> extends Run<A> {
  /** One value, and what the ends of steps give beyond the one that was asked for. */
  readonly #values: A[]
  #failure: { readonly error: unknown } | undefined

  constructor(pipeline: Pipeline<A>, wake: () => void, demand: () => number = one) {
    const values: A[] = []
    super(pipeline, { next: (value) => values.push(value) < 0, demand }, wake)
    this.#values = values
  }

  /** How many values are held. */
  get size(): number {
    return this.#values.length
  }

  get failed(): boolean {
    return this.#failure !== undefined
  }

  /**
   * VALUE: `value` has it, or throws it where the source has failed. MORE: the limit was used up before one came.
   * `enough` is how many are to be held then.
   */
  take(limit: number, enough = 1): Taken {
    if (this.#values.length >= enough || this.#failure !== undefined) return VALUE
    try {
      const pulled = this.pull(limit)
      // What was given by one who left meanwhile is nobody's.
      if (this.left || this.#values.length < enough) return pulled
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

  /** Hands one value down after another. */
  give(down: Down<A>, limit: number): Pulled {
    for (let left = limit; left > 0; left--) {
      const taken = this.take(left)
      if (taken !== VALUE) return taken
      if (!down.next(this.value)) return MORE
      if (this.left) return WAIT
    }
    return MORE
  }
}
