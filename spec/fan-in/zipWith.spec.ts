import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, empty, map, range, take, toArray, zipWith } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

describe('zipWith', () => {
  describe('as a stage over its first source', () => {
    obeysTheLaws({
      stage: (source) => zipWith([source, range(0)], (value, i) => [value, i]),
      model: (values) => values.map((value, i) => [value, i]),
      lookahead: 0,
      failing: (f) => (source) => zipWith([source, range(0)], (value) => f(value)),
    })
  })
  describe('as a stage over its last source', () => {
    obeysTheLaws({
      stage: (source) => zipWith([range(0), source], (i, value) => [i, value]),
      model: (values) => values.map((value, i) => [i, value]),
      lookahead: 0,
      failing: (f) => (source) => zipWith([range(0), source], (_, value) => f(value)),
    })
  })

  test('calls its function with the values of one place', async () => {
    const rows = zipWith([[1, 2], ['a', 'b', 'c'], range(10)], (...row) => row)
    expect(await toArray(rows)).toEqual([
      [1, 'a', 10],
      [2, 'b', 11],
    ])
  })

  test('gives whatever its function makes', async () => {
    expect(await toArray(zipWith([range(1, 2)], (n) => (n === 1 ? null : undefined)))).toEqual([null, undefined])
  })

  test('is empty of no sources, and of one that is', async () => {
    expect(await toArray(zipWith([], () => 1))).toEqual([])
    expect(await toArray(zipWith([range(1), empty], () => 1))).toEqual([])
  })

  test('fails where its function throws, and closes every source once', async () => {
    const left = prompted<number>()
    const right = prompted<number>()
    left.give(1)
    right.give(2)
    const results = iterate(
      zipWith([left, right], () => {
        throw undefined
      }),
    )
    await expect(results.next()).rejects.toBe(undefined)
    expect([left.log, right.log]).toEqual([
      ['opened', 'pulled', 'closed'],
      ['opened', 'pulled', 'closed'],
    ])
    expect(await results.next()).toEqual(done)
  })

  test('calls its function once for each result that is asked for', async () => {
    const calls: number[] = []
    const sums = zipWith([range(1), range(10)], (a, b) => calls.push(a + b))
    expect(await pipe(sums, take(2), toArray)).toEqual([1, 2])
    expect(calls).toEqual([11, 13])
  })

  test('refuses what is no function, and what is no array of sources', () => {
    refuses(() => zipWith([range(1)], 'f' as never), TypeError, /^f must be a function, got: "f"$/)
    refuses(() => zipWith(range(1) as never, () => 1), TypeError, /^sources must be an array, got: /)
    refuses(() => zipWith([3 as never], () => 1), TypeError, /^a source must be .*, got: 3$/)
  })

  test('tells its function the type of each source', () => {
    const texts: AnyIterable<string> = ['a']
    const results = pipe(
      zipWith([range(1), texts, [true, false]], (n, text, flag) => {
        expectTypeOf([n, text, flag] as const).toEqualTypeOf<readonly [number, string, boolean]>()
        return flag ? n : text
      }),
      map((value) => value),
    )
    expectTypeOf(results).toEqualTypeOf<AsyncIterable<string | number>>()
    const many: ReadonlyArray<AnyIterable<number>> = [range(1)]
    expectTypeOf(zipWith(many, (...values) => values)).toEqualTypeOf<AsyncIterable<number[]>>()
  })
})
