import { atLeast } from '../core/check.ts'
import { type AnyIterable, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'

/**
 * Gives all values but the last `n`.
 *
 * - **Pulls** `n` values more, when the first is asked for: each value is given once `n` have come after it.
 * - **Holds** `n` values, its lookahead, and drops them at the end.
 * - **Throws** a RangeError where `n` is not an integer of at least 0.
 *
 * Source: fs2's `dropRight`.
 *
 * @example
 * await pipe(range(1, 5), dropLast(2), toArray) // => [1, 2, 3]
 */
export const dropLast = (n: number): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  atLeast(0, 'n', n)
  return stage('dropLast', <A>(down: Down<A>): Down<A> => {
    const held = new Queue<A>()
    return {
      ...down,
      next: (value) => {
        held.push(value)
        return held.size > n ? down.next(held.shift()) : true
      },
    }
  })
}
