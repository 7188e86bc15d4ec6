import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

/**
 * Gives all values of the source, then `value`.
 *
 * - **Fails** with its source, and `value` is not given.
 *
 * Source: fp-ts's `append`.
 *
 * @example
 * await pipe(range(1, 3), append(4), toArray) // => [1, 2, 3, 4]
 */
export const append = <B>(value: B): (<A>(source: AnyIterable<A>) => AsyncIterable<A | B>) =>
  waiting('append', <A>(source: Pipeline<A>, down: Down<A | B>, wake: () => void): Origin => {
    const run = new Run<A>(source, down, wake)
    let given = false
    return {
      pull: (limit) => {
        const pulled = given ? DONE : run.pull(limit)
        if (pulled !== DONE || given) return pulled
        given = true
        return down.next(value) ? DONE : MORE
      },
      close: () => run.close(),
    }
  })
