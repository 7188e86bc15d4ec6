import type { Either, Left } from 'fp-ts/Either'
import type { Task } from 'fp-ts/Task'
import type { TaskEither } from 'fp-ts/TaskEither'
import { mapAsync } from '../concurrency/mapAsync.ts'
import { type Sink, sink, sinkName } from '../core/sink.ts'
import { anEither } from '../origins/given.ts'
import { Places } from '../origins/places.ts'
import { running } from '../origins/running.ts'
import { type Turnable, turned } from '../origins/turning.ts'

/**
 * Collects what the `Task` of `f(value)` promises for each value, in their order, with up to `concurrency` of them in
 * flight.
 *
 *     traverse(2)
 *     f(a)()      [-----------]
 *     f(b)()      [--]
 *     f(c)()          [--]
 *     result                   [a, b, c]
 *
 * - **Pulls** a value for each task that may start: the next one as a task ends, be it in its turn or not. So
 *   `concurrency` tasks are in flight while values last.
 * - **Holds** the results, and nothing else for what is over.
 * - **Fails** with what a task rejects with or throws, though fp-ts has tasks do neither, and with a TypeError where
 *   `f` gives no task. The first by position wins, so earlier ones are waited for; of the later ones none is, and none
 *   starts any more. The source's own error comes when the tasks in flight have ended.
 * - **Closes** its source as it fails.
 * - **Aborts** nothing, since a task gets no signal: one that nobody waits for any more goes on alone.
 * - **Throws** a RangeError where `concurrency` is not an integer of at least 1, a TypeError where `f` is no function.
 *
 * With `toTask` it gives a Task. That promises what `RA.traverse(T.ApplicativeSeq)` does, whatever the limit.
 *
 * Source: fp-ts's `traverse`, with the limit of p-map.
 *
 * @example
 * const double = (n: number): T.Task<number> => async () => n * 2
 * await pipe(range(1, 3), traverse(2)(double)) // => [2, 4, 6]
 * await pipe(range(1, 3), toTask(traverse(2)(double)))() // => [2, 4, 6]
 */
export const traverse = (concurrency: Turnable): (<A, B>(f: (value: A) => Task<B>) => Sink<A, readonly B[]>) => {
  const limit = turned('concurrency', concurrency)
  return <A, B>(f: (value: A) => Task<B>) =>
    gathering('traverse', limit, running(f), right<B>, (all) => all) as Sink<A, readonly B[]>
}

/**
 * Collects what is in the right that the `TaskEither` of `f(value)` promises for each value, in their order, with up to
 * `concurrency` of them in flight, or gives the first left.
 *
 * - **Pulls** a value for each task that may start: the next one as a task ends, be it in its turn or not. So
 *   `concurrency` tasks are in flight while values last.
 * - **Ends** at a left: nothing more is pulled and no further task starts. The first by position wins, so earlier tasks
 *   are waited for; of the later ones none is.
 * - **Holds** the results, and nothing else for what is over.
 * - **Fails** with what a task rejects with or throws, though fp-ts has tasks do neither, in its turn as a left; with a
 *   TypeError where `f` gives no task, or that promises no `Either`. The source's own error comes when the tasks in
 *   flight have ended.
 * - **Closes** its source as it ends at a left or fails. A close that fails at a left is what it rejects with.
 * - **Aborts** nothing, since a task gets no signal: one that nobody waits for any more goes on alone.
 * - **Throws** a RangeError where `concurrency` is not an integer of at least 1, a TypeError where `f` is no function.
 *
 * With `toTask` it gives a TaskEither. That promises what `RA.traverse(TE.ApplicativeSeq)` does, whatever the limit. It
 * is `mapTaskEither` that gives all lefts.
 *
 * Source: fp-ts's `traverse`, with the limit of p-map.
 *
 * @example
 * const half = (n: number) => (n % 2 === 0 ? TE.right(n / 2) : TE.left(`${n} is odd`))
 * await pipe([2, 4], traverseTaskEither(2)(half)) // => E.right([1, 2])
 * await pipe([2, 3, 5], traverseTaskEither(2)(half)) // => E.left('3 is odd')
 * const halves = toTask(traverseTaskEither(2)(half))
 * await pipe([2, 4], halves, TE.map((all) => all.length))() // => E.right(2)
 */
export const traverseTaskEither = (
  concurrency: Turnable,
): (<A, E, B>(f: (value: A) => TaskEither<E, B>) => Sink<A, Either<E, readonly B[]>>) => {
  const limit = turned('concurrency', concurrency)
  return <A, E, B>(f: (value: A) => TaskEither<E, B>) => {
    const checked = (either: Either<E, B>) => anEither('what a task promises', either)
    return gathering('traverseTaskEither', limit, running(f), checked, right<readonly B[]>)
  }
}

const right = <B>(value: B): Either<never, B> => ({ _tag: 'Right', right: value })

/**
 * Each task writes what it comes to into its place. The outcome is by position, though results come as they are ready.
 */
const gathering = <A, T, E, B, R>(
  name: string,
  limit: () => number,
  run: (value: A) => Promise<T>,
  eitherOf: (result: T) => Either<E, B>,
  all: (values: readonly B[]) => R,
): Sink<A, R | Left<E>> => {
  const consume: Sink<A, R | Left<E>> = (source) => {
    const places = new Places<B, R | Left<E>>(all)
    const write = async (value: A): Promise<void> => {
      // `f` itself may have thrown, while the source hands down all that there is room for.
      if (places.failed) return
      const at = places.begin()
      try {
        const either = eitherOf(await run(value))
        if (either._tag === 'Right') places.keep(at, either.right)
        else places.fail(at, () => either)
      } catch (error) {
        places.fail(at, () => {
          throw error
        })
      }
    }
    // Where one has failed those before it go on, and there is no room for another.
    const concurrency = {
      get current() {
        return places.failed ? 1 : limit()
      },
    }
    const written = mapAsync(write, { concurrency, ordered: false })(source)
    const gathered = sink<void, R | Left<E>>(name, (stop) => {
      const next = (): boolean => {
        if (!places.decided) return true
        // An error is thrown at once, so that it comes before one of the close.
        places.outcome()
        stop()
        return false
      }
      return { next, result: () => places.outcome() }
    })
    return gathered(written)
  }
  return Object.assign(consume, { [sinkName]: name })
}
