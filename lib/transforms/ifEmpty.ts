import { type AnyIterable, pipelineOf } from '../core/pipeline.ts'
import { DONE, type Down, MORE } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { joined } from '../origins/joined.ts'

/**
 * Gives the values of the source, or, where it ends without one, those of `fallback`.
 *
 * - **Opens** `fallback` only when the source has ended.
 * - **Fails** with its source: an error before the first value is no empty source.
 * - **Throws** a TypeError where `fallback` cannot be iterated.
 *
 * @example
 * await pipe(empty, ifEmpty([1, 2]), toArray) // => [1, 2]
 * await pipe([3], ifEmpty([1, 2]), toArray) // => [3]
 */
export const ifEmpty = <B>(fallback: AnyIterable<B>): (<A>(source: AnyIterable<A>) => AsyncIterable<A | B>) => {
  const second = pipelineOf(fallback)
  return <A>(source: AnyIterable<A>) =>
    joined('ifEmpty', [source, second], ([first], down: Down<A | B>, wake) => {
      let isEmpty = true
      const next = (value: A | B): boolean => {
        isEmpty = false
        return down.next(value)
      }
      let run = new Run<A | B>(first!, { ...down, next }, wake)
      return {
        pull: (limit) => {
          const pulled = run.pull(limit)
          if (pulled !== DONE || !isEmpty) return pulled
          isEmpty = false
          run = new Run<A | B>(second, down, wake)
          return MORE
        },
        close: () => run.close(),
      }
    })
}
