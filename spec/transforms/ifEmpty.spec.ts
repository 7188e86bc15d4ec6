import { pipe } from 'fp-ts/lib/function.js'
import { empty, fail, filter, ifEmpty, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const none = Symbol('none')

describe('ifEmpty', () => {
  obeysTheLaws({
    stage: ifEmpty([none]),
    model: (values: readonly unknown[]) => (values.length === 0 ? [none] : values),
    lookahead: 0,
  })

  describe('over a fallback', () => {
    obeysTheLaws({
      stage: (fallback) => pipe(empty, ifEmpty(fallback)),
      model: (values: readonly unknown[]) => values,
      lookahead: 0,
    })
  })

  test('takes a source from which nothing passes for empty', async () => {
    expect(
      await pipe(
        range(1, 3),
        filter((n) => n > 3),
        ifEmpty([0]),
        toArray,
      ),
    ).toEqual([0])
  })

  test('takes undefined for a value', async () => {
    expect(await pipe([undefined], ifEmpty([0]), toArray)).toEqual([undefined])
  })

  test('does not open the fallback of a source that has a value', async () => {
    expect(await pipe([1], ifEmpty(fail('opened')), toArray)).toEqual([1])
  })

  test('does not help where the source fails before its first value', async () => {
    await expect(pipe(fail('no'), ifEmpty([0]), toArray)).rejects.toBe('no')
  })

  test('asks the fallback for no more than is wanted', async () => {
    expect(await pipe(empty, ifEmpty(range(1)), take(2), toArray)).toEqual([1, 2])
  })

  test('refuses a fallback that cannot be iterated', () => {
    refuses(() => ifEmpty(5 as never), TypeError, /^a source must be iterable, got: 5$/)
  })

  test('carries 300 000 values', async () => {
    const sum = reduce(0, (sum: number, n: number) => sum + n)
    const all = (300_000 * 300_001) / 2
    expect(await pipe(range(1, 300_000), ifEmpty([0]), sum)).toBe(all)
    expect(await pipe(empty, ifEmpty(range(1, 300_000)), sum)).toBe(all)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), ifEmpty(['none']))).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe(empty, ifEmpty([1]))).toEqualTypeOf<AsyncIterable<number>>()
  })
})
