import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import * as N from 'fp-ts/lib/number.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as S from 'fp-ts/lib/string.js'
import { empty, fold, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks } from './sinkClaims.ts'

const lastThree: Monoid<string> = { empty: '', concat: (a, b) => (a + b).slice(-3) }

describe('fold', () => {
  sinkObeysTheLaws({
    sink: fold(lastThree),
    values: fc.string({ maxLength: 2 }),
    model: (values) => values.join('').slice(-3),
    failing: (f) => fold({ ...lastThree, concat: (_, text) => f(text) }),
  })
  keepsTheClaimsOfSinks(fold(N.MonoidSum))

  test('gives empty for an empty source, without a call', async () => {
    expect(await pipe(empty, fold({ empty: 7, concat: () => expect.fail() }))).toBe(7)
  })

  test('combines from empty on, in order', async () => {
    const nested: Monoid<string> = { empty: '-', concat: (a, b) => `(${a}${b})` }
    expect(await fold(nested)(['a', 'b'])).toBe('((-a)b)')
  })

  test('calls concat as a method of its monoid', async () => {
    class Joining implements Monoid<string> {
      readonly empty = ''
      readonly separator = '/'
      concat(a: string, b: string): string {
        return a + this.separator + b
      }
    }
    expect(await fold(new Joining())(['a', 'b'])).toBe('/a/b')
  })

  test('waits for a promise as its result', async () => {
    const later: Monoid<Promise<number>> = { empty: Promise.resolve(0), concat: async (a, b) => (await a) + (await b) }
    expect(await fold(later)([Promise.resolve(1), Promise.resolve(2)])).toBe(3)
  })

  test('combines 300 000 values', { timeout: 30_000 }, async () => {
    expect(await pipe(range(1, 300_000), fold(N.MonoidSum))).toBe(45_000_150_000)
  })

  test('refuses what is not a monoid', () => {
    refuses(() => fold({ empty: 0 } as never), TypeError, /^monoid\.concat must be a function, got: undefined$/)
    refuses(() => fold(undefined as never), TypeError, /^monoid\.concat must be a function, got: undefined$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), fold(N.MonoidSum))).toEqualTypeOf<Promise<number>>()
    expectTypeOf(pipe([[1], [2]], fold(RA.getMonoid<number>()))).toEqualTypeOf<Promise<readonly number[]>>()
    // @ts-expect-error numbers are no strings
    expectTypeOf(fold(S.Monoid)).toBeCallableWith(range(1))
  })
})
