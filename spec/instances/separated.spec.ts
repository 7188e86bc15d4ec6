import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Separated } from 'fp-ts/Separated'
import fc from 'fast-check'
import { type AnyIterable, range, toArray } from 'sluice'
import { partition, partitionMap, partitionMapWithIndex, partitionWithIndex, separate } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, watched } from '../transforms/watched.ts'

const half = (n: number): E.Either<string, number> => (n % 2 === 0 ? E.right(n / 2) : E.left(`${n} is odd`))
const halves = partitionMap(half)

describe('partitionMap, its left', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<number>) => halves(source).left,
    values: fc.nat(9),
    model: (values) => values.filter((n) => n % 2 === 1).map((n) => `${n} is odd`),
    lookahead: 0,
    failing: (f) => (source: AnyIterable<number>) => partitionMap((n: number) => half(f(n)))(source).left,
  })
})

describe('partitionMap, its right', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<number>) => halves(source).right,
    values: fc.nat(9),
    model: (values) => values.filter((n) => n % 2 === 0).map((n) => n / 2),
    lookahead: 0,
    failing: (f) => (source: AnyIterable<number>) => partitionMap((n: number) => half(f(n)))(source).right,
  })
})

describe('partitionMap', () => {
  test('opens its source for each view, when that is read', async () => {
    const source = watched([1, 2, 3])
    const { left, right } = halves(source)
    expect(source.seen.opened).toBe(0)
    expect(await toArray(right)).toEqual([1])
    expect(source.seen.opened).toBe(1)
    expect(await toArray(left)).toEqual(['1 is odd', '3 is odd'])
    expect(source.seen.opened).toBe(2)
  })

  test('has values for one view alone of what can be iterated once', async () => {
    const { left, right } = halves([1, 2][Symbol.iterator]())
    expect(await toArray(left)).toEqual(['1 is odd'])
    expect(await toArray(right)).toEqual([])
  })

  test('gives undefined and null from either side', async () => {
    const { left, right } = partitionMap((n: number) => (n > 0 ? E.right(undefined) : E.left(null)))([0, 1])
    expect(await toArray(left)).toEqual([null])
    expect(await toArray(right)).toEqual([undefined])
  })

  test('lets the event loop turn while it has nothing for a view', async () => {
    expect(await letsTheLoopTurn((source) => partitionMap(E.right)(source).left)).toBe(true)
  })

  test.each([undefined, null, 1, {}])('fails where its function gives no Either: %o', async (result) => {
    const source = watched([1])
    const { left } = partitionMap(() => result as never)(source)
    await expect(toArray(left)).rejects.toThrow(/^a value must be an Either, got: /)
    expect(source.seen.closed).toBe(1)
  })

  test('refuses what is no function, and a source that cannot be iterated', () => {
    refuses(() => partitionMap(1 as never), TypeError, /^f must be a function, got: 1$/)
    refuses(() => halves(1 as never), TypeError, /^a source must be iterable, got: 1$/)
  })

  test('infers both sides', () => {
    expectTypeOf(pipe(range(1), partitionMap(half))).toEqualTypeOf<
      Separated<AsyncIterable<string>, AsyncIterable<number>>
    >()
    expectTypeOf(
      pipe(
        range(1),
        partitionMap((n) => (n > 1 ? E.right(n) : E.left('low'))),
      ),
    ).toEqualTypeOf<Separated<AsyncIterable<string>, AsyncIterable<number>>>()
  })
})

describe('separate', () => {
  test('gives what is in each side', async () => {
    const { left, right } = separate([E.right(1), E.left('a'), E.right(2)])
    expect(await toArray(left)).toEqual(['a'])
    expect(await toArray(right)).toEqual([1, 2])
  })

  test('infers both sides', () => {
    expectTypeOf(pipe([E.right(1), E.left('a')], separate)).toEqualTypeOf<
      Separated<AsyncIterable<string>, AsyncIterable<number>>
    >()
  })
})

describe('partitionMapWithIndex', () => {
  test('counts from 0 in each view, and in each iteration', async () => {
    const { left, right } = pipe(
      ['a', 'b', 'c'],
      partitionMapWithIndex((i, a) => (i === 1 ? E.left(`${i}${a}`) : E.right(i))),
    )
    expect(await toArray(right)).toEqual([0, 2])
    expect(await toArray(left)).toEqual(['1b'])
    expect(await toArray(right)).toEqual([0, 2])
  })

  test('refuses what is no function', () => {
    refuses(() => partitionMapWithIndex(1 as never), TypeError, /^f must be a function, got: 1$/)
  })
})

const high = partition((n: number) => n > 4)

describe('partition, its left', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<number>) => high(source).left,
    values: fc.nat(9),
    model: (values) => values.filter((n) => n <= 4),
    lookahead: 0,
    failing: (f) => (source: AnyIterable<number>) => partition((n: number) => f(n) < 0)(source).left,
  })
})

describe('partition, its right', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<number>) => high(source).right,
    values: fc.nat(9),
    model: (values) => values.filter((n) => n > 4),
    lookahead: 0,
    failing: (f) => (source: AnyIterable<number>) => partition((n: number) => f(n) >= 0)(source).right,
  })
})

describe('partition', () => {
  const isString = (value: string | number): value is string => typeof value === 'string'
  const mixed: ReadonlyArray<string | number> = ['a', 1]

  test('opens its source and asks its predicate in each view', async () => {
    const source = watched([1, 9])
    const asked: number[] = []
    const { left, right } = pipe(
      source,
      partition((n) => asked.push(n) > 0 && n > 4),
    )
    expect(source.seen.opened).toBe(0)
    expect([await toArray(right), await toArray(left)]).toEqual([[9], [1]])
    expect(asked).toEqual([1, 9, 1, 9])
    expect(source.seen.opened).toBe(2)
  })

  test('narrows what is right, as that of ReadonlyArray does', () => {
    expectTypeOf(pipe(mixed, partition(isString))).toEqualTypeOf<
      Separated<AsyncIterable<string | number>, AsyncIterable<string>>
    >()
    expectTypeOf(
      pipe(
        range(1),
        partition((n) => n > 4),
      ),
    ).toEqualTypeOf<Separated<AsyncIterable<number>, AsyncIterable<number>>>()
    const wide = (value: unknown) => value !== 1
    expectTypeOf(pipe(range(1), partition(wide))).toEqualTypeOf<
      Separated<AsyncIterable<number>, AsyncIterable<number>>
    >()
  })

  test('refuses what is no function', () => {
    refuses(() => partition(1 as never), TypeError, /^predicate must be a function, got: 1$/)
  })
})

describe('partitionWithIndex', () => {
  test('counts from 0 in each view, and in each iteration', async () => {
    const { left, right } = pipe(
      ['a', 'b', 'c'],
      partitionWithIndex((i) => i === 1),
    )
    expect(await toArray(right)).toEqual(['b'])
    expect(await toArray(left)).toEqual(['a', 'c'])
    expect(await toArray(right)).toEqual(['b'])
  })

  test('narrows what is right', () => {
    const isString = (_: number, value: string | number): value is string => typeof value === 'string'
    expectTypeOf(pipe(range(1), partitionWithIndex(isString))).toEqualTypeOf<
      Separated<AsyncIterable<string | number>, AsyncIterable<string>>
    >()
  })

  test('refuses what is no function', () => {
    refuses(() => partitionWithIndex(1 as never), TypeError, /^predicate must be a function, got: 1$/)
  })
})
