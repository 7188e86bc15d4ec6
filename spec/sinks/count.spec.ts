import { pipe } from 'fp-ts/lib/function.js'
import { count, empty, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks } from './sinkClaims.ts'

describe('count', () => {
  sinkObeysTheLaws({ sink: count, model: (values) => values.length })
  keepsTheClaimsOfSinks(count)

  test('is 0 for an empty source', async () => {
    expect(await count(empty)).toBe(0)
  })

  test('counts null and undefined', async () => {
    expect(await count([null, undefined])).toBe(2)
  })

  test('counts 300 000 values', { timeout: 30_000 }, async () => {
    expect(await count(range(1, 300_000))).toBe(300_000)
  })

  test('takes any source in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), count)).toEqualTypeOf<Promise<number>>()
  })
})
