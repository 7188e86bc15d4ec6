import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { empty, map, range, toMap } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks, outcome, watched } from './sinkClaims.ts'

describe('toMap', () => {
  sinkObeysTheLaws({
    sink: toMap<number, string>,
    values: fc.tuple(fc.nat(5), fc.string({ maxLength: 2 })),
    model: (pairs) => new Map(pairs),
  })
  keepsTheClaimsOfSinks(toMap, (n) => [n % 100, n])

  test('is empty for an empty source', async () => {
    expect(await toMap(empty)).toEqual(new Map())
  })

  test('keeps the later value of a key, at the place of the first', async () => {
    const pairs = [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ] as const
    expect([...(await toMap(pairs))]).toEqual([
      ['a', 3],
      ['b', 2],
    ])
  })

  test('takes undefined, null and NaN for keys and values', async () => {
    const pairs = [
      [undefined, null],
      [Number.NaN, undefined],
      [Number.NaN, 1],
    ] as const
    expect([...(await toMap<unknown, unknown>(pairs))]).toEqual([
      [undefined, null],
      [Number.NaN, 1],
    ])
  })

  test.each([[1], ['ab'], [null], [{ 0: 1, 1: 2 }]])('rejects where a value is no pair but %j', async (value) => {
    const { source, counts } = watched([value as never])
    expect(await outcome(toMap(source))).toEqual(['failed', expect.any(TypeError)])
    expect(counts.closed).toBe(1)
  })

  test('collects 300 000 pairs', { timeout: 30_000 }, async () => {
    const pairs = pipe(
      range(1, 300_000),
      map((n) => [n, n * 2] as const),
    )
    const collected = await toMap(pairs)
    expect([collected.size, collected.get(300_000)]).toEqual([300_000, 600_000])
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        map((n) => [n, String(n)] as const),
        toMap,
      ),
    ).toEqualTypeOf<Promise<Map<number, string>>>()
    // @ts-expect-error numbers are no pairs
    expectTypeOf(toMap).toBeCallableWith(range(1))
  })
})
