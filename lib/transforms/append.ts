import { type AnyIterable, type Pipeline, pipelineOf, waiting } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'
import { succession } from '../origins/succession.ts'

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
export const append = <B>(value: B): (<A>(source: AnyIterable<A>) => AsyncIterable<A | B>) => {
  const end = pipelineOf([value])
  return waiting('append', <A>(source: Pipeline<A>, down: Down<A | B>, wake: () => void): Origin =>
    succession<A | B>([source, end], down, wake),
  )
}
