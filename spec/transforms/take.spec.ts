import { pipe } from 'fp-ts/lib/function.js'
import { concat, fail, mapAccum, range, reduce, stage, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { many, watched } from './watched.ts'

describe('take', () => {
  obeysTheLaws({ stage: take(2), model: (values) => values.slice(0, 2), lookahead: 0, stopsAfter: 2 })

  describe('of 0', () => {
    // A source that refuses to open is never opened, so nobody hears of its error.
    obeysTheLaws({ stage: take(0), model: () => [], lookahead: 0, stopsAfter: 0, exceptions: ['R6'] })

    test('opens nothing', async () => {
      const source = watched([1])
      expect(await pipe(source, take(0), toArray)).toEqual([])
      expect(source.seen).toEqual({ opened: 0, pulls: 0, closed: 0 })
    })

    test('never sees its source fail', async () => {
      expect(await pipe(fail('no'), take(0), toArray)).toEqual([])
    })
  })

  test('of Infinity gives all', async () => {
    expect(await pipe(range(1, many), take(Infinity), reduce(0, Math.max))).toBe(many)
  })

  test('gives what there is of a shorter source', async () => {
    expect(await pipe(range(1, 2), take(3), toArray)).toEqual([1, 2])
  })

  test('counts undefined and null', async () => {
    expect(await pipe([undefined, null, 1], take(2), toArray)).toEqual([undefined, null])
  })

  test('pulls exactly what it gives, and closes the source with the last one', async () => {
    const source = watched([1, 2, 3])
    const iterator = pipe(source, take(2))[Symbol.asyncIterator]()
    await iterator.next()
    expect(source.seen).toEqual({ opened: 1, pulls: 1, closed: 0 })
    await iterator.next()
    expect(source.seen).toEqual({ opened: 1, pulls: 2, closed: 1 })
  })

  test('does not let the last value wait for the close', async () => {
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 1 }),
        return: () => new Promise<never>(() => undefined),
      }),
    }
    expect(await pipe(source, take(1))[Symbol.asyncIterator]().next()).toEqual({ done: false, value: 1 })
  })

  test('never sees an error behind its last value', async () => {
    expect(await pipe(concat([[1], fail('no')]), take(1), toArray)).toEqual([1])
  })

  test('gives no more where the end of the stage before it brings several values', async () => {
    const three = stage<number, number>('three', (down) => ({
      ...down,
      end: () => {
        for (const n of [7, 8, 9]) down.next(n)
        down.end()
      },
    }))
    const counted = mapAccum(
      0,
      (count, n: number) => [count + 1, n],
      (count) => ({ _tag: 'Some', value: -count }),
    )
    expect(await pipe([1], three, take(2), toArray)).toEqual([1, 7])
    expect(await pipe([1], three, take(2), counted, toArray)).toEqual([1, 7, -2])
    expect(await pipe([1], three, take(5), counted, toArray)).toEqual([1, 7, 8, 9, -4])
  })

  test('counts anew in each run', async () => {
    const twoOf = pipe(range(1), take(2))
    expect(await toArray(twoOf)).toEqual([1, 2])
    expect(await toArray(twoOf)).toEqual([1, 2])
  })

  test('takes any number of values without a deep stack', async () => {
    expect(await pipe(range(1), take(many), reduce(0, Math.max))).toBe(many)
  })

  test.each([-1, 1.5, Number.NaN, -Infinity])('refuses to take %d', (n) => {
    refuses(() => take(n), RangeError, /^n must be an integer of at least 0, or Infinity, got: /)
  })

  test('refuses what is not a number', () => {
    refuses(() => take('2' as never), TypeError, /^n must be a number, got: "2"$/)
  })

  test('keeps the type of the source', () => {
    expectTypeOf(pipe(['a'], take(1))).toEqualTypeOf<AsyncIterable<string>>()
  })
})
