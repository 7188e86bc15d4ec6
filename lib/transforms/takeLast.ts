import { atLeast } from '../core/check.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { Run } from '../core/run.ts'

/**
 * Gives the last `n` values, when the source has ended.
 *
 * - **Pulls** all values before it gives the first; of 0 it does so too, and gives none.
 * - **Holds** at most `n` values.
 * - **Fails** with the source's error, and gives none of the values that it holds.
 * - **Throws** a RangeError where `n` is not an integer of at least 0.
 *
 * Source: fs2's `takeRight`.
 *
 * @example
 * await pipe(range(1, 9), takeLast(3), toArray) // => [7, 8, 9]
 */
export const takeLast = (n: number): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  atLeast(0, 'n', n)
  return waiting('takeLast', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    const held = new Queue<A>()
    const next = (value: A): boolean => {
      held.push(value)
      if (held.size > n) held.shift()
      return true
    }
    const run = new Run(source, { next, demand: down.demand }, wake)
    return {
      pull: (limit) => {
        const pulled = run.pull(limit)
        if (pulled !== DONE) return pulled
        for (let left = limit; left > 0 && held.size > 0; left--) if (!down.next(held.shift())) return MORE
        return held.size > 0 ? MORE : DONE
      },
      close: () => run.close(),
    }
  })
}
