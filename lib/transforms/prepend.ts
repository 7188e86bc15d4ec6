import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import { type Down, MORE, type Origin } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

/**
 * Gives `value` first, then all values of the source.
 *
 * - **Opens** its source only when a second value is asked for.
 *
 * Source: fp-ts's `prepend`.
 *
 * @example
 * await pipe(range(1, 3), prepend(0), toArray) // => [0, 1, 2, 3]
 */
export const prepend = <B>(value: B): (<A>(source: AnyIterable<A>) => AsyncIterable<A | B>) =>
  waiting('prepend', <A>(source: Pipeline<A>, down: Down<A | B>, wake: () => void): Origin => {
    const run = new Run<A>(source, down, wake)
    let given = false
    return {
      pull: (limit) => {
        if (given) return run.pull(limit)
        given = true
        down.next(value)
        return MORE
      },
      close: () => run.close(),
    }
  })
