import { pipe } from 'fp-ts/lib/function.js'
import { filter, iterate, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

describe('iterate', () => {
  sourceObeysTheLaws({
    source: () => iterate(1, (n) => n * 2),
    values: [1, 2, 4, 8, 16],
    afterwards: 'goes on',
    failing: (f) => () => iterate(1, f),
  })

  test('gives its seed without a call', async () => {
    const calls: number[] = []
    const source = iterate(1, (n) => {
      calls.push(n)
      return n + 1
    })
    expect(await pipe(source, take(1), toArray)).toEqual([1])
    expect(calls).toEqual([])
    expect(await pipe(source, take(3), toArray)).toEqual([1, 2, 3])
    expect(calls).toEqual([1, 2])
  })

  test.each([undefined, null])('takes %j for a value', async (nothing) => {
    const source = iterate<number | null | undefined>(1, (value) => (value === 1 ? nothing : 1))
    expect(await pipe(source, take(3), toArray)).toEqual([1, nothing, 1])
  })

  test('gives a promise on as a value', async () => {
    const [first, second] = await pipe(
      iterate<unknown>(0, (value) => Promise.resolve(value)),
      take(2),
      toArray,
    )
    expect(first).toBe(0)
    expect(second).toBeInstanceOf(Promise)
  })

  test('goes far', async () => {
    const last = pipe(
      iterate(1, (n) => n + 1),
      take(300_000),
      reduce(0, (_, n) => n),
    )
    expect(await last).toBe(300_000)
  })

  test('lets the event loop turn where nothing passes', async () => {
    const values = pipe(
      iterate(0, (n) => n + 1),
      filter(() => false),
    )[Symbol.asyncIterator]()
    const pending = values.next()
    await turn()
    await values.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  test('calls nothing once the consumer has left in the middle of a push', async () => {
    let calls = 0
    const source = iterate(0, (n) => {
      calls++
      return n + 1
    })
    const values = filter((n: number) => {
      if (n === 100) void values.return?.()
      return false
    })(source)[Symbol.asyncIterator]()
    await values.next()
    expect(calls).toBe(100)
  })

  test('refuses what is not a function', () => {
    refuses(() => iterate(1, 2 as never), TypeError, /^f must be a function, got: 2$/)
  })

  test('infers its type from the seed', () => {
    expectTypeOf(iterate(1, (n) => n + 1)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(iterate({ a: 1 }, ({ a }) => ({ a: a + 1 }))).toEqualTypeOf<AsyncIterable<{ a: number }>>()
  })
})
