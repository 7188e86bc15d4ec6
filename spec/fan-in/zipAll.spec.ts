import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Option } from 'fp-ts/lib/Option.js'
import { type AnyIterable, empty, fail, filter, map, range, take, toArray, zipAll, type ZippedAll } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

describe('zipAll', () => {
  const firstOnly = (values: readonly unknown[]): unknown[] =>
    values.map((value, i) => [O.some(value), i === 0 ? O.some('x') : O.none])

  describe('as a stage over its longest source', () => {
    obeysTheLaws({
      stage: (source) => zipAll([source, ['x']]),
      model: (values) => (values.length === 0 ? [[O.none, O.some('x')]] : firstOnly(values)),
      lookahead: 0,
      unended: firstOnly,
    })
  })
  describe('as a stage over its only source', () => {
    obeysTheLaws({
      stage: (source) => zipAll([source]),
      model: (values) => values.map((value) => [O.some(value)]),
      lookahead: 0,
    })
  })
  describe('as a stage over a source beside an empty one', () => {
    obeysTheLaws({
      stage: (source) => zipAll([empty, source]),
      model: (values) => values.map((value) => [O.none, O.some(value)]),
      lookahead: 0,
    })
  })

  test('goes on to the end of the last source', async () => {
    const rows = zipAll([[1], ['a', 'b', 'c'], [null, undefined]])
    expect(await toArray(rows)).toEqual([
      [O.some(1), O.some('a'), O.some(null)],
      [O.none, O.some('b'), O.some(undefined)],
      [O.none, O.some('c'), O.none],
    ])
  })

  test('is empty of no sources, and of empty ones', async () => {
    expect(await toArray(zipAll([]))).toEqual([])
    expect(await toArray(zipAll([empty, [], empty]))).toEqual([])
  })

  test('gives no row of nothing, however late a source ends', async () => {
    const left = prompted<number>()
    const right = prompted<number>()
    const rows = toArray(zipAll([left, right]))
    right.end()
    await quiet()
    left.end()
    expect(await rows).toEqual([])
  })

  test('gives an array of its own for each row', async () => {
    const rows = await toArray(zipAll([range(1, 9), empty]))
    expect(new Set(rows).size).toBe(9)
  })

  test('pulls one value of each open source side by side, and only while asked', async () => {
    const left = prompted<number>()
    const right = prompted<string>()
    const rows = iterate(zipAll([left, right]))
    const first = rows.next()
    expect([left.log, right.log]).toEqual([
      ['opened', 'pulled'],
      ['opened', 'pulled'],
    ])
    right.end()
    await quiet()
    left.give(1)
    expect(await first).toEqual({ value: [O.some(1), O.none], done: false })
    await quiet()
    expect([left.log.length, right.log.length]).toEqual([2, 2])
    left.give(2)
    expect(await rows.next()).toEqual({ value: [O.some(2), O.none], done: false })
    expect([left.log.length, right.log.length]).toEqual([3, 2])
  })

  test('goes on where one source is slow to find a value', async () => {
    const rare = pipe(
      range(1, 9000),
      filter((n) => n % 3000 === 0),
    )
    expect(await pipe(zipAll([range(1), rare]), take(4), toArray)).toEqual([
      [O.some(1), O.some(3000)],
      [O.some(2), O.some(6000)],
      [O.some(3), O.some(9000)],
      [O.some(4), O.none],
    ])
  })

  test('carries thousands of sources that answer in any order', async () => {
    const sources = Array.from({ length: 3000 }, () => prompted<number>())
    const rows = iterate(zipAll(sources))
    const first = rows.next()
    for (const [i, { give }] of [...sources.entries()].toReversed()) give(i)
    expect(await first).toEqual({ value: sources.map((_, i) => O.some(i)), done: false })
    await rows.return?.()
  })

  describe('when a source fails', () => {
    test('fails at once with that very error, and closes the others once', async () => {
      const left = prompted<number>()
      const right = prompted<string>()
      const rows = iterate(zipAll([left, right]))
      const first = rows.next()
      right.fail(undefined)
      await expect(first).rejects.toBe(undefined)
      expect(left.log).toEqual(['opened', 'pulled', 'closed'])
      expect(right.log).toEqual(['opened', 'pulled'])
      expect(await rows.next()).toEqual(done)
    })

    test('puts that error before one of closing the others, which it reports', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const late = new Error('close')
      const left = prompted<number>(() => {
        throw late
      })
      left.give(1)
      await expect(toArray(zipAll([left, fail('first')]))).rejects.toBe('first')
      expect(warn).toHaveBeenCalledWith(expect.any(String), late)
      warn.mockRestore()
    })
  })

  test('closes every source that is open once when the consumer leaves, and none that has ended', async () => {
    const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
    const rows = iterate(zipAll(sources))
    const first = rows.next()
    sources[1]?.end()
    sources[2]?.give(1)
    await quiet()
    await rows.return?.()
    expect(await first).toEqual(done)
    expect(sources.map(({ log }) => log)).toEqual([
      ['opened', 'pulled', 'closed'],
      ['opened', 'pulled'],
      ['opened', 'pulled', 'closed'],
    ])
  })

  test('is iterated afresh each time', async () => {
    const rows = zipAll([range(1, 2), ['a']])
    expect(await toArray(rows)).toEqual(await toArray(rows))
  })

  test('refuses what is no array of sources', () => {
    refuses(() => zipAll(range(1) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => zipAll([range(1), 3 as never]), TypeError, /^a source must be .*, got: 3$/)
  })

  test('keeps tuples, with an Option in each place', () => {
    const texts: AnyIterable<string> = ['a']
    expectTypeOf(zipAll([range(1), texts])).toEqualTypeOf<AsyncIterable<[Option<number>, Option<string>]>>()
    expectTypeOf(zipAll([])).toEqualTypeOf<AsyncIterable<[]>>()
    expectTypeOf<ZippedAll<AnyIterable<1>[]>>().toEqualTypeOf<Option<1>[]>()
    const lengths = pipe(
      zipAll([range(1), texts]),
      map(([n, text]) => (O.isSome(n) ? n.value : 0) + (O.isSome(text) ? text.value.length : 0)),
    )
    expectTypeOf(lengths).toEqualTypeOf<AsyncIterable<number>>()
  })
})
