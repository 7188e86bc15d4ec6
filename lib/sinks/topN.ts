import type { Ord } from 'fp-ts/Ord'
import { aFunction, atLeast } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { type Sink, sink } from '../core/sink.ts'

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
  const greatestFirst = (a: Entry<A>, b: Entry<A>): number => ord.compare(b.value, a.value) || a.at - b.at
  return sink<A, A[]>('topN', (stop) => {
    /** A heap whose root is what goes first: each parent comes after its children in the result. */
    const heap: Entry<A>[] = []
    let seen = 0
    if (n === 0) stop()
    return {
      next: (value) => {
        const entry = { value, at: seen++ }
        if (heap.length < n) rise(heap, entry, greatestFirst)
        else if (ord.compare(value, heap[0]!.value) > 0) settle(heap, entry, greatestFirst)
        return true
      },
      result: () => heap.toSorted(greatestFirst).map(({ value }) => value),
    }
  }) as Sink<A, never[]>
}

type Order<A> = (a: A, b: A) => number

const rise = <A>(heap: A[], entry: A, order: Order<A>): void => {
  let at = heap.length
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (order(entry, heap[parent]!) <= 0) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = entry
}

const settle = <A>(heap: A[], entry: A, order: Order<A>): void => {
  let at = 0
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && order(heap[child + 1]!, heap[child]!) > 0) child++
    if (order(entry, heap[child]!) >= 0) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = entry
}
