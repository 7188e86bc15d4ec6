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
    let left = 2
    return {
      pull: (limit) => {
        if (left === 2) {
          const pulled = run.pull(limit)
          if (pulled !== DONE) return pulled
        } else if (left === 0) return DONE
        // What the source's steps give at its end may have been the last that was wanted, so this is its own pull.
        if (--left === 0) down.next(value)
        return MORE
      },
      close: () => run.close(),
    }
  })
