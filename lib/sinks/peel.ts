/// <reference lib="esnext.disposable" preserve="true" />
import { atLeast } from '../core/check.ts'
import { type AnyIterable, origin, pipelineOf } from '../core/pipeline.ts'
import { Relay } from '../origins/relay.ts'
import { single } from '../origins/single.ts'
import { sink, sinkName } from '../core/sink.ts'

/**
 * Promises the first `n` values and the rest, for sources that begin with a header.
 *
 * - **Pulls** `n` values and not one more until the rest is iterated; of 0 it opens nothing.
 * - **Ends** early with fewer values and an empty rest where the source has fewer.
 * - **Fails** with the source's error where it fails within the first `n` values; later the rest fails with it.
 * - **Closes** the source when the rest is left or disposed of; one that is neither iterated to its end nor left nor
 *   disposed of keeps the source open.
 * - **Serves** one consumer with the rest; to iterate it a second time is a TypeError.
 * - **Throws** a RangeError where `n` is not an integer of at least 0.
 *
 * @example
 * const [[header], rows] = await pipe(['name,age', 'ann,7', 'bob,8'], peel(1))
 * header // => 'name,age'
 * await pipe(rows, toArray) // => ['ann,7', 'bob,8']
 */
export const peel = (
  n: number,
): (<A>(source: AnyIterable<A>) => Promise<[first: A[], rest: AsyncIterable<A> & AsyncDisposable]>) => {
  atLeast(0, 'n', n)
  const start = <A>(source: AnyIterable<A>): Promise<[first: A[], rest: AsyncIterable<A> & AsyncDisposable]> => {
    const pipeline = pipelineOf(source)
    const relay = new Relay(pipeline)
    const dispose = () => relay.dispose()
    const rest = Object.assign(single('peel', relay.hand, [pipeline], dispose), { [Symbol.asyncDispose]: dispose })
    const first = sink<A, [A[], typeof rest]>('peel', (stop) => {
      const values: A[] = []
      if (n === 0) stop()
      return {
        next: (value) => {
          if (values.push(value) < n) return true
          stop()
          return false
        },
        result: () => [values, rest],
      }
    })
    return first(origin('peel', relay.lend))
  }
  return Object.assign(start, { [sinkName]: 'peel' })
}
