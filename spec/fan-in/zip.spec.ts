import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  concat,
  empty,
  fail,
  filter,
  map,
  prefetch,
  range,
  stage,
  take,
  takeUntil,
  toArray,
  zip,
  type Zipped,
} from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

describe('zip', () => {
  describe('as a stage over its first source', () => {
    obeysTheLaws({
      stage: (source) => zip([source, range(0)]),
      model: (values) => values.map((value, i) => [value, i]),
      lookahead: 0,
    })
  })
  describe('as a stage over its last source', () => {
    obeysTheLaws({
      stage: (source) => zip([range(0), source]),
      model: (values) => values.map((value, i) => [i, value]),
      lookahead: 0,
    })
  })
  describe('as a stage over its only source', () => {
    obeysTheLaws({
      stage: (source) => zip([source]),
      model: (values) => values.map((value) => [value]),
      lookahead: 0,
    })
  })

  test('gives the values of the same place as one row', async () => {
    const rows = zip([
      [1, 2, 3],
      ['a', 'b', 'c'],
      [null, undefined, null],
    ])
    expect(await toArray(rows)).toEqual([
      [1, 'a', null],
      [2, 'b', undefined],
      [3, 'c', null],
    ])
  })

  test('is empty of no sources, and of one that is', async () => {
    expect(await toArray(zip([]))).toEqual([])
    expect(await toArray(zip([[1, 2], empty]))).toEqual([])
  })

  test('gives an array of its own for each row', async () => {
    const rows = await toArray(zip([range(1, 9)]))
    expect(new Set(rows).size).toBe(9)
  })

  test('pulls one value of each source side by side, and only while asked', async () => {
    const left = prompted<number>()
    const right = prompted<string>()
    const rows = iterate(zip([left, right]))
    const first = rows.next()
    expect([left.log, right.log]).toEqual([
      ['opened', 'pulled'],
      ['opened', 'pulled'],
    ])
    right.give('a')
    await quiet()
    left.give(1)
    expect(await first).toEqual({ value: [1, 'a'], done: false })
    await quiet()
    expect([left.log.length, right.log.length]).toEqual([2, 2])
  })

  test('goes on where one source is slow to find a value', async () => {
    const rare = pipe(
      range(1),
      filter((n) => n % 3000 === 0),
    )
    expect(await pipe(zip([range(1), rare]), take(2), toArray)).toEqual([
      [1, 3000],
      [2, 6000],
    ])
  })

  test('asks no source again whose value stands in the row, though it has news', async () => {
    const left = prompted<number>()
    const right = prompted<string>()
    const news = prompted<unknown>()
    const rows = iterate(zip([pipe(left, takeUntil(news)), right]))
    const first = rows.next()
    left.give(1)
    await quiet()
    news.give('enough')
    await quiet()
    right.give('a')
    expect(await first).toEqual({ value: [1, 'a'], done: false })
    expect(await rows.next()).toEqual(done)
  })

  test('tells its sources what is asked of it', async () => {
    const met: number[] = []
    const watch = stage<number, number>('watch', (down) => ({
      ...down,
      next: (value) => {
        met.push(down.demand())
        return down.next(value)
      },
    }))
    await pipe(zip([watch(range(1, 4))]), prefetch({ max: 4, min: 0 }), toArray)
    expect(met).toEqual([4, 3, 2, 1])
  })

  describe('when a source ends', () => {
    test('ends, closes the others once and drops an incomplete row', async () => {
      const left = prompted<number>()
      const right = prompted<string>()
      const rows = iterate(zip([left, right]))
      const first = rows.next()
      left.give(1)
      right.end()
      expect(await first).toEqual(done)
      expect(left.log).toEqual(['opened', 'pulled', 'closed'])
      expect(right.log).toEqual(['opened', 'pulled'])
      expect(await rows.next()).toEqual(done)
    })

    test('ends at once, also where another one still owes its answer', async () => {
      const left = prompted<number>()
      const right = prompted<string>()
      const first = iterate(zip([left, right])).next()
      right.end()
      expect(await first).toEqual(done)
      expect(left.log).toEqual(['opened', 'pulled', 'closed'])
    })

    test('ends so too where that takes a source many values that it does not give', async () => {
      const none = pipe(
        range(1, 3000),
        filter(() => false),
      )
      expect(await toArray(zip([none, prompted<number>()]))).toEqual([])
    })

    test('does not pull those behind it where it knows already', async () => {
      const behind = prompted<number>()
      expect(await toArray(zip([empty, behind]))).toEqual([])
      expect(behind.log).toEqual([])
    })

    test('says so after the others have closed, and fails where that fails', async () => {
      const left = prompted<number>(() => {
        throw new Error('close')
      })
      left.give(1)
      await expect(toArray(zip([left, empty]))).rejects.toThrow('close')
    })
  })

  describe('when a source fails', () => {
    test('fails with that very error, and closes the others once', async () => {
      const left = prompted<number>()
      const right = prompted<string>()
      const rows = iterate(zip([left, right]))
      const first = rows.next()
      left.give(1)
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
      await expect(toArray(zip([left, fail('first')]))).rejects.toBe('first')
      expect(warn).toHaveBeenCalledWith(expect.any(String), late)
      warn.mockRestore()
    })

    test('gives the complete rows before the error', async () => {
      const seen: unknown[] = []
      const rows = pipe(
        zip([concat([range(1, 2), fail('third')]), range(1)]),
        map((row) => seen.push(row)),
        toArray,
      )
      await expect(rows).rejects.toBe('third')
      expect(seen).toEqual([
        [1, 1],
        [2, 2],
      ])
    })
  })

  test('closes every opened source once when the consumer leaves', async () => {
    const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
    const rows = iterate(zip(sources))
    const first = rows.next()
    sources[1]?.give(1)
    await rows.return?.()
    expect(await first).toEqual(done)
    expect(sources.map(({ log }) => log)).toEqual(sources.map(() => ['opened', 'pulled', 'closed']))
  })

  test('opens no other source when one leaves for it, from inside its next()', async () => {
    const behind = prompted<number>()
    const leaver: Iterable<number> = {
      [Symbol.iterator]: () => ({
        next: () => {
          void rows.return?.()
          return { done: false, value: 1 }
        },
      }),
    }
    const rows: AsyncIterator<unknown> = iterate(zip([leaver, behind]))
    expect(await rows.next()).toEqual(done)
    expect(behind.log).toEqual([])
  })

  test('is iterated afresh each time', async () => {
    const rows = zip([range(1), ['a', 'b']])
    expect([await toArray(rows), await toArray(rows)]).toEqual([
      [
        [1, 'a'],
        [2, 'b'],
      ],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ])
  })

  test('refuses what is no array of sources', () => {
    refuses(() => zip(range(1) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => zip([range(1), 3 as never]), TypeError, /^a source must be .*, got: 3$/)
  })

  test('keeps tuples, as arrays that are the consumer’s own', () => {
    const numbers: AnyIterable<number> = range(1)
    const texts: AnyIterable<string> = ['a']
    expectTypeOf(zip([numbers, texts])).toEqualTypeOf<AsyncIterable<[number, string]>>()
    expectTypeOf(zip([numbers, [true, false]])).toEqualTypeOf<AsyncIterable<[number, boolean]>>()
    expectTypeOf(zip([numbers, texts].slice() as AnyIterable<number>[])).toEqualTypeOf<AsyncIterable<number[]>>()
    expectTypeOf(zip([])).toEqualTypeOf<AsyncIterable<[]>>()
    expectTypeOf<Zipped<readonly [AsyncIterable<1>, Iterable<'a'>]>>().toEqualTypeOf<[1, 'a']>()
    const lengths = pipe(
      zip([numbers, texts]),
      map(([n, text]) => n + text.length),
    )
    expectTypeOf(lengths).toEqualTypeOf<AsyncIterable<number>>()
  })
})
