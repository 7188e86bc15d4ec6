import { pipe } from 'fp-ts/lib/function.js'
import { empty, filter, range, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks } from './sinkClaims.ts'

describe('toArray', () => {
  sinkObeysTheLaws({ sink: toArray, model: (values) => values, exceptions: ['R12'] })
  keepsTheClaimsOfSinks(toArray)

  test('gives an empty array for an empty source', async () => {
    expect(await toArray(empty)).toEqual([])
  })

  test('collects null, undefined and promises as they are', async () => {
    const promise = Promise.resolve(1)
    const values = await toArray([null, undefined, promise])
    expect(values).toEqual([null, undefined, promise])
    expect(values[2]).toBe(promise)
  })

  test('gives an array of its own', async () => {
    const values = [1, 2]
    expect(await toArray(values)).not.toBe(values)
  })

  test('collects 300 000 values', { timeout: 30_000 }, async () => {
    const values = await toArray(range(1, 300_000))
    expect([values.length, values[0], values.at(-1)]).toEqual([300_000, 1, 300_000])
  })

  test('infers its type in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        filter((n) => n > 1),
        toArray,
      ),
    ).toEqualTypeOf<Promise<number[]>>()
    expectTypeOf(pipe(['a', 1] as const, toArray)).toEqualTypeOf<Promise<Array<'a' | 1>>>()
  })
})
