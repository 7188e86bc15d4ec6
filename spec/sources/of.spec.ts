import { pipe } from 'fp-ts/lib/function.js'
import { of, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sourceObeysTheLaws } from '../laws.ts'

describe('of', () => {
  sourceObeysTheLaws({ source: () => of('a'), values: ['a'] })

  test.each([undefined, null, NaN, [1]])('gives %j like every other value', async (value) => {
    expect(await toArray(of(value))).toEqual([value])
  })

  test('gives a promise as a value', async () => {
    const promise = Promise.resolve(1)
    const values = await pipe(of(promise), toArray)
    expect(values[0]).toBe(promise)
  })

  test('gives the value itself, no copy', async () => {
    const value = { a: 1 }
    expect((await toArray(of(value)))[0]).toBe(value)
  })

  test('infers its type', () => {
    expectTypeOf(of(1)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(of<1 | 2>(1)).toEqualTypeOf<AsyncIterable<1 | 2>>()
  })
})
