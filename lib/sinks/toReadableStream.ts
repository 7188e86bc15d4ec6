import { type AnyIterable, pipelineOf } from '../core/pipeline.ts'
import { sinkName } from '../core/sink.ts'

/**
 * Gives a web `ReadableStream` of the values, at once and not as a promise, so that it fits `new Response(stream)`.
 *
 * - **Pulls** one value for each that is read; nothing is opened before the first read.
 * - **Fails** with the source's error as the stream's own.
 * - **Closes** the source when the stream is cancelled; `cancel()` rejects where that fails.
 * - **Passes** values on as they are: a body of a `Response` has to be of `Uint8Array`.
 *
 * Source: the Streams standard's `ReadableStream.from`, which some browsers lack.
 *
 * @example
 * const reader = pipe(range(1, 3), toReadableStream).getReader()
 * await reader.read() // => { value: 1, done: false }
 * await reader.cancel()
 */
export const toReadableStream: <A>(source: AnyIterable<A>) => ReadableStream<A> = Object.assign(
  <A>(source: AnyIterable<A>): ReadableStream<A> => {
    const iterator = pipelineOf(source)[Symbol.asyncIterator]()
    return new ReadableStream<A>(
      {
        pull: async (controller) => {
          const result = await iterator.next()
          if (result.done) controller.close()
          else controller.enqueue(result.value)
        },
        cancel: async () => {
          await iterator.return?.()
        },
      },
      { highWaterMark: 0 },
    )
  },
  { [sinkName]: 'toReadableStream' },
)
