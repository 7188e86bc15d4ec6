import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { empty, some, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks } from './sinkClaims.ts'

const isLow = (n: number): boolean => n < 3

describe('some', () => {
  sinkObeysTheLaws({
    sink: some(isLow),
    values: fc.nat(9),
    model: (values) => values.some(isLow),
    stopsAfter: (values) => (values.some(isLow) ? values.findIndex(isLow) + 1 : Infinity),
    failing: (f) => some((n) => f(n) < 0),
  })
  keepsTheClaimsOfSinks(some((n) => n === 0))

  test('is false where its predicate held for no value', async () => {
    expect(
      await pipe(
        range(1, 3),
        some((n) => n < 0),
      ),
    ).toBe(false)
    expect(
      await pipe(
        empty,
        some(() => true),
      ),
    ).toBe(false)
  })

  test('asks its predicate once for each value, in order, and not after it held', async () => {
    const asked: number[] = []
    await pipe(
      [1, 2, 3],
      some((n) => asked.push(n) === 2),
    )
    expect(asked).toEqual([1, 2])
  })

  test('reads 300 000 values', { timeout: 30_000 }, async () => {
    expect(
      await pipe(
        range(1),
        some((n) => n === 300_000),
      ),
    ).toBe(true)
  })

  test('refuses what is not a function', () => {
    refuses(() => some(1 as never), TypeError, /^predicate must be a function, got: 1$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        some((n) => n > 1),
      ),
    ).toEqualTypeOf<Promise<boolean>>()
  })
})
