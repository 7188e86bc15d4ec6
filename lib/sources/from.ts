import { type AnyIterable, pipelineOf } from '../core/pipeline.ts'

/** What a web `ReadableStream` has, with or without iteration of its own. */
export interface StreamToRead<A> {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: A | undefined }>
    cancel(reason?: unknown): Promise<unknown>
    releaseLock(): void
  }
  getReader(options?: never): unknown
}

/**
 * Makes a source of anything that can be read: an array, a generator, a Node stream, a web stream.
 *
 * - **Gives** each iteration an iterator of its own; what can be iterated once only still can.
 * - **Reads** a web stream through its reader, also where it cannot be iterated, so that a pending read is cancelled
 *   at once when the consumer leaves.
 * - **Closes** a web stream by cancelling it once; the stream is unlocked then, and at its end.
 * - **Throws** a TypeError where `source` is none of these.
 *
 * Source: TC39's `AsyncIterator.from`.
 *
 * @example
 * await pipe(from(new Set([1, 2])), toArray) // => [1, 2]
 * await pipe(from(new Blob(['ab']).stream()), map((bytes) => bytes.length), toArray) // => [2]
 * from(1 as never) // => throws TypeError: a source must be iterable, got: 1
 */
export const from = <A>(source: AnyIterable<A> | StreamToRead<A>): AsyncIterable<A> =>
  pipelineOf(isStream(source) ? iterable(source) : source)

const isStream = <A>(source: AnyIterable<A> | StreamToRead<A>): source is StreamToRead<A> =>
  typeof (source as Partial<StreamToRead<A>> | undefined | null)?.getReader === 'function'

const iterable = <A>(stream: StreamToRead<A>): AsyncIterable<A> => ({
  [Symbol.asyncIterator]: () => {
    const reader = stream.getReader()
    let released = false
    const release = (): void => {
      released = true
      reader.releaseLock()
    }
    return {
      next: async () => {
        let over = true
        try {
          const result = await reader.read()
          over = result.done
          return result as IteratorResult<A>
        } finally {
          if (over) release()
        }
      },
      return: async () => {
        try {
          // What has ended since it was asked has nothing left to cancel.
          if (!released) await reader.cancel()
        } finally {
          release()
        }
        return { done: true, value: undefined }
      },
    }
  },
})
