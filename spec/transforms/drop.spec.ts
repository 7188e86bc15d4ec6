import { pipe } from 'fp-ts/lib/function.js'
import { drop, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

describe('drop', () => {
  obeysTheLaws({ stage: drop(2), model: (values) => values.slice(2), lookahead: 0 })

  describe('of 0', () => {
    obeysTheLaws({ stage: drop(0), model: (values) => values, lookahead: 0 })
  })

  test('gives nothing of a shorter source', async () => {
    expect(await pipe(range(1, 2), drop(3), toArray)).toEqual([])
  })

  test('counts undefined and null', async () => {
    expect(await pipe([undefined, null, undefined], drop(2), toArray)).toEqual([undefined])
  })

  test('pulls n values more for the first, and one for each after it', async () => {
    const source = watched([1, 2, 3, 4])
    const iterator = pipe(source, drop(2))[Symbol.asyncIterator]()
    await iterator.next()
    expect(source.seen.pulls).toBe(3)
    await iterator.next()
    expect(source.seen.pulls).toBe(4)
  })

  test('counts anew in each run', async () => {
    const rest = pipe(range(1, 3), drop(2))
    expect(await toArray(rest)).toEqual([3])
    expect(await toArray(rest)).toEqual([3])
  })

  test('of Infinity reads all, gives nothing, and lets the event loop turn', async () => {
    expect(await pipe(range(1, 9), drop(Infinity), toArray)).toEqual([])
    expect(await letsTheLoopTurn(drop(Infinity))).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    expect(await pipe(range(1, many), drop(many - 1), toArray)).toEqual([many])
    expect(await pipe(range(1, many), drop(1), reduce(0, Math.max))).toBe(many)
  })

  test.each([-1, 1.5, Number.NaN, -Infinity])('refuses to drop %d', (n) => {
    refuses(() => drop(n), RangeError, /^n must be an integer of at least 0, or Infinity, got: /)
  })

  test('keeps the type of the source', () => {
    expectTypeOf(pipe(['a'], drop(1))).toEqualTypeOf<AsyncIterable<string>>()
  })
})
