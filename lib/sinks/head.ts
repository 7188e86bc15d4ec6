import type { Option } from 'fp-ts/Option'
import type { AnyIterable } from '../core/pipeline.ts'
import { search } from '../origins/search.ts'

/**
 * Gives the first value as an `Option`, and closes the source; none where there is no value.
 *
 * - **Pulls** one value.
 *
 * @example
 * await pipe(range(1), head) // => O.some(1)
 * await pipe(empty, head) // => O.none
 */
export const head = search<unknown, Option<unknown>>(
  'head',
  () => true,
  (value) => ({ _tag: 'Some', value }),
  { _tag: 'None' },
) as <A>(source: AnyIterable<A>) => Promise<Option<A>>
