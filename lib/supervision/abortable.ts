import { wrongType } from '../core/check.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import { DONE, type Down, type Origin } from '../core/protocol.ts'
import { report } from '../core/report.ts'
import { Run } from '../core/run.ts'
import { whenAborted } from '../origins/aborting.ts'

/**
 * Fails with the reason of `signal` when it aborts.
 *
 * - **Opens** nothing where the signal has aborted already.
 * - **Listens** from the first pull on until its source has ended, failed or closed; any number of runs together have
 *   one listener on a signal.
 * - **Fails** with `signal.reason`: at once where a `next()` is pending, also if the source never answers it, else at the
 *   following one. What is on its way from the source is dropped.
 * - **Closes** its source as the signal aborts, whether or not anybody asks for a value; if that fails, it is reported
 *   on the console, behind the reason.
 * - **Throws** a TypeError where `signal` is no AbortSignal.
 *
 * Source: fs2's `interruptWhen`; the signals of `fetch` and of Node.
 *
 * @example
 * const controller = new AbortController()
 * const upTo3 = map((n: number) => (n === 3 ? controller.abort(new Error('enough')) : n))
 * await pipe(range(1), upTo3, abortable(controller.signal), toArray) // => rejects Error: enough
 */
export const abortable = (signal: AbortSignal): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  if (typeof Object(signal).throwIfAborted !== 'function') throw wrongType('signal', 'an AbortSignal', signal)
  return waiting('abortable', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    let left = false
    let ignore: (() => void) | undefined
    const run = new Run(source, { ...down, next: (value) => !left && down.next(value) }, wake)

    const leave = async (): Promise<void> => {
      left = true
      try {
        await run.close()
      } catch (error) {
        report(error)
      }
    }
    const abort = (): void => {
      void leave()
      wake()
    }

    return {
      pull: (limit) => {
        signal.throwIfAborted()
        ignore ??= whenAborted(signal, abort)
        const pulled = run.pull(limit)
        if (pulled === DONE) ignore()
        return pulled
      },
      close: () => {
        ignore?.()
        return run.close()
      },
    }
  })
}
