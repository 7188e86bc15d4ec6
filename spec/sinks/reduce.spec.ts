import { pipe } from 'fp-ts/lib/function.js'
import { empty, range, reduce } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks, outcome } from './sinkClaims.ts'

describe('reduce', () => {
  sinkObeysTheLaws({
    sink: reduce('', (text, value) => (text + typeof value).slice(-9)),
    model: (values) =>
      values
        .map((value) => typeof value)
        .join('')
        .slice(-9),
    failing: (f) => reduce<unknown, unknown>(0, (_, value) => f(value)),
  })
  keepsTheClaimsOfSinks(reduce(0, (sum, n: number) => sum + n))

  test('gives init for an empty source, without a call', async () => {
    expect(
      await pipe(
        empty,
        reduce(7, () => expect.fail()),
      ),
    ).toBe(7)
  })

  test('begins with init, undefined included', async () => {
    expect(
      await pipe(
        [1],
        reduce(undefined, (accumulator: unknown, n: number) => [accumulator, n]),
      ),
    ).toEqual([undefined, 1])
  })

  test('waits for a promise as its result, and not before', async () => {
    const promised = reduce(Promise.resolve(0), (sum, n: number) => sum.then((value) => value + n))
    expect(await promised([1, 2, 3])).toBe(6)
  })

  test('rejects where its result is a promise that does', async () => {
    expect(
      await outcome(
        pipe(
          [1],
          reduce<number, unknown>(0, () => Promise.reject(undefined)),
        ),
      ),
    ).toEqual(['failed', undefined])
  })

  test('combines 300 000 values', { timeout: 30_000 }, async () => {
    expect(
      await pipe(
        range(1, 300_000),
        reduce(0, (sum, n) => sum + n),
      ),
    ).toBe(45_000_150_000)
  })

  test('refuses what is not a function', () => {
    refuses(() => reduce(0, 'x' as never), TypeError, /^f must be a function, got: "x"$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        reduce('', (text, n) => text + n),
      ),
    ).toEqualTypeOf<Promise<string>>()
    // @ts-expect-error the values are numbers
    expectTypeOf(reduce('', (text, value: string) => text + value)).toBeCallableWith(range(1))
  })
})
