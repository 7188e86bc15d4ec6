import type { Either } from 'fp-ts/Either'
import { aFunction } from '../core/check.ts'
import { each } from '../core/each.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { anEither, isLeft } from '../origins/given.ts'
import { of } from '../sources/of.ts'

const leftOf = <E>(error: E): Either<E, never> => ({ _tag: 'Left', left: error })
const rightOf = <A>(value: A): Either<never, A> => ({ _tag: 'Right', right: value })

/**
 * Gives one right with `value` in it.
 *
 * Source: fp-ts's `right` of TaskEither.
 *
 * @example
 * await pipe(right(1), toArray) // => [E.right(1)]
 */
export const right = <E = never, A = never>(value: A): AsyncIterable<Either<E, A>> => of(rightOf(value))

/**
 * Gives one left with `error` in it, as a value like others; the source that fails is `fail`.
 *
 * Source: fp-ts's `left` of TaskEither.
 *
 * @example
 * await pipe(left('no'), toArray) // => [E.left('no')]
 */
export const left = <E = never, A = never>(error: E): AsyncIterable<Either<E, A>> => of(leftOf(error))

/**
 * Gives a right with `f(value)` for each right, and lefts as they are.
 *
 * - **Fails** with a TypeError where something else than an `Either` comes.
 * - **Throws** a TypeError where `f` is not a function.
 *
 * Source: fp-ts's `map` of TaskEither.
 *
 * @example
 * const checked = [E.right(1), E.left('no')]
 * await pipe(checked, mapRight((n) => n * 2), toArray) // => [E.right(2), E.left('no')]
 */
export const mapRight = <A, B>(
  f: (value: A) => B,
): (<E>(source: AnyIterable<Either<E, A>>) => AsyncIterable<Either<E, B>>) => {
  aFunction('f', f)
  return <E>(source: AnyIterable<Either<E, A>>) =>
    each('mapRight', () => (either: Either<E, A>) => (isLeft(either) ? either : rightOf(f(either.right))))(source)
}

/**
 * Gives a left with `f(error)` for each left, and rights as they are.
 *
 * - **Fails** with a TypeError where something else than an `Either` comes.
 * - **Throws** a TypeError where `f` is not a function.
 *
 * Source: fp-ts's `mapLeft` of TaskEither.
 *
 * @example
 * const checked = [E.right(1), E.left('no')]
 * await pipe(checked, mapLeft((error) => error.length), toArray) // => [E.right(1), E.left(2)]
 */
export const mapLeft = <E, G>(
  f: (error: E) => G,
): (<A>(source: AnyIterable<Either<E, A>>) => AsyncIterable<Either<G, A>>) => {
  aFunction('f', f)
  return <A>(source: AnyIterable<Either<E, A>>) =>
    each('mapLeft', () => (either: Either<E, A>) => (isLeft(either) ? leftOf(f(either.left)) : either))(source)
}

/**
 * Gives the `Either` that `f` gives for what is in each right, and lefts as they are; both kinds of lefts unite.
 *
 * - **Fails** with a TypeError where `f` gives no `Either`, or something else than one comes.
 * - **Throws** a TypeError where `f` is not a function.
 *
 * Source: fp-ts's `flatMapEither` of TaskEither.
 *
 * @example
 * const half = (n: number) => (n % 2 === 0 ? E.right(n / 2) : E.left(`${n} is odd`))
 * const parsed = [E.right(1), E.right(2), E.left(new Error('no'))]
 * const halves = await pipe(parsed, flatMapEither(half), toArray)
 * halves // => [E.left('1 is odd'), E.right(1), E.left(new Error('no'))]
 */
export const flatMapEither = <A, G, B>(
  f: (value: A) => Either<G, B>,
): (<E>(source: AnyIterable<Either<E, A>>) => AsyncIterable<Either<E | G, B>>) => {
  aFunction('f', f)
  return <E>(source: AnyIterable<Either<E, A>>) =>
    each(
      'flatMapEither',
      () =>
        (either: Either<E, A>): Either<E | G, B> =>
          isLeft(either) ? either : anEither('what f gives', f(either.right)),
    )(source)
}

/**
 * Gives the `Either` that `f` gives for what is in each left, and rights as they are; both kinds of rights unite.
 *
 * - **Fails** with a TypeError where `f` gives no `Either`, or something else than one comes.
 * - **Throws** a TypeError where `f` is not a function.
 *
 * Source: fp-ts's `orElse` of TaskEither.
 *
 * @example
 * const known = (error: string) => (error === 'none' ? E.right(0) : E.left(new Error(error)))
 * const found = [E.right(1), E.left('none'), E.left('down')]
 * await pipe(found, orElseEither(known), toArray) // => [E.right(1), E.right(0), E.left(new Error('down'))]
 */
export const orElseEither = <E, G, B>(
  f: (error: E) => Either<G, B>,
): (<A>(source: AnyIterable<Either<E, A>>) => AsyncIterable<Either<G, A | B>>) => {
  aFunction('f', f)
  return <A>(source: AnyIterable<Either<E, A>>) =>
    each(
      'orElseEither',
      () =>
        (either: Either<E, A>): Either<G, A | B> =>
          isLeft(either) ? anEither('what f gives', f(either.left)) : either,
    )(source)
}
