import { aFunction } from '../core/check.ts'
import { type Stage, waiting } from '../core/pipeline.ts'
import { Reading, type Store } from '../origins/reading.ts'

/**
 * Keeps reading a source whatever the consumer does, and folds what comes while that is busy into one value.
 *
 *     source                     1  2  3  4     5 |      conflate((held, n) => held + n)
 *     asks                       *           *  *  *
 *     gives                      1           9  5        2, 3 and 4 have come while nobody asked
 *
 * - **Pulls** from the first `next()` on, one value after another, whether the consumer asks or not. That counts as busy
 *   when it has let a turn of the event loop pass: one that lets no time pass is given each value as it is, however quick
 *   the source is.
 * - **Gives** a value as it is where the consumer waits for it; else it is held, and each further one is folded into
 *   it: `f(held, value)` is held from then on.
 * - **Holds** one value; its lookahead is without a bound, since that one may stand for any number.
 * - **Ends** after the value it holds.
 * - **Fails** after the value it holds; with what `f` throws, too.
 * - **Closes** its source at once when the consumer leaves, and drops what it holds.
 * - **Throws** a TypeError where `f` is not a function.
 *
 * Source: Akka Streams' `conflate`.
 *
 * @example
 * const latest = conflate((_held: number, n: number) => n)
 * await pipe(range(1, 3), latest, toArray) // => [1, 2, 3]
 */
export const conflate = <A>(f: (held: A, value: A) => A): Stage<A, A> => {
  aFunction('f', f)
  return waiting('conflate', (source, down, wake) => new Reading<A>(source, new Lump(f), down, wake))
}

class Lump<A> implements Store<A> {
  size = 0
  #held: A | undefined

  readonly #f: (held: A, value: A) => A

  constructor(f: (held: A, value: A) => A) {
    this.#f = f
  }

  put(value: A): void {
    this.#held = this.size === 0 ? value : this.#f(this.#held as A, value)
    this.size = 1
  }

  take(): A {
    const value = this.#held as A
    this.#held = undefined
    this.size = 0
    return value
  }
}
