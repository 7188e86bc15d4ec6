import { sequenceS, sequenceT } from 'fp-ts/lib/Apply.js'
import { bind } from 'fp-ts/lib/Chain.js'
import * as E from 'fp-ts/lib/Either.js'
import * as EitherT from 'fp-ts/lib/EitherT.js'
import { bindTo, let as letField } from 'fp-ts/lib/Functor.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Functor1 } from 'fp-ts/Functor'
import type { Kind, URIS } from 'fp-ts/HKT'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as ReaderT from 'fp-ts/lib/ReaderT.js'
import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import * as StateT from 'fp-ts/lib/StateT.js'
import { count, map, of, range, toArray } from 'sluice'
import {
  Applicative,
  Apply,
  Chain,
  flatMap,
  Functor,
  FunctorWithIndex,
  map as mapOfInstances,
  Monad,
} from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { watched } from '../transforms/watched.ts'
import { hold } from './equality.ts'
import { applicative, apply, chain, functor, functorWithIndex, monad } from './equations.ts'

hold('Functor', functor(Functor))
hold('FunctorWithIndex', { ...functor(FunctorWithIndex), ...functorWithIndex(FunctorWithIndex) })
hold('Apply', { ...functor(Apply), ...apply(Apply) })
hold('Applicative', { ...functor(Applicative), ...apply(Applicative), ...applicative(Applicative) })
hold('Chain', { ...functor(Chain), ...apply(Chain), ...chain(Chain) })
hold('Monad', { ...functor(Monad), ...apply(Monad), ...applicative(Monad), ...chain(Monad), ...monad(Monad) })

describe('generic code', () => {
  test('of fp-ts gives here what it gives over ReadonlyArray', async () => {
    expect(await toArray(sequenceT(Apply)(range(1, 2), of('a'), range(3, 4)))).toEqual(
      sequenceT(RA.Apply)([1, 2], ['a'], [3, 4]),
    )
    expect(await toArray(sequenceS(Apply)({ a: range(1, 2), b: of('b') }))).toEqual(
      sequenceS(RA.Apply)({ a: [1, 2], b: ['b'] }),
    )
    expect(
      await pipe(
        [1, 2, 3],
        RA.traverse(Applicative)((n) => range(1, n)),
        toArray,
      ),
    ).toEqual(
      pipe(
        [1, 2, 3],
        RA.traverse(RA.Applicative)((n) => RA.makeBy(n, (i) => i + 1)),
      ),
    )
    expect(await pipe({ a: range(1, 2), b: of(3) }, R.sequence(Applicative), toArray)).toEqual([
      { a: 1, b: 3 },
      { a: 2, b: 3 },
    ])
    expect(await pipe(O.none, O.traverse(Applicative)(of), toArray)).toEqual([O.none])
  })

  test('of fp-ts makes a do-notation of the instances', async () => {
    const records = pipe(
      range(1, 2),
      bindTo(Functor)('n'),
      bind(Chain)('m', ({ n }) => range(n, 2)),
      letField(Functor)('sum', ({ n, m }) => n + m),
    )
    expectTypeOf(records).toEqualTypeOf<
      AsyncIterable<{ readonly n: number; readonly m: number; readonly sum: number }>
    >()
    expect(await toArray(records)).toEqual([
      { n: 1, m: 1, sum: 2 },
      { n: 1, m: 2, sum: 3 },
      { n: 2, m: 2, sum: 4 },
    ])
  })

  test('of a user takes the instances', async () => {
    const lengths =
      <F extends URIS>(F: Functor1<F>) =>
      (fa: Kind<F, string>): Kind<F, number> =>
        F.map(fa, (a) => a.length)
    const lengthsHere = lengths(Functor)
    expectTypeOf(lengthsHere).toEqualTypeOf<(fa: AsyncIterable<string>) => AsyncIterable<number>>()
    expect(await pipe(of('abc'), lengthsHere, toArray)).toEqual([3])
  })

  test('of fp-ts stacks its transformers on the instances, with types that are inferred', async () => {
    const found = EitherT.chain(Monad)((n: number) => of(n > 1 ? E.right(`${n}!`) : E.left('low' as const)))
    const checked = pipe(range(1, 2), EitherT.rightF(Functor), found)
    expectTypeOf(checked).toEqualTypeOf<AsyncIterable<E.Either<'low', string>>>()
    expect(await toArray(checked)).toEqual([E.left('low'), E.right('2!')])
    const times = pipe(
      ReaderT.fromReader(Applicative)((by: number) => by),
      ReaderT.chain(Chain)((n) => (by: number) => range(n, n * by)),
    )
    expectTypeOf(times).toEqualTypeOf<(by: number) => AsyncIterable<number>>()
    expect(await toArray(times(2))).toEqual([2, 3, 4])
    const counted = pipe(
      StateT.fromF(Functor)<number, string>(range(1, 2)),
      StateT.chain(Chain)((n) => (past: string) => of<[number, string]>([n * 10, `${past}${n}`])),
    )
    expectTypeOf(counted).toEqualTypeOf<(past: string) => AsyncIterable<[number, string]>>()
    expect(await toArray(counted('s'))).toEqual([
      [10, 's1'],
      [20, 's2'],
    ])
  })

  test('does nothing before it is read', () => {
    const source = watched([1])
    pipe([source, source], RA.sequence(Applicative))
    sequenceT(Apply)(source, source)
    expect(source.seen.opened).toBe(0)
  })

  test('may traverse a long list without a deep stack', async () => {
    const [all] = await pipe(RA.makeBy(10_000, of), RA.sequence(Applicative), toArray)
    expect(all).toEqual(RA.makeBy(10_000, (i) => i))
  })
})

test('the functions are those of the root', () => {
  expect(mapOfInstances).toBe(map)
  expect(Monad.of).toBe(of)
})

test('a long source goes through chain without a deep stack', async () => {
  expect(await count(Monad.chain(range(1, 300_000), of))).toBe(300_000)
  expect(await pipe(range(1, 3), flatMap(of), toArray)).toEqual([1, 2, 3])
})
