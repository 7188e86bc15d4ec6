import { pipe } from 'fp-ts/lib/function.js'
import { concat, empty, fail, map, range, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

describe('concat', () => {
  describe('as a stage over its first source', () => {
    obeysTheLaws({
      stage: (source) => concat([source, ['last']]),
      model: (values) => [...values, 'last'],
      lookahead: 0,
      unended: (values) => values,
    })
  })
  describe('as a stage over its last source', () => {
    obeysTheLaws({
      stage: (source) => concat([empty, ['first'], source]),
      model: (values) => ['first', ...values],
      lookahead: 0,
    })
  })

  test('gives all values of one source after the other', async () => {
    expect(await toArray(concat([range(1, 2), [], ['a'], [null, undefined]]))).toEqual([1, 2, 'a', null, undefined])
  })

  test('is empty of no sources, and of empty ones', async () => {
    expect(await toArray(concat([]))).toEqual([])
    expect(await toArray(concat([empty, [], empty]))).toEqual([])
  })

  test('takes the same source several times', async () => {
    const source = range(1, 2)
    expect(await toArray(concat([source, source]))).toEqual([1, 2, 1, 2])
  })

  test('carries thousands of sources', async () => {
    expect(await toArray(concat(Array.from({ length: 5000 }, (_, i) => [i])))).toHaveLength(5000)
  })

  test('opens a source when the one before has ended, and a value more is wanted', async () => {
    const first = prompted<number>()
    const second = prompted<number>()
    const values = iterate(concat([first, second]))
    const one = values.next()
    first.give(1)
    await one
    await quiet()
    expect([first.log, second.log]).toEqual([['opened', 'pulled'], []])
    const two = values.next()
    first.end()
    await quiet()
    expect([first.log, second.log]).toEqual([
      ['opened', 'pulled', 'pulled'],
      ['opened', 'pulled'],
    ])
    second.give(2)
    expect(await two).toEqual({ value: 2, done: false })
  })

  test('fails with the first error, behind the values before it, and opens no source any more', async () => {
    const behind = prompted<number>()
    const seen: number[] = []
    const values = pipe(
      concat([range(1, 2), fail(undefined), behind]),
      map((n) => seen.push(n)),
      toArray,
    )
    await expect(values).rejects.toBe(undefined)
    expect([seen, behind.log]).toEqual([[1, 2], []])
  })

  test('closes the source that is open, and no other, when the consumer leaves', async () => {
    const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
    const values = iterate(concat(sources))
    const first = values.next()
    sources[0]?.end()
    sources[1]?.give(1)
    expect(await first).toEqual({ value: 1, done: false })
    await values.return?.()
    expect(sources.map(({ log }) => log)).toEqual([['opened', 'pulled'], ['opened', 'pulled', 'closed'], []])
    expect(await values.next()).toEqual(done)
  })

  test('closes the source that owes an answer at once when the consumer leaves', async () => {
    const source = prompted<number>()
    const values = iterate(concat([source, range(1)]))
    const pending = values.next()
    void values.return?.()
    expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    expect(await pending).toEqual(done)
  })

  test('goes no further than what is taken', async () => {
    const behind = prompted<number>()
    expect(await pipe(concat([range(1, 2), behind]), take(2), toArray)).toEqual([1, 2])
    expect(behind.log).toEqual([])
  })

  test('is iterated afresh each time', async () => {
    const values = concat([range(1, 2), ['a']])
    expect([await toArray(values), await toArray(values)]).toEqual([
      [1, 2, 'a'],
      [1, 2, 'a'],
    ])
  })

  test('refuses what is no array of sources', () => {
    refuses(() => concat(new Set([range(1)]) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => concat([range(1), null as never]), TypeError, /^a source must be .*, got: null$/)
  })

  test('unites the types of its sources', () => {
    const texts: Iterable<string> = ['a']
    expectTypeOf(concat([range(1), texts])).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(concat([range(1), range(2)])).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(concat([])).toEqualTypeOf<AsyncIterable<never>>()
    expectTypeOf(
      pipe(
        concat([range(1), texts]),
        map((value) => String(value)),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
})
