import type { Either } from 'fp-ts/Either'
import type { Task } from 'fp-ts/Task'
import type { TaskEither } from 'fp-ts/TaskEither'
import { mapAsync, type MapAsyncOptions } from '../concurrency/mapAsync.ts'
import { optionsOf } from '../core/check.ts'
import type { Stage } from '../core/pipeline.ts'
import { type Asked, attempting } from '../origins/attempting.ts'
import { anEither } from '../origins/given.ts'
import { renamed } from '../origins/renamed.ts'
import { running } from '../origins/running.ts'

/**
 * Gives what the `Task` of `f(value)` promises for each value, with up to `concurrency` tasks in flight.
 *
 *     concurrency 2   ordered               ordered: false
 *     f(a)()          [--------]            [--------]
 *     f(b)()          [--]                  [--]
 *     f(c)()                    [--]            [--]
 *     gives                     ab  c           b   c a
 *
 * - **Calls** `f`, and runs the task that it gives, when `mapAsync` makes its call: nothing before the first pull, and
 *   once for each value of each iteration.
 * - **Pulls** as `mapAsync` does, of which it takes all options, and holds, retries and closes as that does, too.
 * - **Fails** with what a task rejects with or throws, though fp-ts has tasks do neither, behind the results of all
 *   earlier values; with a TypeError where `f` gives no task.
 * - **Aborts** nothing, since a task gets no signal: one that nobody waits for any more goes on alone.
 * - **Throws** where `mapAsync` does.
 *
 * Source: the Task of fp-ts.
 *
 * @example
 * const lengthOf = (text: string): T.Task<number> => async () => text.length
 * await pipe(['a', 'bc'], mapTask(lengthOf, { concurrency: 2 }), toArray) // => [1, 2]
 */
export const mapTask = <A, B>(f: (value: A) => Task<B>, options?: MapAsyncOptions): Stage<A, B> =>
  renamed('mapTask', mapAsync(running(f), options))

/**
 * Gives the `Either` that the `TaskEither` of `f(value)` promises for each value, with up to `concurrency` of them in
 * flight.
 *
 * - **Gives** a left as it gives a right: it is a value, and ends nothing. What is to end at the first left is
 *   `traverseTaskEither`.
 * - **Calls** `f`, and runs the task that it gives, when `mapAsync` makes its call: nothing before the first pull, and
 *   once for each value of each iteration.
 * - **Pulls** as `mapAsync` does, of which it takes all options, and holds and closes as that does, too.
 * - **Retries** a left as long as `retry` answers with a delay, as it does with a task that rejects; the last left is
 *   given.
 * - **Fails** with what a task rejects with or throws, though fp-ts has tasks do neither, behind the results of all
 *   earlier values; with a `TimeoutError` where an attempt takes more than `timeout` ms, which is no left, since the
 *   type of those is yours; with a TypeError where `f` gives no task, or that promises no `Either`.
 * - **Aborts** nothing, since a task gets no signal: one that nobody waits for any more goes on alone.
 * - **Throws** where `mapAsync` does.
 *
 * Source: the TaskEither of fp-ts.
 *
 * @example
 * const half = (n: number) => (n % 2 === 0 ? TE.right(n / 2) : TE.left(`${n} is odd`))
 * await pipe(range(1, 2), mapTaskEither(half, { concurrency: 2 }), toArray) // => [E.left('1 is odd'), E.right(1)]
 * let calls = 0
 * const flaky = (n: number): TE.TaskEither<string, number> => async () => (++calls < 3 ? E.left('down') : E.right(n))
 * const twice = ({ iterNumber }: RetryStatus) => (iterNumber < 2 ? O.some(1) : O.none)
 * await pipe(of(7), mapTaskEither(flaky, { retry: twice }), toArray) // => [E.right(7)]
 */
export const mapTaskEither = <A, E, B>(
  f: (value: A) => TaskEither<E, B>,
  options: MapAsyncOptions = {},
): Stage<A, Either<E, B>> => {
  const run = running(f)
  const { concurrency = 1, ordered = true, retry } = optionsOf(options)
  const attempt = attempting(async (value: A) => {
    const either = anEither('what a task promises', await run(value))
    if (retry !== undefined && either._tag === 'Left') throw new Lost(either)
    return either
  }, options)
  return renamed('mapTaskEither', mapAsync(retry === undefined ? attempt : found(attempt), { concurrency, ordered }))
}

/** A left on its way past `retry`, which looks at errors alone. */
class Lost<L> {
  constructor(readonly either: L) {}
}

const found =
  <A, B>(attempt: Asked<A, B>): Asked<A, B> =>
  async (value, signal) => {
    try {
      return await attempt(value, signal)
    } catch (error) {
      if (error instanceof Lost) return error.either as B
      throw error
    }
  }
