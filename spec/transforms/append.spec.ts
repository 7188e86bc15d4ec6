import { pipe } from 'fp-ts/lib/function.js'
import { append, chunksOf, concat, empty, fail, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws } from '../laws.ts'

const last = Symbol('last')

describe('append', () => {
  obeysTheLaws({ stage: append(last), model: (values: readonly unknown[]) => [...values, last], lookahead: 0 })

  test('gives its value to an empty source', async () => {
    expect(await pipe(empty, append(undefined), toArray)).toEqual([undefined])
  })

  test('does not give its value where the source fails', async () => {
    const seen: unknown[] = []
    const all = reduce(0, (n: number, value: unknown) => n + seen.push(value))
    await expect(pipe(concat([[1], fail('no')]), append(2), all)).rejects.toBe('no')
    expect(seen).toEqual([1])
  })

  test('gives its value once where the source ends with a value of its own end', async () => {
    const chunks = pipe([1, 2, 3], chunksOf(2), append('end'))
    expect(await toArray(chunks)).toEqual([[1, 2], [3], 'end'])
    expect(await pipe(chunks, take(2), toArray)).toEqual([[1, 2], [3]])
    expect(await pipe(chunks, take(3), toArray)).toEqual([[1, 2], [3], 'end'])
  })

  test('gives its value where a stage before it ends early', async () => {
    expect(await pipe(range(1), take(2), append(0), toArray)).toEqual([1, 2, 0])
    expect(await pipe(range(1), take(2), append(0), take(2), toArray)).toEqual([1, 2])
  })

  test('carries 300 000 values', async () => {
    const sum = reduce(0, (sum: number, n: number) => sum + n)
    expect(await pipe(range(1, 300_000), append(1), sum)).toBe((300_000 * 300_001) / 2 + 1)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), append('footer'))).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe(range(1, 3), append(0))).toEqualTypeOf<AsyncIterable<number>>()
  })
})
