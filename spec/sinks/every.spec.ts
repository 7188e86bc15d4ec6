import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { empty, every, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks } from './sinkClaims.ts'

const isHigh = (n: number): boolean => n > 2

describe('every', () => {
  sinkObeysTheLaws({
    sink: every(isHigh),
    values: fc.nat(9),
    model: (values) => values.every(isHigh),
    stopsAfter: (values) => (values.every(isHigh) ? Infinity : values.findIndex((n) => !isHigh(n)) + 1),
    failing: (f) => every((n) => f(n) >= 0),
  })
  keepsTheClaimsOfSinks(every((n) => n !== 0))

  test('is true where its predicate did not hold for no value', async () => {
    expect(
      await pipe(
        range(1, 3),
        every((n) => n > 0),
      ),
    ).toBe(true)
    expect(
      await pipe(
        empty,
        every(() => false),
      ),
    ).toBe(true)
  })

  test('asks its predicate once for each value, in order, and not after it did not hold', async () => {
    const asked: number[] = []
    await pipe(
      [1, 2, 3],
      every((n) => asked.push(n) < 2),
    )
    expect(asked).toEqual([1, 2])
  })

  test('reads 300 000 values', { timeout: 30_000 }, async () => {
    expect(
      await pipe(
        range(1),
        every((n) => n < 300_000),
      ),
    ).toBe(false)
  })

  test('refuses what is not a function', () => {
    refuses(() => every(1 as never), TypeError, /^predicate must be a function, got: 1$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        every((n) => n > 1),
      ),
    ).toEqualTypeOf<Promise<boolean>>()
  })
})
