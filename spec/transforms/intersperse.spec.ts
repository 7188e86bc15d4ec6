import { pipe } from 'fp-ts/lib/function.js'
import { intersperse, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws } from '../laws.ts'

const separator = Symbol('separator')

describe('intersperse', () => {
  obeysTheLaws({
    stage: intersperse(separator),
    model: (values: readonly unknown[]) => values.flatMap((value, i) => (i === 0 ? [value] : [separator, value])),
    lookahead: 0,
  })

  test.each([[[]], [[1]]])('puts nothing into %j', async (values) => {
    expect(await pipe(values, intersperse(0), toArray)).toEqual(values)
  })

  test('separates by undefined as well', async () => {
    expect(await pipe([1, 2], intersperse(undefined), toArray)).toEqual([1, undefined, 2])
  })

  test('leaves a list that it separates by in one piece', async () => {
    expect(await pipe([1, 2], intersperse([0]), toArray)).toEqual([1, [0], 2])
  })

  test('carries 300 000 values', async () => {
    const sum = reduce(0, (sum: number, n: number) => sum + n)
    expect(await pipe(range(1, 300_000), intersperse(0), sum)).toBe((300_000 * 300_001) / 2)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), intersperse(','))).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe(range(1, 3), intersperse(0))).toEqualTypeOf<AsyncIterable<number>>()
  })
})
