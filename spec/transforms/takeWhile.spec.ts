import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { mapAccum, range, reduce, stage, takeWhile, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { many, watched } from './watched.ts'

const small = (n: number): boolean => n < 5
const untilBig = (values: readonly number[]): number => {
  const at = values.findIndex((n) => !small(n))
  return at === -1 ? Infinity : at
}

describe('takeWhile', () => {
  obeysTheLaws({
    stage: takeWhile(small),
    values: fc.nat(7),
    model: (values) => values.slice(0, untilBig(values)),
    lookahead: 0,
    stopsAfter: (values) => untilBig(values) + 1,
    failing: (f) => takeWhile((n: number) => f(n) === n),
  })

  describe('inclusive', () => {
    obeysTheLaws({
      stage: takeWhile(small, { inclusive: true }),
      values: fc.nat(7),
      model: (values) => values.slice(0, untilBig(values) + 1),
      lookahead: 0,
      stopsAfter: (values) => untilBig(values) + 1,
      failing: (f) => takeWhile((n: number) => f(n) === n, { inclusive: true }),
    })

    test('closes the source with the last value', async () => {
      const source = watched([1, 9, 1])
      const iterator = pipe(source, takeWhile(small, { inclusive: true }))[Symbol.asyncIterator]()
      await iterator.next()
      expect(source.seen.closed).toBe(0)
      expect(await iterator.next()).toEqual({ done: false, value: 9 })
      expect(source.seen).toEqual({ opened: 1, pulls: 2, closed: 1 })
    })
  })

  test('gives nothing where the first value fails the predicate', async () => {
    expect(await pipe([9, 1], takeWhile(small), toArray)).toEqual([])
  })

  test('does not ask its predicate again after the end', async () => {
    const asked: number[] = []
    const firstTwo = takeWhile((n: number) => asked.push(n) < 3)
    expect(await pipe(range(1), firstTwo, toArray)).toEqual([1, 2])
    expect(asked).toEqual([1, 2, 3])
  })

  test('gives no more where the end of the stage before it brings several values', async () => {
    const three = stage<number, number>('three', (down) => ({
      ...down,
      end: () => {
        for (const n of [2, 9, 3]) down.next(n)
        down.end()
      },
    }))
    const counted = mapAccum(
      0,
      (count, n: number) => [count + 1, n],
      (count) => ({ _tag: 'Some', value: -count }),
    )
    expect(await pipe([1], three, takeWhile(small), toArray)).toEqual([1, 2])
    expect(await pipe([1], three, takeWhile(small), counted, toArray)).toEqual([1, 2, -2])
    expect(await pipe([1], three, takeWhile(small, { inclusive: true }), counted, toArray)).toEqual([1, 2, 9, -3])
  })

  test('takes any number of values without a deep stack', async () => {
    const upTo = takeWhile((n: number) => n <= many)
    expect(await pipe(range(1), upTo, reduce(0, Math.max))).toBe(many)
  })

  test('refuses what is not a function', () => {
    refuses(() => takeWhile(5 as never), TypeError, /^predicate must be a function, got: 5$/)
  })

  test('narrows by a refinement, but not where the value that ends it comes out', () => {
    const isString = (value: string | number): value is string => typeof value === 'string'
    expectTypeOf(pipe(['a', 1], takeWhile(isString))).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(pipe(['a', 1], takeWhile(isString, {}))).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(pipe(['a', 1], takeWhile(isString, { inclusive: false }))).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(pipe(['a', 1], takeWhile(isString, { inclusive: true }))).toEqualTypeOf<
      AsyncIterable<string | number>
    >()
    const inclusive = true as boolean
    expectTypeOf(pipe(['a', 1], takeWhile(isString, { inclusive }))).toEqualTypeOf<AsyncIterable<string | number>>()
  })

  test('keeps the type of the source behind a predicate', () => {
    expectTypeOf(
      pipe(
        range(1),
        takeWhile((n) => n < 3),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        range(1),
        takeWhile((n) => n < 3, { inclusive: true }),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
