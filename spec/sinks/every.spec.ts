import { pipe } from 'fp-ts/lib/function.js'
import { empty, every, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses } from '../laws.ts'
import { keepsTheClaimsOfSinks, timerFires } from './sinkClaims.ts'

describe('every', () => {
  keepsTheClaimsOfSinks({
    sink: every((n: number) => n > 2),
    values: [3, 1, 2],
    result: false,
    stopsAfter: 2,
    failing: (f) => every(f),
  })

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

  test('R11: lets timers in while it reads on', { timeout: 30_000 }, async () => {
    expect(
      await timerFires(() =>
        pipe(
          range(1, 3_000_000),
          every((n) => n > 0),
        ),
      ),
    ).toBe(true)
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
