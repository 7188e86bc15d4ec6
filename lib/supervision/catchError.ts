import { aFunction } from '../core/check.ts'
import { type AnyIterable, pipelineOf, waiting } from '../core/pipeline.ts'
import { MORE } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { Upstream } from '../origins/upstream.ts'

/**
 * Goes on with `f(error)` where the source fails.
 *
 * - **Gives** what came before the error first.
 * - **Catches** what its source and the stages before it fail with, a failing close included, once. An error of the
 *   consumer is none of its own.
 * - **Fails** with what the source of `f`, or `f` itself, fails with; with a TypeError where that cannot be iterated.
 * - **Throws** a TypeError where `f` is not a function.
 *
 * Source: TaskEither's `orElse`.
 *
 * @example
 * await pipe(fail('no'), catchError((error) => [error, 'but']), toArray) // => ['no', 'but']
 */
export const catchError = <B>(
  f: (error: unknown) => AnyIterable<B>,
): (<A>(source: AnyIterable<A>) => AsyncIterable<A | B>) => {
  aFunction('f', f)
  return <A>(source: AnyIterable<A>) =>
    waiting<A, A | B>('catchError', (pipeline, down, wake) => {
      const upstream = new Upstream(pipeline, down, wake)
      let run: Run<A> | Run<B> = upstream
      return {
        pull: (limit) => {
          try {
            return run.pull(limit)
          } catch (error) {
            if (run !== upstream || upstream.fromBelow) throw error
            run = new Run(pipelineOf(f(error)), down, wake)
            return MORE
          }
        },
        close: () => run.close(),
      }
    })(source)
}
