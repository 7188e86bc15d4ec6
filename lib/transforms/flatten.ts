import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'
import { Flattening } from '../origins/flattening.ts'
import { notAString } from '../origins/given.ts'

/**
 * Gives the values of each inner source, one inner source after the other.
 *
 * - **Pulls** from the inner source that is open, and another one of those only when it has ended.
 * - **Fails** with the first source that fails, inner or outer, and with a TypeError where an inner one cannot be iterated
 *   or is a string.
 * - **Closes** the inner source that is open, then its source.
 *
 * Source: fp-ts's `flatten`; that it refuses strings, TC39's `flatMap`.
 *
 * @example
 * await pipe([[1, 2], range(3, 4)], flatten, toArray) // => [1, 2, 3, 4]
 * await pipe(['ab'], flatten, toArray) // => rejects TypeError: must be iterable and not a string
 */
export const flatten: <A>(source: AnyIterable<AnyIterable<A>>) => AsyncIterable<A> = waiting(
  'flatten',
  <A>(source: Pipeline<AnyIterable<A>>, down: Down<A>, wake: () => void): Origin =>
    new Flattening(source, down, wake, (inner) => notAString('an inner source', inner)),
)
