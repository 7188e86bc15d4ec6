import type { Task } from 'fp-ts/Task'
import type { TaskEither } from 'fp-ts/TaskEither'
import { aFunction } from '../core/check.ts'
import { type AnyIterable, pipelineOf } from '../core/pipeline.ts'
import type { Sink } from '../core/sink.ts'

/**
 * Makes of a sink what turns a source into a `Task` of its result.
 *
 * - **Opens** nothing until the task runs, and the source anew for each run of the task.
 * - **Rejects**, which fp-ts does not expect of a task, where the sink does; `toTaskEither` makes a left of that.
 * - **Throws** a TypeError where `sink` is no function, or where the source cannot be iterated.
 *
 * Source: fp-ts's Task.
 *
 * @example
 * const all = pipe(range(1, 3), toTask(toArray))
 * await all() // => [1, 2, 3]
 * await pipe(all, T.map((values) => values.length))() // => 3
 */
export const toTask = <A, R>(sink: Sink<A, R>): ((source: AnyIterable<A>) => Task<R>) => {
  aFunction('sink', sink)
  return (source) => {
    pipelineOf(source)
    return async () => sink(source)
  }
}

/**
 * Makes of a sink what turns a source into a `TaskEither`: its result, or `onError(error)` where it fails.
 *
 * - **Opens** nothing until the task runs, and the source anew for each run of the task.
 * - **Throws** a TypeError where `sink` or `onError` is no function, or where the source cannot be iterated.
 *
 * A sink whose own result is an `Either`, as that of `traverseTaskEither`, has its lefts come out by
 * `TE.flatMapEither`.
 *
 * Source: fp-ts's `tryCatch`.
 *
 * @example
 * await pipe(range(1, 3), toTaskEither(toArray, E.toError))() // => E.right([1, 2, 3])
 * await pipe(fail('down'), toTaskEither(toArray, String))() // => E.left('down')
 * const half = (n: number): TE.TaskEither<Error, number> => (n === 2 ? TE.left(new Error('odd')) : TE.right(n / 2))
 * const halves = flow(toTaskEither(traverseTaskEither(4)(half), E.toError), TE.flatMapEither(identity))
 * await halves([4, 6])() // => E.right([2, 3])
 */
export const toTaskEither = <A, R, E>(
  sink: Sink<A, R>,
  onError: (error: unknown) => E,
): ((source: AnyIterable<A>) => TaskEither<E, R>) => {
  const taskOf = toTask(sink)
  aFunction('onError', onError)
  return (source) => {
    const task = taskOf(source)
    return async () => {
      try {
        return { _tag: 'Right', right: await task() }
      } catch (error) {
        return { _tag: 'Left', left: onError(error) }
      }
    }
  }
}
