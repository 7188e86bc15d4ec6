import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { range, reduce, sliding, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const windows =
  (size: number, step: number) =>
  (values: readonly unknown[]): NonEmptyArray<unknown>[] =>
    values.flatMap((_, i) =>
      i % step === 0 && i + size <= values.length ? [values.slice(i, i + size) as NonEmptyArray<unknown>] : [],
    )

describe('sliding', () => {
  describe.each([
    [2, 1],
    [3, 2],
    [2, 2],
    [2, 3],
    [1, 3],
  ])('%i by %i', (size, step) => {
    obeysTheLaws({ stage: sliding(size, step), model: windows(size, step), lookahead: 0 })
  })

  test('moves on by one value where no step is given', async () => {
    expect(await pipe(range(1, 4), sliding(3), toArray)).toEqual([
      [1, 2, 3],
      [2, 3, 4],
    ])
  })

  test('gives nothing of a source that is shorter than a window', async () => {
    expect(await pipe(range(1, 2), sliding(3), toArray)).toEqual([])
  })

  test('pulls what it skips only for the window behind it', async () => {
    const pulled: number[] = []
    const source = (function* () {
      for (let n = 1; ; n++) yield pulled.push(n)
    })()
    expect(await pipe(source, sliding(1, 3), take(2), toArray)).toEqual([[1], [4]])
    expect(pulled).toEqual([1, 2, 3, 4])
  })

  test('refuses sizes and steps that are not integers of at least 1', () => {
    refuses(() => sliding(0), RangeError, /^size must be an integer of at least 1, got: 0$/)
    refuses(() => sliding(2, 0), RangeError, /^step must be an integer of at least 1, got: 0$/)
    refuses(() => sliding(2, Number.NaN), RangeError, /^step must be an integer of at least 1, got: NaN$/)
  })

  test('carries 300 000 values', async () => {
    const first = reduce(0, (n: number, [a]: readonly number[]) => n + a! / a!)
    expect(await pipe(range(1, 300_000), sliding(5), first)).toBe(299_996)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), sliding(2))).toEqualTypeOf<AsyncIterable<NonEmptyArray<number>>>()
  })
})
