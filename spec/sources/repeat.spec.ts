import { pipe } from 'fp-ts/lib/function.js'
import { filter, reduce, repeat, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

describe('repeat', () => {
  describe('some times', () => {
    sourceObeysTheLaws({ source: () => repeat('a', 3), values: ['a', 'a', 'a'] })
  })
  describe('for ever', () => {
    sourceObeysTheLaws({ source: () => repeat('a'), values: ['a', 'a', 'a', 'a'], afterwards: 'goes on' })
  })

  test('gives nothing no times', async () => {
    expect(await toArray(repeat('a', 0))).toEqual([])
  })

  test.each([undefined, null])('repeats %j', async (value) => {
    expect(await toArray(repeat(value, 2))).toEqual([value, value])
  })

  test('gives the value itself every time', async () => {
    const value = {}
    const values = await toArray(repeat(value, 2))
    expect(values.every((each) => each === value)).toBe(true)
  })

  test.each([Infinity, 300_000])('repeats often, up to %d times', async (times) => {
    const count = pipe(
      repeat('a', times),
      take(300_000),
      reduce(0, (sum) => sum + 1),
    )
    expect(await count).toBe(300_000)
  })

  test('lets the event loop turn where nothing passes', async () => {
    const values = filter(() => false)(repeat('a'))[Symbol.asyncIterator]()
    const pending = values.next()
    await turn()
    await values.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  test('gives nothing once the consumer has left in the middle of a push', async () => {
    let seen = 0
    const values = filter(() => {
      if (++seen === 100) void values.return?.()
      return false
    })(repeat('a'))[Symbol.asyncIterator]()
    await values.next()
    expect(seen).toBe(100)
  })

  test('refuses times that cannot be counted', () => {
    const allowed = /^times must be an integer of at least 0, or Infinity, got: /
    for (const times of [-1, 0.5, NaN, -Infinity]) refuses(() => repeat('a', times), RangeError, allowed)
    refuses(() => repeat('a', '2' as never), TypeError, /^times must be a number, got: "2"$/)
  })

  test('infers its type', () => {
    expectTypeOf(repeat('a', 2)).toEqualTypeOf<AsyncIterable<string>>()
  })
})
