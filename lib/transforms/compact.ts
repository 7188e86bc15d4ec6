import type { Option } from 'fp-ts/Option'
import { type AnyIterable, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'

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
export const compact: <A>(source: AnyIterable<Option<A>>) => AsyncIterable<A> = stage(
  'compact',
  <A>(down: Down<A>): Down<Option<A>> => ({
    ...down,
    next: (option) => (option._tag === 'Some' ? down.next(option.value) : true),
  }),
)
