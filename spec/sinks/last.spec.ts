import { pipe } from 'fp-ts/lib/function.js'
import type { Option } from 'fp-ts/lib/Option.js'
import { none, some } from 'fp-ts/lib/Option.js'
import { empty, last, map, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks, outcome, watched } from './sinkClaims.ts'

describe('last', () => {
  sinkObeysTheLaws({ sink: last, model: (values) => (values.length > 0 ? some(values.at(-1)) : none) })
  keepsTheClaimsOfSinks(last)

  test('gives none for an empty source', async () => {
    expect(await last(empty)).toEqual(none)
  })

  test('takes undefined, null and a promise for values', async () => {
    const promise = Promise.resolve(1)
    expect(await last([1, undefined])).toEqual(some(undefined))
    expect(await last([1, null])).toEqual(some(null))
    expect(await last([promise])).toEqual(some(promise))
  })

  test('gives no value of a source that fails', async () => {
    const { source } = watched([1, 2], { error: { value: 'late' } })
    expect(await outcome(last(source))).toEqual(['failed', 'late'])
  })

  test('gives the last of 300 000 values', { timeout: 30_000 }, async () => {
    expect(await last(range(1, 300_000))).toEqual(some(300_000))
  })

  test('infers its type in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), map(String), last)).toEqualTypeOf<Promise<Option<string>>>()
  })
})
