import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { empty, filter, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

const even = (n: number): boolean => n % 2 === 0
const isString = (value: unknown): value is string => typeof value === 'string'

describe('filter', () => {
  obeysTheLaws({
    stage: filter(even),
    values: fc.nat(9),
    model: (values) => values.filter(even),
    lookahead: 0,
    failing: (f) => filter((n: number) => even(f(n))),
  })

  test('gives nothing for an empty source', async () => {
    expect(await pipe(empty, filter(isString), toArray)).toEqual([])
  })

  test('keeps undefined and null where the predicate holds', async () => {
    expect(
      await pipe(
        [undefined, 1, null],
        filter((value) => value !== 1),
        toArray,
      ),
    ).toEqual([undefined, null])
  })

  test('pulls until one value passes, and no further', async () => {
    const source = watched([1, 3, 4, 6])
    await pipe(source, filter(even))[Symbol.asyncIterator]().next()
    expect(source.seen.pulls).toBe(3)
  })

  test('asks its predicate once for each value', async () => {
    const asked: number[] = []
    const source = pipe(
      range(1, 4),
      filter((n) => asked.push(n) > 2),
    )
    expect(await toArray(source)).toEqual([3, 4])
    expect(asked).toEqual([1, 2, 3, 4])
  })

  test('lets the event loop turn while nothing passes', async () => {
    expect(await letsTheLoopTurn(filter(() => false))).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    const last = await pipe(
      range(1, many),
      filter((n) => n === many),
      reduce(0, (_, n) => n),
    )
    expect(last).toBe(many)
  })

  test('refuses what is not a function', () => {
    refuses(() => filter(/x/ as never), TypeError, /^predicate must be a function, got: /)
  })

  test('narrows by a refinement', () => {
    expectTypeOf(pipe(['a', 1], filter(isString))).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        ['a', 1],
        filter((value): value is number => typeof value === 'number'),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      flow(
        (values: ReadonlyArray<string | number>) => values,
        filter(isString),
        filter((s) => s.length > 0),
      ),
    ).returns.toEqualTypeOf<AsyncIterable<string>>()
  })

  test('keeps the type of the source behind a predicate, a wider one too', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        filter((n) => n > 1),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    const wide = (value: unknown): boolean => value !== undefined
    expectTypeOf(pipe(['a'], filter(wide))).toEqualTypeOf<AsyncIterable<string>>()
  })

  test('does not take a predicate of other values', () => {
    const strings = filter((s: string) => s !== '')
    // @ts-expect-error a predicate of strings cannot judge numbers
    pipe(range(1, 3), strings)
  })
})
