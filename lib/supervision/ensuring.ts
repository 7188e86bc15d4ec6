import { Answer, PENDING } from '../core/answer.ts'
import { aFunction } from '../core/check.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import { DONE, type Down, nothing, type Origin, WAIT } from '../core/protocol.ts'
import { report } from '../core/report.ts'
import { Upstream } from '../origins/upstream.ts'

/** How a run ended: by itself, by an error of its source, or because the consumer left or failed. */
export type ExitCase =
  { readonly _tag: 'Succeeded' } | { readonly _tag: 'Errored'; readonly error: unknown } | { readonly _tag: 'Canceled' }

/**
 * Calls `f(exit)` once when a run is over, however it ended, and waits for what it promises.
 *
 * - **Calls** `f` when its source has ended, failed or closed: with `Succeeded`, with `Errored` and the error, or with
 *   `Canceled` where the consumer left before the end was seen (a `take` that has enough leaves too) or has thrown.
 *   A run that was never asked for a value opened nothing and calls nothing.
 * - **Ends** when `f` is over; so does a `return()` of the consumer. `f` must not wait for that itself.
 * - **Fails** with what `f` fails with. An earlier error comes first, and that of `f` is then reported on the console.
 * - **Throws** a TypeError where `f` is not a function.
 *
 * Source: fs2's `onFinalizeCase`, and its `ExitCase`.
 *
 * @example
 * const ends: string[] = []
 * const noted = ensuring((exit) => ends.push(exit._tag))
 * await pipe(range(1, 3), noted, toArray) // => [1, 2, 3]
 * await pipe(range(1, 3), noted, head) // => O.some(1)
 * await pipe(fail(new Error('no')), noted, toArray) // => rejects Error: no
 * ends // => ['Succeeded', 'Canceled', 'Errored']
 */
export const ensuring = (f: (exit: ExitCase) => unknown): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  aFunction('f', f)

  const finish = async (exit: ExitCase, close: () => unknown = nothing): Promise<void> => {
    let failure: { readonly error: unknown } | undefined = exit._tag === 'Errored' ? exit : undefined
    for (const step of [close, () => f(exit)]) {
      try {
        await step()
      } catch (error) {
        if (failure === undefined) failure = { error }
        else report(error)
      }
    }
    if (failure !== undefined) throw failure.error
  }

  return waiting('ensuring', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    const upstream = new Upstream(source, down, wake)
    const answer = new Answer<void>(wake)
    let open = false
    let finishing: Promise<void> | undefined

    return {
      pull: (limit) => {
        if (finishing === undefined) {
          open = true
          let exit: ExitCase = { _tag: 'Succeeded' }
          try {
            const pulled = upstream.pull(limit)
            if (pulled !== DONE || finishing !== undefined) return pulled
          } catch (error) {
            if (upstream.fromBelow) throw error
            exit = { _tag: 'Errored', error }
          }
          answer.start((finishing = finish(exit)))
        }
        if (answer.state === PENDING) return WAIT
        open = false
        answer.take()
        return DONE
      },
      close: () => (open ? (finishing ??= finish({ _tag: 'Canceled' }, () => upstream.close())) : undefined),
    }
  })
}
