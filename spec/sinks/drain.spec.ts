import { pipe } from 'fp-ts/lib/function.js'
import { drain, map, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks } from './sinkClaims.ts'

describe('drain', () => {
  sinkObeysTheLaws({ sink: drain, model: () => undefined })
  keepsTheClaimsOfSinks(drain)

  test('awaits no value', async () => {
    expect(await drain([new Promise(() => undefined)])).toBe(undefined)
  })

  test('reads 300 000 values', { timeout: 30_000 }, async () => {
    let seen = 0
    await pipe(
      range(1, 300_000),
      map(() => seen++),
      drain,
    )
    expect(seen).toBe(300_000)
  })

  test('takes any source in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), drain)).toEqualTypeOf<Promise<void>>()
  })
})
