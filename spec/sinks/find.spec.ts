import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import type { Option } from 'fp-ts/lib/Option.js'
import { fromNullable, none, some } from 'fp-ts/lib/Option.js'
import { empty, find, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks } from './sinkClaims.ts'

const isLow = (n: number): boolean => n < 3

describe('find', () => {
  sinkObeysTheLaws({
    sink: find(isLow),
    values: fc.nat(9),
    model: (values) => fromNullable(values.find(isLow)),
    stopsAfter: (values) => (values.some(isLow) ? values.findIndex(isLow) + 1 : Infinity),
    failing: (f) => find((n) => f(n) < 0),
  })
  keepsTheClaimsOfSinks(find((n) => n === 0))

  test('gives none where there is none', async () => {
    expect(
      await pipe(
        range(1, 3),
        find((n) => n > 3),
      ),
    ).toEqual(none)
    expect(
      await pipe(
        empty,
        find(() => true),
      ),
    ).toEqual(none)
  })

  test('finds undefined and promises', async () => {
    const promise = Promise.resolve(1)
    expect(
      await pipe(
        [1, undefined],
        find((value) => value === undefined),
      ),
    ).toEqual(some(undefined))
    expect(
      await pipe(
        [promise],
        find(() => true),
      ),
    ).toEqual(some(promise))
  })

  test('asks its predicate once for each value, in order, and not after it held', async () => {
    const asked: number[] = []
    await pipe(
      [1, 2, 3],
      find((n) => asked.push(n) === 2),
    )
    expect(asked).toEqual([1, 2])
  })

  test('finds the last of 300 000 values', { timeout: 30_000 }, async () => {
    expect(
      await pipe(
        range(1, 300_000),
        find((n) => n === 300_000),
      ),
    ).toEqual(some(300_000))
  })

  test('refuses what is not a function', () => {
    refuses(() => find(1 as never), TypeError, /^predicate must be a function, got: 1$/)
  })

  test('infers and narrows its type in a pipe', () => {
    const mixed: Array<string | number> = ['a', 1]
    expectTypeOf(
      pipe(
        range(1, 3),
        find((n) => n > 1),
      ),
    ).toEqualTypeOf<Promise<Option<number>>>()
    expectTypeOf(
      pipe(
        mixed,
        find((value): value is string => typeof value === 'string'),
      ),
    ).toEqualTypeOf<Promise<Option<string>>>()
    expectTypeOf(
      pipe(
        ['a', 'b'] as const,
        find((text: string) => text > 'a'),
      ),
    ).toEqualTypeOf<Promise<Option<'a' | 'b'>>>()
  })
})
