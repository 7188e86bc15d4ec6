import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { empty, groupToMap, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks } from './sinkClaims.ts'

describe('groupToMap', () => {
  sinkObeysTheLaws({
    sink: groupToMap((n) => n % 3),
    values: fc.nat(9),
    model: (values) => {
      const keys = new Set(values.map((n) => n % 3))
      return new Map([...keys].map((key) => [key, values.filter((n) => n % 3 === key)]))
    },
    failing: (f) => groupToMap(f),
    exceptions: ['R12'],
  })
  keepsTheClaimsOfSinks(groupToMap((n) => n % 3))

  test('is empty for an empty source', async () => {
    expect(await pipe(empty, groupToMap(String))).toEqual(new Map())
  })

  test('orders keys by their first value', async () => {
    expect([
      ...(await pipe(
        ['bb', 'a', 'cc'],
        groupToMap((text) => text.length),
      )),
    ]).toEqual([
      [2, ['bb', 'cc']],
      [1, ['a']],
    ])
  })

  test('takes undefined, null and NaN for keys and values', async () => {
    expect([
      ...(await pipe(
        [undefined, null, Number.NaN, Number.NaN],
        groupToMap((value) => value),
      )),
    ]).toEqual([
      [undefined, [undefined]],
      [null, [null]],
      [Number.NaN, [Number.NaN, Number.NaN]],
    ])
  })

  test('groups 300 000 values', { timeout: 30_000 }, async () => {
    const groups = await pipe(
      range(1, 300_000),
      groupToMap((n) => n % 3),
    )
    expect([...groups].map(([key, values]) => [key, values.length])).toEqual([
      [1, 100_000],
      [2, 100_000],
      [0, 100_000],
    ])
  })

  test('refuses what is not a function', () => {
    refuses(() => groupToMap('id' as never), TypeError, /^by must be a function, got: "id"$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        groupToMap((n) => String(n)),
      ),
    ).toEqualTypeOf<Promise<Map<string, number[]>>>()
  })
})
