import type { Option } from 'fp-ts/Option'
import type { AnyIterable } from '../core/pipeline.ts'
import { sink } from '../core/sink.ts'

/**
 * Gives the first value as an `Option`, and closes the source; none where there is no value.
 *
 * - **Pulls** one value.
 *
 * @example
 * await pipe(range(1), head) // => O.some(1)
 * await pipe(empty, head) // => O.none
 */
export const head = sink<unknown, Option<unknown>>('head', (stop) => {
  let first: Option<unknown> = { _tag: 'None' }
  return {
    next: (value) => {
      first = { _tag: 'Some', value }
      stop()
      return false
    },
    result: () => first,
  }
}) as <A>(source: AnyIterable<A>) => Promise<Option<A>>
