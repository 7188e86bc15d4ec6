import { type AnyIterable, type Pipeline, pipelineOf, waiting } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'
import { succession } from '../origins/succession.ts'

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
export const prepend = <B>(value: B): (<A>(source: AnyIterable<A>) => AsyncIterable<A | B>) => {
  const start = pipelineOf([value])
  return waiting('prepend', <A>(source: Pipeline<A>, down: Down<A | B>, wake: () => void): Origin =>
    succession<A | B>([start, source], down, wake),
  )
}
