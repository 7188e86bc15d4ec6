import { pipe } from 'fp-ts/lib/function.js'
import { chunksOf, empty, head, prepend, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws } from '../laws.ts'

describe('prepend', () => {
  obeysTheLaws({ stage: prepend('first'), model: (values: readonly unknown[]) => ['first', ...values], lookahead: 0 })

  test('gives its value before the source is opened', async () => {
    let opened = 0
    const source = {
      [Symbol.asyncIterator]: async function* () {
        opened++
        yield 1
      },
    }
    expect(await pipe(source, prepend(0), head)).toEqual({ _tag: 'Some', value: 0 })
    expect(opened).toBe(0)
  })

  test('gives its value to an empty source', async () => {
    expect(await pipe(empty, prepend(undefined), toArray)).toEqual([undefined])
  })

  test('gives its value and no other where one is wanted', async () => {
    expect(await pipe([1], prepend(0), take(1), toArray)).toEqual([0])
  })

  test('hands what is asked for on to its source', async () => {
    expect(await pipe(range(1, 3), prepend(0), chunksOf(2), toArray)).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  test('carries 300 000 values', async () => {
    const sum = reduce(0, (sum: number, n: number) => sum + n)
    expect(await pipe(range(1, 300_000), prepend(1), sum)).toBe((300_000 * 300_001) / 2 + 1)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), prepend('header'))).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe(range(1, 3), prepend(0))).toEqualTypeOf<AsyncIterable<number>>()
  })
})
