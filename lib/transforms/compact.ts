import type { Option } from 'fp-ts/Option'
import { each } from '../core/each.ts'
import { SKIP } from '../core/protocol.ts'
import type { AnyIterable } from '../core/pipeline.ts'

/**
 * Gives what is in each `Option`, and nothing for a none.
 *
 * - **Pulls** until one some comes.
 *
 * Source: the Compactable of fp-ts.
 *
 * @example
 * await pipe([O.some(1), O.none, O.some(3)], compact, toArray) // => [1, 3]
 */
export const compact = <A>(source: AnyIterable<Option<A>>): AsyncIterable<A> =>
  each<Option<A>, A>('compact', () => (option) => (option._tag === 'Some' ? option.value : SKIP))(source)
