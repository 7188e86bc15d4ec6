import { pipe } from 'fp-ts/lib/function.js'
import { concat, fail, pairwise, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws } from '../laws.ts'

describe('pairwise', () => {
  obeysTheLaws({
    stage: pairwise,
    model: (values) => values.slice(1).map((value, i) => [values[i], value] as const),
    lookahead: 0,
  })

  test.each([[[]], [[1]]])('gives nothing for %j', async (values) => {
    expect(await pipe(values, pairwise, toArray)).toEqual([])
  })

  test('pairs undefined like anything else', async () => {
    expect(await pipe([undefined, undefined], pairwise, toArray)).toEqual([[undefined, undefined]])
  })

  test('fails behind the pairs before the error', async () => {
    const seen: unknown[] = []
    const all = reduce(0, (n: number, pair: unknown) => n + seen.push(pair))
    await expect(pipe(concat([[1, 2], fail('no')]), pairwise, all)).rejects.toBe('no')
    expect(seen).toEqual([[1, 2]])
  })

  test('carries 300 000 values', async () => {
    const steps = reduce(0, (sum: number, [a, b]: readonly [number, number]) => sum + b - a)
    expect(await pipe(range(1, 300_000), pairwise, steps)).toBe(299_999)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), pairwise)).toEqualTypeOf<AsyncIterable<readonly [number, number]>>()
  })
})
