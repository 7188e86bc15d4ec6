import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chunksOf, concat, empty, fail, prefetch, range, reduce, stage, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const chunked =
  (n: number) =>
  (values: readonly unknown[]): NonEmptyArray<unknown>[] =>
    values.flatMap((_, i) => (i % n === 0 ? [values.slice(i, i + n) as NonEmptyArray<unknown>] : []))

/** Notes how much is asked for as each value passes. */
const asked = (demands: number[]) =>
  stage<number, number>('asked', (down) => ({
    ...down,
    next: (value) => {
      demands.push(down.demand())
      return down.next(value)
    },
  }))

describe('chunksOf', () => {
  describe.each([1, 2, 3])('%i', (n) => {
    obeysTheLaws({ stage: chunksOf(n), model: chunked(n), lookahead: 0 })
  })

  test('gives no empty chunk', async () => {
    expect(await pipe(empty, chunksOf(2), toArray)).toEqual([])
    expect(await pipe([1, 2], chunksOf(2), toArray)).toEqual([[1, 2]])
  })

  test('loses with an error what it has not completed', async () => {
    const seen: unknown[] = []
    const all = reduce(0, (n: number, chunk: unknown) => n + seen.push(chunk))
    await expect(pipe(concat([[1, 2, 3], fail('no')]), chunksOf(2), all)).rejects.toBe('no')
    expect(seen).toEqual([[1, 2]])
  })

  test('gives what it holds where a stage before it ends early', async () => {
    expect(await pipe(range(1), take(3), chunksOf(2), toArray)).toEqual([[1, 2], [3]])
  })

  test('asks for n times what is asked of it, less what it holds', async () => {
    const one: number[] = []
    await pipe(range(1, 4), asked(one), chunksOf(3), toArray)
    expect(one).toEqual([3, 2, 1, 3])
    const window: number[] = []
    await pipe(range(1, 6), asked(window), chunksOf(3), prefetch({ max: 2, min: 0 }), toArray)
    expect(window).toEqual([6, 5, 4, 3, 2, 1])
  })

  test('refuses a size that is not an integer of at least 1', () => {
    refuses(() => chunksOf(0), RangeError, /^n must be an integer of at least 1, got: 0$/)
    refuses(() => chunksOf(1.5), RangeError, /^n must be an integer of at least 1, got: 1.5$/)
    refuses(() => chunksOf('2' as never), TypeError, /^n must be a number, got: "2"$/)
  })

  test('carries 300 000 values', async () => {
    const sizes = reduce(0, (sum: number, chunk: readonly number[]) => sum + chunk.length)
    expect(await pipe(range(1, 300_000), chunksOf(7), sizes)).toBe(300_000)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), chunksOf(2))).toEqualTypeOf<AsyncIterable<NonEmptyArray<number>>>()
  })
})
