import type { AnyIterable } from '../core/pipeline.ts'
import { DONE, type Down, MORE } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { type Element, joined } from '../origins/joined.ts'

/**
 * Gives all values of the first source, then all of the second, and so on.
 *
 * - **Opens** each source as the one before it has ended; of no sources it is empty.
 * - **Throws** a TypeError where `sources` is no array, or one of them cannot be iterated.
 *
 * Source: the `concat` of arrays; RxJS's `concat`.
 *
 * @example
 * await pipe(concat([range(1, 2), ['a', 'b']]), toArray) // => [1, 2, 'a', 'b']
 */
export const concat = <const S extends ReadonlyArray<AnyIterable<unknown>>>(sources: S): AsyncIterable<Element<S>> =>
  joined('concat', sources, (pipelines, down: Down<Element<S>>, wake) => {
    const runs = pipelines.map((pipeline) => new Run(pipeline, down, wake))
    let index = 0
    return {
      pull: (limit) => {
        for (let left = limit; left > 0 && index < runs.length; left--) {
          const pulled = runs[index]!.pull(left)
          if (pulled !== DONE) return pulled
          index++
        }
        return index < runs.length ? MORE : DONE
      },
      close: () => runs[index]?.close(),
    }
  })
