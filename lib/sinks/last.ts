import type { Option } from 'fp-ts/Option'
import type { AnyIterable } from '../core/pipeline.ts'
import { sink } from '../core/sink.ts'

/**
 * Gives the last value as an `Option`; none where there is no value.
 *
 * - **Fails** with the source's error, whatever came before it.
 *
 * @example
 * await pipe(range(1, 3), last) // => O.some(3)
 * await pipe(empty, last) // => O.none
 */
export const last = sink<unknown, Option<unknown>>('last', () => {
  let any = false
  let value: unknown = undefined
  return {
    next: (next) => {
      any = true
      value = next
      return true
    },
    result: () => (any ? { _tag: 'Some', value } : { _tag: 'None' }),
  }
}) as <A>(source: AnyIterable<A>) => Promise<Option<A>>
