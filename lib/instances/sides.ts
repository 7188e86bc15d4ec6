import type { Either } from 'fp-ts/Either'
import { flatMap } from '../concurrency/flatMap.ts'
import { aFunction } from '../core/check.ts'
import { type AnyIterable, type Stage, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { isLeft } from '../origins/given.ts'
import { renamed } from '../origins/renamed.ts'

/**
 * Gives what is in each right, and nothing for a left.
 *
 * - **Pulls** until one right comes.
 * - **Fails** with a TypeError where something else than an `Either` comes.
 *
 * Of one run it gives the rights alone. For both sides of one run there are `partition`, where you read them yourself,
 * and `broadcastTo`, as `lefts` shows.
 *
 * Source: fp-ts's `rights` of ReadonlyArray.
 *
 * @example
 * const checked = [E.right(1), E.left('no'), E.right(3)]
 * await pipe(checked, rights, toArray) // => [1, 3]
 * const { Left, Right } = pipe(checked, partition({ by: ({ _tag }) => _tag, keys: ['Left', 'Right'] }))
 * await Promise.all([pipe(Left, lefts, toArray), pipe(Right, rights, toArray)]) // => [['no'], [1, 3]]
 */
export const rights: <E, A>(source: AnyIterable<Either<E, A>>) => AsyncIterable<A> = stage(
  'rights',
  <E, A>(down: Down<A>): Down<Either<E, A>> => ({
    ...down,
    next: (either) => isLeft(either) || down.next(either.right),
  }),
)

/**
 * Gives what is in each left, and nothing for a right.
 *
 * - **Pulls** until one left comes.
 * - **Fails** with a TypeError where something else than an `Either` comes.
 *
 * Of one run it gives the lefts alone. For both sides of one run there is `broadcastTo`: here the rights flow on, and a
 * Semigroup makes one report of all lefts.
 *
 * Source: fp-ts's `lefts` of ReadonlyArray.
 *
 * @example
 * import { intercalate } from 'fp-ts/lib/Semigroup.js'
 * const parse = (text: string) => (isNaN(+text) ? E.left(`no number: ${text}`) : E.right(+text))
 * const parsed = ['1', 'two', '3', 'four'].map(parse)
 * await pipe(parsed, lefts, toArray) // => ['no number: two', 'no number: four']
 * const report = fold(O.getMonoid(pipe(S.Semigroup, intercalate('; '))))
 * const saved: number[] = []
 * const save = async (n: number) => saved.push(n)
 * await pipe(
 *   parsed,
 *   broadcastTo({ report: flow(lefts, map(O.some), report), saving: flow(rights, forEachAsync(save)) }),
 * ) // => { report: O.some('no number: two; no number: four'), saving: undefined }
 * saved // => [1, 3]
 */
export const lefts: <E, A>(source: AnyIterable<Either<E, A>>) => AsyncIterable<E> = stage(
  'lefts',
  <E, A>(down: Down<E>): Down<Either<E, A>> => ({
    ...down,
    next: (either) => !isLeft(either) || down.next(either.left),
  }),
)

/**
 * Gives the values of `onLeft(error)` for each left and those of `onRight(value)` for each right, one inner source
 * after the other.
 *
 * - **Pulls** from the inner source that is open, and another `Either` only when that has ended.
 * - **Fails** with the first source that fails, inner or outer, with what a function throws, and with a TypeError where
 *   something else than an `Either` comes or an inner source cannot be iterated or is a string.
 * - **Closes** the inner source that is open, then its source.
 * - **Throws** a TypeError where `onLeft` or `onRight` is not a function.
 *
 * Source: fp-ts's `matchE` of TaskEither.
 *
 * @example
 * const checked = [E.right(2), E.left('no')]
 * await pipe(checked, matchE(() => empty, (n) => range(1, n)), toArray) // => [1, 2]
 * await pipe(checked, matchE((error) => fail(new Error(error)), of), toArray) // => rejects Error: no
 */
export const matchE = <E, A, B, C>(
  onLeft: (error: E) => AnyIterable<B>,
  onRight: (value: A) => AnyIterable<C>,
): Stage<Either<E, A>, B | C> => {
  aFunction('onLeft', onLeft)
  aFunction('onRight', onRight)
  return renamed(
    'matchE',
    flatMap((either: Either<E, A>): AnyIterable<B | C> =>
      isLeft(either) ? onLeft(either.left) : onRight(either.right),
    ),
  )
}
