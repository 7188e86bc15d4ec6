import { pipe } from 'fp-ts/lib/function.js'
import { concat, dropLast, fail, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

describe('dropLast', () => {
  obeysTheLaws({ stage: dropLast(2), model: (values) => values.slice(0, -2), lookahead: 2 })

  describe('of 0', () => {
    obeysTheLaws({ stage: dropLast(0), model: (values) => values, lookahead: 0 })
  })

  test('gives nothing of a shorter source', async () => {
    expect(await pipe(range(1, 2), dropLast(3), toArray)).toEqual([])
  })

  test('keeps undefined and null', async () => {
    expect(await pipe([undefined, null, 1], dropLast(1), toArray)).toEqual([undefined, null])
  })

  test('holds n values: pulls n more for the first, and one for each after it', async () => {
    const source = watched([1, 2, 3, 4, 5])
    const iterator = pipe(source, dropLast(2))[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ done: false, value: 1 })
    expect(source.seen.pulls).toBe(3)
    expect(await iterator.next()).toEqual({ done: false, value: 2 })
    expect(source.seen.pulls).toBe(4)
  })

  test('gives nothing of what it holds where the source fails', async () => {
    const iterator = pipe(concat([[1, 2, 3], fail('no')]), dropLast(2))[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ done: false, value: 1 })
    await expect(iterator.next()).rejects.toBe('no')
  })

  test('lets the event loop turn while it gives nothing', async () => {
    expect(await letsTheLoopTurn(dropLast(100_000_000))).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    expect(await pipe(range(1, many), dropLast(1), reduce(0, Math.max))).toBe(many - 1)
    expect(await pipe(range(1, many), dropLast(many - 1), toArray)).toEqual([1])
  })

  test.each([-1, 1.5, Number.NaN, Infinity])('refuses to drop %d', (n) => {
    refuses(() => dropLast(n), RangeError, /^n must be an integer of at least 0, got: /)
  })

  test('keeps the type of the source', () => {
    expectTypeOf(pipe(['a'], dropLast(1))).toEqualTypeOf<AsyncIterable<string>>()
  })
})
