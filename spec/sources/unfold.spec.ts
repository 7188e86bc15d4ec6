import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { filter, reduce, take, toArray, unfold } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

describe('unfold', () => {
  describe('to an end', () => {
    sourceObeysTheLaws({
      source: () => unfold(1, (n) => (n > 3 ? O.none : O.some([n * n, n + 1]))),
      values: [1, 4, 9],
      failing: (f) => () => unfold(1, (n) => (n > 3 ? O.none : O.some([f(n), n + 1]))),
    })
  })
  describe('for ever', () => {
    sourceObeysTheLaws({
      source: () => unfold(0, (n) => O.some([n, n + 1])),
      values: [0, 1, 2, 3],
      afterwards: 'goes on',
    })
  })

  test('is empty where there is nothing at first', async () => {
    expect(await toArray(unfold(1, () => O.none))).toEqual([])
  })

  test('calls its function once for each value, and once for the end', async () => {
    const calls: number[] = []
    const source = unfold(1, (n) => {
      calls.push(n)
      return n > 2 ? O.none : O.some([n, n + 1])
    })
    expect(await pipe(source, take(1), toArray)).toEqual([1])
    expect(calls).toEqual([1])
    await toArray(source)
    expect(calls).toEqual([1, 1, 2, 3])
  })

  test('takes undefined and null for values, and for states', async () => {
    const source = unfold<null | undefined, null | undefined>(undefined, (state) =>
      state === undefined ? O.some([null, null]) : O.none,
    )
    expect(await toArray(source)).toEqual([null])
  })

  test.each([undefined, null, 1, {}, [1, 2]])('fails with a TypeError where %j is given', async (given) => {
    const source = unfold(1, () => given as never)
    await expect(toArray(source)).rejects.toThrow(TypeError)
    await expect(toArray(source)).rejects.toThrow(/^what f gives must be an Option, got: /)
  })

  test('goes far', async () => {
    const count = pipe(
      unfold(1, (n) => (n > 300_000 ? O.none : O.some([n, n + 1]))),
      reduce(0, (sum) => sum + 1),
    )
    expect(await count).toBe(300_000)
  })

  test('lets the event loop turn where nothing passes', async () => {
    const values = pipe(
      unfold(0, (n) => O.some([n, n + 1])),
      filter(() => false),
    )[Symbol.asyncIterator]()
    const pending = values.next()
    await turn()
    await values.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  test('calls nothing once the consumer has left in the middle of a push', async () => {
    let calls = 0
    const source = unfold(1, (n) => {
      calls++
      return O.some([n, n + 1])
    })
    const values = filter((n: number) => {
      if (n === 100) void values.return?.()
      return false
    })(source)[Symbol.asyncIterator]()
    await values.next()
    expect(calls).toBe(100)
  })

  test('refuses what is not a function', () => {
    refuses(() => unfold(1, undefined as never), TypeError, /^f must be a function, got: undefined$/)
  })

  test('infers its types', () => {
    expectTypeOf(unfold(1, (n) => (n > 3 ? O.none : O.some([String(n), n + 1])))).toEqualTypeOf<AsyncIterable<string>>()
  })
})
