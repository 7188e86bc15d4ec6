import type { Either } from 'fp-ts/Either'
import type { Option } from 'fp-ts/Option'
import type { TaskEither } from 'fp-ts/TaskEither'
import { aFunction, wrongType } from '../core/check.ts'
import { anEither, anOption } from '../origins/given.ts'
import { called } from '../origins/renamed.ts'
import { empty } from '../sources/empty.ts'
import { from } from '../sources/from.ts'
import { of } from '../sources/of.ts'
import { fromTask } from './effects.ts'

/**
 * Gives what is in the `Option`; a none is empty.
 *
 * - **Throws** a TypeError where it is given no `Option`.
 *
 * Source: fp-ts's `fromOption` of `ReadonlyArray`.
 *
 * @example
 * await pipe(fromOption(O.some(1)), toArray) // => [1]
 * await pipe(fromOption(O.none), toArray) // => []
 */
export const fromOption = <A>(option: Option<A>): AsyncIterable<A> =>
  anOption('option', option)._tag === 'None' ? empty : of((option as { value: A }).value)

/**
 * Gives what is in the right of the `Either`; a left is empty.
 *
 * - **Throws** a TypeError where it is given no `Either`.
 *
 * To fail with what is in the left is `E.match(fail, of)`; to keep it flowing as a value, `of`.
 *
 * Source: fp-ts's `fromEither` of `ReadonlyArray`.
 *
 * @example
 * await pipe(fromEither(E.right(1)), toArray) // => [1]
 * await pipe(fromEither(E.left('no')), toArray) // => []
 * const orFail: (either: E.Either<Error, number>) => AsyncIterable<number> = E.matchW(fail, of)
 * await pipe(orFail(E.left(new Error('no'))), toArray) // => rejects Error: no
 */
export const fromEither = <A>(either: Either<unknown, A>): AsyncIterable<A> =>
  anEither('either', either)._tag === 'Left' ? empty : of((either as { right: A }).right)

/**
 * Gives the values of an array.
 *
 * - **Throws** a TypeError where it is given no array; for whatever else can be read there is `from`.
 *
 * Source: the names of fp-ts's conversions.
 *
 * @example
 * await pipe(fromReadonlyArray([1, 2]), toArray) // => [1, 2]
 */
export const fromReadonlyArray = <A>(values: ReadonlyArray<A>): AsyncIterable<A> => {
  if (!Array.isArray(values)) throw wrongType('values', 'an array', values)
  return from(values)
}

/**
 * Gives the one `Either` that the `TaskEither` promises when it runs: a left is a value, too.
 *
 * - **Calls** `task` when its value is asked for, once in each iteration.
 * - **Fails** with what it rejects with or throws, though fp-ts has tasks do neither; with a TypeError where it promises
 *   no `Either`.
 * - **Closes** at once when the consumer leaves: nobody waits for the task, which goes on.
 *
 * Source: the names of fp-ts's conversions.
 *
 * @example
 * await pipe(fromTaskEither(TE.right(1)), toArray) // => [E.right(1)]
 * await pipe(fromTaskEither(TE.left('no')), toArray) // => [E.left('no')]
 */
export const fromTaskEither = <E, A>(task: TaskEither<E, A>): AsyncIterable<Either<E, A>> => {
  aFunction('task', task)
  return called(
    'fromTaskEither',
    fromTask(async () => anEither('what task promises', await task())),
  )
}
