import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, concat, empty, fail, map, range, take, toArray, zipLatest } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { type Prompted, prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

const pulled = ['opened', 'pulled']
const closed = [...pulled, 'closed']

const logs = (sources: readonly Pick<Prompted<unknown>, 'log'>[]): (readonly string[])[] =>
  sources.map(({ log }) => log)

describe('zipLatest', () => {
  describe('as a stage over its first source', () => {
    obeysTheLaws({
      stage: (source) => zipLatest([source, ['x']]),
      model: (values) => values.map((value) => [value, 'x']),
      lookahead: 0,
    })
  })
  describe('as a stage over its last source', () => {
    obeysTheLaws({
      stage: (source) => zipLatest([['x'], source]),
      model: (values) => values.map((value) => ['x', value]),
      lookahead: 0,
    })
  })
  describe('as a stage over its only source', () => {
    obeysTheLaws({
      stage: (source) => zipLatest([source]),
      model: (values) => values.map((value) => [value]),
      lookahead: 0,
    })
  })

  test('gives the latest of all each time one gives', async () => {
    const left = prompted<number>()
    const right = prompted<string>()
    const tuples = iterate(zipLatest([left, right]))
    const first = tuples.next()
    left.give(1)
    await quiet()
    right.give('a')
    expect(await first).toEqual({ value: [1, 'a'], done: false })
    left.give(2)
    expect(await tuples.next()).toEqual({ value: [2, 'a'], done: false })
    left.give(3)
    expect(await tuples.next()).toEqual({ value: [3, 'a'], done: false })
    right.give('b')
    expect(await tuples.next()).toEqual({ value: [3, 'b'], done: false })
  })

  test('drops what one gives before all others have, but its latest', async () => {
    const left = prompted<number>()
    const right = prompted<string>()
    const first = iterate(zipLatest([left, right])).next()
    for (const n of [1, 2, 3]) left.give(n)
    await quiet()
    right.give('a')
    expect(await first).toEqual({ value: [3, 'a'], done: false })
  })

  test('takes null and undefined for values', async () => {
    expect(await toArray(zipLatest([[undefined], [null, undefined]]))).toEqual([
      [undefined, null],
      [undefined, undefined],
    ])
  })

  test('gives an array of its own each time', async () => {
    const tuples = await toArray(zipLatest([range(1, 5), range(1, 5)]))
    expect(new Set(tuples).size).toBe(9)
  })

  test('lets those that are always ready take turns', async () => {
    expect(await pipe(zipLatest([range(1), range(10)]), take(4), toArray)).toEqual([
      [1, 10],
      [2, 10],
      [2, 11],
      [3, 11],
    ])
  })

  test('gives the value of a slow source beside one that is always ready', async () => {
    const slow = prompted<string>()
    const tuples = iterate(zipLatest([range(1), slow]))
    slow.give('a')
    expect((await tuples.next()).value[1]).toBe('a')
    slow.give('b')
    await quiet()
    const texts: string[] = []
    for (let n = 0; n < 4; n++) texts.push((await tuples.next()).value[1])
    expect(texts).toContain('b')
    await tuples.return?.()
  })

  test('pulls one value of each while asked, and no more', async () => {
    const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
    const tuples = iterate(zipLatest(sources))
    const first = tuples.next()
    expect(logs(sources)).toEqual([pulled, pulled, pulled])
    for (const { give } of sources) give(1)
    expect(await first).toEqual({ value: [1, 1, 1], done: false })
    const second = tuples.next()
    for (const { give } of sources) give(2)
    expect(await second).toEqual({ value: [2, 1, 1], done: false })
    await quiet()
    const pulls = (): number[] => sources.map(({ log }) => log.length - 1)
    // The lookahead: one value of each but the one that gave.
    expect(pulls()).toEqual([2, 2, 2])
    expect(await tuples.next()).toEqual({ value: [2, 2, 1], done: false })
    expect(await tuples.next()).toEqual({ value: [2, 2, 2], done: false })
    await quiet()
    expect(pulls().reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(6 + 2)
  })

  describe('when a source ends', () => {
    test('goes on with its latest until the last one has ended', async () => {
      expect(await toArray(zipLatest([[1], ['a', 'b', 'c'], [true]]))).toEqual([
        [1, 'a', true],
        [1, 'b', true],
        [1, 'c', true],
      ])
    })

    test('ends at once where that one has given nothing, and closes the others once', async () => {
      const sources = [prompted<number>(), prompted<number>()]
      const tuples = iterate(zipLatest(sources))
      const first = tuples.next()
      sources[0]?.give(1)
      await quiet()
      sources[1]?.end()
      expect(await first).toEqual(done)
      expect(logs(sources)).toEqual([[...pulled, 'pulled', 'closed'], pulled])
      expect(await tuples.next()).toEqual(done)
    })

    test('says so after the others have closed, and fails where that fails', async () => {
      const left = prompted<number>(() => {
        throw new Error('close')
      })
      await expect(toArray(zipLatest([left, empty]))).rejects.toThrow('close')
    })
  })

  test('is empty of no sources, and of one that is', async () => {
    expect(await toArray(zipLatest([]))).toEqual([])
    expect(await toArray(zipLatest([range(1), empty]))).toEqual([])
    expect(await toArray(zipLatest([empty]))).toEqual([])
  })

  describe('when a source fails', () => {
    test('fails at once with that very error, and closes the others once', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      const tuples = iterate(zipLatest(sources))
      const first = tuples.next()
      sources[1]?.fail(undefined)
      await expect(first).rejects.toBe(undefined)
      expect(logs(sources)).toEqual([closed, pulled, closed])
      expect(await tuples.next()).toEqual(done)
    })

    test('gives the tuples before it', async () => {
      const seen: unknown[] = []
      const tuples = pipe(
        zipLatest([['a'], concat([range(1, 2), fail('third')])]),
        map((tuple) => seen.push(tuple)),
        toArray,
      )
      await expect(tuples).rejects.toBe('third')
      expect(seen).toEqual([
        ['a', 1],
        ['a', 2],
      ])
    })

    test('puts that error before one of closing the others, which it reports', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const late = new Error('close')
      const left = prompted<number>(() => {
        throw late
      })
      await expect(toArray(zipLatest([left, fail('first')]))).rejects.toBe('first')
      expect(warn).toHaveBeenCalledWith(expect.any(String), late)
      warn.mockRestore()
    })
  })

  test('closes every source that is open once when the consumer leaves', async () => {
    const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
    const tuples = iterate(zipLatest(sources))
    const first = tuples.next()
    sources[1]?.give(1)
    sources[1]?.end()
    await quiet()
    await tuples.return?.()
    expect(await first).toEqual(done)
    expect(logs(sources)).toEqual([closed, [...pulled, 'pulled'], closed])
  })

  test('starts afresh each time', async () => {
    const tuples = zipLatest([range(1, 2), ['a', 'b']])
    expect(await toArray(tuples)).toEqual(await toArray(tuples))
  })

  test('refuses what is no array of sources', () => {
    refuses(() => zipLatest(range(1) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => zipLatest([range(1), 3 as never]), TypeError, /^a source must be .*, got: 3$/)
  })

  test('keeps tuples', () => {
    const texts: AnyIterable<string> = ['a']
    expectTypeOf(zipLatest([range(1), texts])).toEqualTypeOf<AsyncIterable<[number, string]>>()
    expectTypeOf(zipLatest([])).toEqualTypeOf<AsyncIterable<[]>>()
    const lengths = pipe(
      zipLatest([range(1), texts]),
      map(([n, text]) => n + text.length),
    )
    expectTypeOf(lengths).toEqualTypeOf<AsyncIterable<number>>()
  })
})
