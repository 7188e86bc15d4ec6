import { Call } from '../origins/call.ts'
import { aFunction } from '../core/check.ts'
import { type AnyIterable, origin, pipelineOf } from '../core/pipeline.ts'
import { MORE, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

/**
 * Makes its source only when the first value is asked for, anew for each iteration; `f` may promise it.
 *
 * - **Fails** with what `f` fails with, and with a TypeError where it gives nothing that can be iterated.
 * - **Closes** at once when the consumer leaves: a source that has not come yet is never opened, and the signal that
 *   `f` gets is aborted.
 *
 * Source: RxJS's `defer`.
 *
 * @example
 * let opened = 0
 * const source = defer(async () => [++opened])
 * await pipe(source, toArray) // => [1]
 * await pipe(source, toArray) // => [2]
 */
export const defer = <A>(
  f: (signal: AbortSignal) => AnyIterable<A> | PromiseLike<AnyIterable<A>>,
): AsyncIterable<A> => {
  aFunction('f', f)
  return origin('defer', (down, wake) => {
    const call = new Call<AnyIterable<A>>(wake)
    const make = (_: undefined, signal: AbortSignal) => f(signal)
    let run: Run<A> | undefined
    let closed = false
    return {
      pull: (limit) => {
        if (run === undefined) {
          if (call.idle) call.make(make, undefined)
          if (call.pending) return WAIT
          if (closed) return MORE
          run = new Run(pipelineOf(call.take()), down, wake)
        }
        return run.pull(limit)
      },
      close: () => {
        closed = true
        return run === undefined ? call.abort() : run.close()
      },
    }
  })
}
