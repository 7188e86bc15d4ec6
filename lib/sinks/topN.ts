import type { Ord } from 'fp-ts/Ord'
import { aFunction, atLeast } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { type Sink, sink } from '../core/sink.ts'
import { Heap } from '../origins/heap.ts'

interface Entry<A> {
  readonly value: A
  readonly at: number
}

/**
 * Gives the `n` greatest values by `ord`, the greatest first; of equal ones the earlier is first, and stays.
 *
 * - **Holds** at most `n` values, and compares about log `n` times for each that is among them so far, once for others.
 * - **Pulls** all values; of 0 it opens nothing.
 * - **Fails** with the source's error, or with what `compare` throws.
 * - **Throws** a RangeError where `n` is neither an integer of at least 0 nor Infinity.
 *
 * @example
 * await pipe([3, 1, 4, 1, 5], topN(3, N.Ord)) // => [5, 4, 3]
 */
export const topN = <A>(n: number, ord: Ord<A>): (<B extends A>(source: AnyIterable<B>) => Promise<B[]>) => {
  atLeast(0, 'n', n, true)
  aFunction('ord.compare', ord?.compare)
  return sink<A, A[]>('topN', (stop) => {
    /** The one that goes first is at its top. */
    const best = new Heap<Entry<A>>((a, b) => {
      const order = ord.compare(a.value, b.value)
      return order < 0 || (order === 0 && a.at > b.at)
    })
    let size = 0
    let seen = 0
    if (n === 0) stop()
    return {
      next: (value) => {
        const entry = { value, at: seen++ }
        if (size < n) {
          size++
          best.push(entry)
        } else if (ord.compare(value, best.first!.value) > 0) best.replace(entry)
        return true
      },
      result: () => Array.from({ length: size }, () => best.pop()!.value).toReversed(),
    }
  }) as Sink<A, never[]>
}
