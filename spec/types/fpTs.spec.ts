import type { Applicative1 } from 'fp-ts/lib/Applicative.js'
import { sequenceS, sequenceT } from 'fp-ts/lib/Apply.js'
import type { Chain1 } from 'fp-ts/lib/Chain.js'
import * as E from 'fp-ts/lib/Either.js'
import type { Filterable1 } from 'fp-ts/lib/Filterable.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import type { Functor1 } from 'fp-ts/lib/Functor.js'
import type { Kind, URIS } from 'fp-ts/HKT'
import type { Monad1 } from 'fp-ts/lib/Monad.js'
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type AnyIterable, fail, filter, flatMap, map, of, range, toArray, zipWith } from 'sluice'
import * as AI from 'sluice/fp-ts'
import { describe, expectTypeOf, test } from 'vitest'

const numbers = range(1, 2)
type Failed = { readonly code: number }
const eithers: AnyIterable<E.Either<Failed, number>> = []

describe('do-notation', () => {
  test('gathers fields, each of which sees those before it', () => {
    const people = pipe(
      AI.Do,
      AI.bind('id', () => range(1, 2)),
      AI.bind('name', ({ id }) => of(`user ${id}`)),
      AI.let('label', ({ id, name }) => `${id}: ${name}`),
      AI.apS('team', of({ title: 'red' })),
      AI.bind('rank', (record) => {
        expectTypeOf(record).toEqualTypeOf<{
          readonly id: number
          readonly name: string
          readonly label: string
          readonly team: { title: string }
        }>()
        return [record.id]
      }),
      map(({ label, team, rank }) => `${label}, ${team.title}, ${rank.toFixed()}`),
      toArray,
    )
    expectTypeOf(people).toEqualTypeOf<Promise<string[]>>()
  })
  test('begins at any source', () => {
    const bound = pipe(
      numbers,
      AI.bindTo('n'),
      AI.let('twice', ({ n }) => n * 2),
    )
    expectTypeOf(bound).toEqualTypeOf<AsyncIterable<{ readonly n: number; readonly twice: number }>>()
  })
})

describe('an Option', () => {
  test('is a source of what is in it', () => {
    expectTypeOf(AI.fromOption(O.some('a'))).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(pipe(O.some(1), AI.fromOption, map(String))).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('filters and maps at once', () => {
    expectTypeOf(pipe(numbers, AI.filterMap(O.fromPredicate((n) => n > 1)))).toEqualTypeOf<AsyncIterable<number>>()
    const even = AI.filterMapWithIndex((index: number, text: string) => (index > 0 ? O.some(text.length) : O.none))
    expectTypeOf(pipe(['a'], even)).toEqualTypeOf<AsyncIterable<number>>()
  })
})

describe('an Either', () => {
  test('is a source of its right', () => {
    expectTypeOf(AI.fromEither(E.right(1))).toEqualTypeOf<AsyncIterable<number>>()
  })
  test('has sides that are mapped apart', () => {
    const mapped = pipe(
      eithers,
      AI.mapRight((n) => `${n}`),
      AI.mapLeft(({ code }) => code),
    )
    expectTypeOf(mapped).toEqualTypeOf<AsyncIterable<E.Either<number, string>>>()
  })
  test('gathers all that may go wrong', () => {
    const checked = pipe(
      eithers,
      AI.flatMapEither((n) => (n > 1 ? E.right({ n }) : E.left('too small'))),
    )
    expectTypeOf(checked).toEqualTypeOf<AsyncIterable<E.Either<Failed | string, { n: number }>>>()
    const mended = pipe(
      checked,
      AI.orElseEither((error) => (typeof error === 'string' ? E.right(null) : E.left(error.code))),
    )
    expectTypeOf(mended).toEqualTypeOf<AsyncIterable<E.Either<number, { n: number } | null>>>()
  })
  test('has sides that can be read alone', () => {
    expectTypeOf(pipe(eithers, AI.rights)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(eithers, AI.lefts)).toEqualTypeOf<AsyncIterable<Failed>>()
  })
  test('is matched by sources of several types', () => {
    const matched = pipe(
      eithers,
      AI.matchE(
        ({ code }) => of(code),
        (n) => [`${n}`],
      ),
    )
    expectTypeOf(matched).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe(eithers, AI.matchE(fail, of))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(eithers, flatMap(E.matchW(fail, of)))).toEqualTypeOf<AsyncIterable<number>>()
  })
  test('is made as a source of one', () => {
    expectTypeOf(AI.right<Failed, number>(1)).toEqualTypeOf<AsyncIterable<E.Either<Failed, number>>>()
    expectTypeOf(AI.left<Failed, number>({ code: 1 })).toEqualTypeOf<AsyncIterable<E.Either<Failed, number>>>()
  })
  test('parts a source in two', () => {
    const { left, right } = pipe(
      numbers,
      AI.partitionMap((n) => (n > 1 ? E.right(`${n}`) : E.left(n))),
    )
    expectTypeOf(left).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(right).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(pipe(eithers, AI.separate).left).toEqualTypeOf<AsyncIterable<Failed>>()
  })
})

describe('tasks', () => {
  const find = (n: number): TE.TaskEither<Failed, string> => TE.right(`${n}`)

  test('run for each value', () => {
    expectTypeOf(
      pipe(
        numbers,
        AI.mapTask((n) => T.of(`${n}`)),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(pipe(numbers, AI.mapTask(T.of, { concurrency: 2 }))).toEqualTypeOf<AsyncIterable<number>>()
  })
  test('that may fail give an Either each', () => {
    const found = pipe(numbers, AI.mapTaskEither(find, { concurrency: 4 }))
    expectTypeOf(found).toEqualTypeOf<AsyncIterable<E.Either<Failed, string>>>()
    const inPlace = pipe(
      numbers,
      AI.mapTaskEither((n) => (n > 1 ? TE.right(n) : TE.left('small'))),
    )
    expectTypeOf(inPlace).toEqualTypeOf<AsyncIterable<E.Either<string, number>>>()
  })
  test('are run to one result', () => {
    expectTypeOf(
      pipe(
        numbers,
        AI.traverse(4)((n) => T.of(`${n}`)),
      ),
    ).toEqualTypeOf<Promise<readonly string[]>>()
    expectTypeOf(pipe(numbers, AI.traverseTaskEither(4)(find))).toEqualTypeOf<
      Promise<E.Either<Failed, readonly string[]>>
    >()
  })
  test('are what a sink becomes', () => {
    expectTypeOf(pipe(numbers, AI.toTask(toArray))).toEqualTypeOf<T.Task<number[]>>()
    expectTypeOf(pipe(numbers, AI.toTaskEither(toArray, E.toError))).toEqualTypeOf<TE.TaskEither<Error, number[]>>()
    const counted = pipe(
      numbers,
      AI.toTaskEither(toArray, () => 'failed' as const),
      TE.map((all) => all.length),
    )
    expectTypeOf(counted).toEqualTypeOf<TE.TaskEither<'failed', number>>()
  })
  test('are sources of one', () => {
    expectTypeOf(AI.fromTask(T.of(1))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(AI.fromIO(() => 'a')).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(AI.fromTaskEither(find(1))).toEqualTypeOf<AsyncIterable<E.Either<Failed, string>>>()
  })
})

describe('the instances', () => {
  test('are of the type classes of fp-ts', () => {
    expectTypeOf(AI.Functor).toExtend<Functor1<AI.URI>>()
    expectTypeOf(AI.Applicative).toExtend<Applicative1<AI.URI>>()
    expectTypeOf(AI.Monad).toExtend<Monad1<AI.URI>>()
    expectTypeOf(AI.Filterable).toExtend<Filterable1<AI.URI>>()
    expectTypeOf(AI.getMonoid<string>()).toEqualTypeOf<Monoid<AsyncIterable<string>>>()
  })
  test('are known to generic functions', () => {
    const pairs = sequenceT(AI.Applicative)(numbers, of('a'))
    expectTypeOf(pairs).toEqualTypeOf<AsyncIterable<[number, string]>>()
    const records = sequenceS(AI.Applicative)({ n: numbers, text: of('a') })
    expectTypeOf(records).toEqualTypeOf<AsyncIterable<{ n: number; text: string }>>()
    const all = pipe(
      [1, 2],
      RA.traverse(AI.Applicative)((n) => of(`${n}`)),
    )
    expectTypeOf(all).toEqualTypeOf<AsyncIterable<readonly string[]>>()
  })
  test('fit generic functions of yours', () => {
    const twice =
      <F extends URIS>(M: Chain1<F>) =>
      <A>(fa: Kind<F, A>, f: (a: A) => Kind<F, A>): Kind<F, A> =>
        M.chain(M.chain(fa, f), f)
    expectTypeOf(twice(AI.Chain)(numbers, (n) => of(n + 1))).toEqualTypeOf<AsyncIterable<number>>()
  })
  test('have members that stand in a flow', () => {
    const stage = flow(
      AI.map((n: number) => ({ n })),
      AI.filter(({ n }) => n > 1),
      AI.flatMap(({ n }) => [n, `${n}`]),
      AI.alt(() => of(true)),
    )
    expectTypeOf(stage(numbers)).toEqualTypeOf<AsyncIterable<number | string | boolean>>()
    expectTypeOf(
      pipe(
        of((n: number) => `${n}`),
        AI.ap(numbers),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('mix with the functions of the root', () => {
    const mixed = pipe(
      zipWith([numbers, ['a']], (n, text) => ({ n, text })),
      AI.bind('size', ({ text }) => of(text.length)),
      filter(({ size, n }) => size > n),
    )
    expectTypeOf(mixed).toExtend<AsyncIterable<{ readonly n: number; readonly size: number }>>()
  })
})
