import { pipe } from 'fp-ts/lib/function.js'
import { filter, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

describe('range', () => {
  describe('with an end', () => {
    sourceObeysTheLaws({ source: () => range(1, 4), values: [1, 2, 3, 4] })
  })
  describe('without one', () => {
    sourceObeysTheLaws({ source: () => range(1), values: [1, 2, 3, 4, 5], afterwards: 'goes on' })
  })

  test('includes its end', async () => {
    expect(await toArray(range(3, 5))).toEqual([3, 4, 5])
    expect(await toArray(range(3, 3))).toEqual([3])
  })

  test('counts through negative numbers', async () => {
    expect(await toArray(range(-2, 1))).toEqual([-2, -1, 0, 1])
  })

  test('is empty where its end is less than its start', async () => {
    expect(await toArray(range(1, 0))).toEqual([])
    expect(await toArray(range(5, -5))).toEqual([])
  })

  test('gives the last safe integer', async () => {
    const most = Number.MAX_SAFE_INTEGER
    expect(await toArray(range(most - 1, most))).toEqual([most - 1, most])
  })

  test('counts far', async () => {
    const sum = pipe(
      range(1, 300_000),
      reduce(0, (total, n) => total + n),
    )
    expect(await sum).toBe((300_000 * 300_001) / 2)
  })

  test('lets the event loop turn where nothing passes', async () => {
    const values = filter(() => false)(range(1))[Symbol.asyncIterator]()
    const pending = values.next()
    await turn()
    await values.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  test('counts no further once the consumer has left in the middle of a push', async () => {
    const seen: number[] = []
    const values = filter((n: number) => {
      seen.push(n)
      if (n === 100) void values.return?.()
      return false
    })(range(1))[Symbol.asyncIterator]()
    await values.next()
    expect(seen.length).toBe(100)
  })

  test('may go on behind take', async () => {
    expect(await pipe(range(7), take(2), toArray)).toEqual([7, 8])
  })

  test('refuses what are no integers', () => {
    refuses(() => range(0.5), RangeError, /^start must be an integer, got: 0.5$/)
    refuses(() => range(-Infinity), RangeError, /^start must be an integer, got: -Infinity$/)
    refuses(() => range(1, NaN), RangeError, /^end must be an integer, got: NaN$/)
    refuses(() => range(1, -Infinity), RangeError, /^end must be an integer, got: -Infinity$/)
    refuses(() => range(1, 2 ** 53), RangeError, /^end must be an integer, got: 9007199254740992$/)
    refuses(() => range('1' as never), TypeError, /^start must be a number, got: "1"$/)
    refuses(() => range(1, null as never), TypeError, /^end must be a number, got: null$/)
  })

  test('gives numbers', () => {
    expectTypeOf(range(1)).toEqualTypeOf<AsyncIterable<number>>()
  })
})
