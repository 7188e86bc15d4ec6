import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'
import { Flattening } from '../origins/flattening.ts'

/**
 * Puts `separator` between each two values.
 *
 * - **Pulls** the value that follows before it gives the separator, since none stands behind the last one.
 * - **Holds** that value until the separator is taken.
 *
 * Source: fp-ts's `intersperse`.
 *
 * @example
 * await pipe(range(1, 3), intersperse(0), toArray) // => [1, 0, 2, 0, 3]
 */
export const intersperse = <B>(separator: B): (<A>(source: AnyIterable<A>) => AsyncIterable<A | B>) =>
  waiting('intersperse', <A>(source: Pipeline<A>, down: Down<A | B>, wake: () => void): Origin => {
    let first = true
    return new Flattening<A, A | B>(source, down, wake, (value) => {
      if (!first) return [separator, value]
      first = false
      return [value]
    })
  })
