import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { concat, empty, fail, filter, interleave, map, range, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

const inTurns = <A>(lists: readonly (readonly A[])[]): A[] =>
  Array.from({ length: Math.max(0, ...lists.map(({ length }) => length)) }, (_, i) => i).flatMap((i) =>
    lists.flatMap((list) => list.slice(i, i + 1)),
  )

describe('interleave', () => {
  describe('as a stage over its first source', () => {
    obeysTheLaws({
      stage: (source) => interleave([source, ['x', 'y']]),
      model: (values) => inTurns([values, ['x', 'y']]),
      lookahead: 0,
      unended: (values) => inTurns([values, ['x', 'y'].slice(0, values.length)]),
    })
  })
  describe('as a stage over its last source', () => {
    obeysTheLaws({
      stage: (source) => interleave([empty, ['x'], source]),
      model: (values) => ['x', ...values],
      lookahead: 0,
    })
  })

  test('gives a value of each in turns, for sources of any number and length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.anything())), async (lists) => {
        expect(await toArray(interleave(lists))).toEqual(inTurns(lists))
      }),
    )
  })

  test('is empty of no sources, and of empty ones', async () => {
    expect(await toArray(interleave([]))).toEqual([])
    expect(await toArray(interleave([empty, [], empty]))).toEqual([])
  })

  test('takes the same source several times', async () => {
    const source = range(1, 2)
    expect(await toArray(interleave([source, source]))).toEqual([1, 1, 2, 2])
  })

  test('carries thousands of sources', async () => {
    const sources = Array.from({ length: 5000 }, (_, i) => (i % 2 === 0 ? [] : [i]))
    expect(await toArray(interleave(sources))).toHaveLength(2500)
  })

  test('pulls nobody but the source whose turn it is, and only while asked', async () => {
    const left = prompted<number>()
    const right = prompted<number>()
    const values = iterate(interleave([left, right]))
    const first = values.next()
    right.give(10)
    await quiet()
    expect([left.log, right.log]).toEqual([['opened', 'pulled'], []])
    left.give(1)
    expect(await first).toEqual({ value: 1, done: false })
    await quiet()
    expect([left.log, right.log]).toEqual([['opened', 'pulled'], []])
    expect(await values.next()).toEqual({ value: 10, done: false })
    expect([left.log, right.log]).toEqual([
      ['opened', 'pulled'],
      ['opened', 'pulled'],
    ])
  })

  test('goes on where one source is slow to find a value', async () => {
    const rare = pipe(
      range(1),
      filter((n) => n % 3000 === 0),
    )
    expect(await pipe(interleave([range(1), rare]), take(4), toArray)).toEqual([1, 3000, 2, 6000])
  })

  describe('when a source fails', () => {
    test('gives the values of the turns before, then that very error', async () => {
      const seen: unknown[] = []
      const values = pipe(
        interleave([range(1), concat([range(10, 11), fail(undefined)])]),
        map((n) => seen.push(n)),
        toArray,
      )
      await expect(values).rejects.toBe(undefined)
      expect(seen).toEqual([1, 10, 2, 11, 3])
    })

    test('closes the others that are open, once, and opens nobody', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      sources[0]?.give(1)
      sources[1]?.fail('no')
      const values = iterate(interleave(sources))
      await values.next()
      await expect(values.next()).rejects.toBe('no')
      expect(sources.map(({ log }) => log)).toEqual([['opened', 'pulled', 'closed'], ['opened', 'pulled'], []])
      expect(await values.next()).toEqual(done)
    })

    test('puts that error before one of closing the others, which it reports', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const late = new Error('close')
      const left = prompted<number>(() => {
        throw late
      })
      left.give(1)
      await expect(toArray(interleave([left, fail('first')]))).rejects.toBe('first')
      expect(warn).toHaveBeenCalledWith(expect.any(String), late)
      warn.mockRestore()
    })
  })

  test('closes every source that is open once when the consumer leaves', async () => {
    const sources = [prompted<number>(), prompted<number>(), prompted<number>(), prompted<number>()]
    sources[0]?.give(1)
    sources[1]?.end()
    const values = iterate(interleave(sources))
    await values.next()
    const second = values.next()
    await quiet()
    await values.return?.()
    expect(await second).toEqual(done)
    expect(sources.map(({ log }) => log)).toEqual([
      ['opened', 'pulled', 'closed'],
      ['opened', 'pulled'],
      ['opened', 'pulled', 'closed'],
      [],
    ])
  })

  test('is iterated afresh each time', async () => {
    const values = interleave([range(1, 2), ['a']])
    expect([await toArray(values), await toArray(values)]).toEqual([
      [1, 'a', 2],
      [1, 'a', 2],
    ])
  })

  test('refuses what is no array of sources', () => {
    refuses(() => interleave(range(1) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => interleave([range(1), 3 as never]), TypeError, /^a source must be .*, got: 3$/)
  })

  test('unites the types of its sources', () => {
    const texts: Iterable<string> = ['a']
    expectTypeOf(interleave([range(1), texts])).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(interleave([])).toEqualTypeOf<AsyncIterable<never>>()
    expectTypeOf(
      pipe(
        interleave([range(1), texts]),
        map((value) => String(value)),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
})
