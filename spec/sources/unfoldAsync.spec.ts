import { pipe } from 'fp-ts/lib/function.js'
import type { Option } from 'fp-ts/lib/Option.js'
import * as O from 'fp-ts/lib/Option.js'
import { filter, reduce, take, toArray, unfoldAsync } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

const hung = new Promise<never>(() => undefined)

describe('unfoldAsync', () => {
  describe('to an end', () => {
    sourceObeysTheLaws({
      source: () => unfoldAsync(1, async (n) => (n > 3 ? O.none : O.some([n, n + 1]))),
      values: [1, 2, 3],
      failingAsync: (f) => () =>
        unfoldAsync(1, async (n, signal) => (n > 3 ? O.none : O.some([await f(n, signal), n + 1]))),
    })
  })
  describe('for ever', () => {
    sourceObeysTheLaws({
      source: () => unfoldAsync(0, async (n) => O.some([n, n + 1])),
      values: [0, 1, 2],
      afterwards: 'goes on',
    })
  })
  describe('without an answer', () => {
    sourceObeysTheLaws({
      source: () => unfoldAsync(0, (n) => (n < 2 ? Promise.resolve(O.some([n, n + 1] as const)) : hung)),
      values: [0, 1],
      afterwards: 'waits',
    })
  })

  test('makes one call at a time, however many values are asked for', async () => {
    let inFlight = 0
    let most = 0
    const values = unfoldAsync(0, async (n) => {
      most = Math.max(most, ++inFlight)
      await turn()
      inFlight--
      return O.some([n, n + 1])
    })[Symbol.asyncIterator]()
    const answers = await Promise.all([values.next(), values.next(), values.next()])
    expect(answers.map(({ value }) => value)).toEqual([0, 1, 2])
    expect(most).toBe(1)
  })

  test('makes no call for a value that nobody asks for', async () => {
    const calls: number[] = []
    const source = unfoldAsync(0, async (n) => {
      calls.push(n)
      return O.some([n, n + 1])
    })
    expect(await pipe(source, take(2), toArray)).toEqual([0, 1])
    await turn()
    expect(calls).toEqual([0, 1])
  })

  test('gives what its function fails with, be it thrown or rejected', async () => {
    const thrown = unfoldAsync(0, () => {
      throw undefined
    })
    const rejected = unfoldAsync(0, () => Promise.reject(undefined))
    await expect(toArray(thrown)).rejects.toBe(undefined)
    await expect(toArray(rejected)).rejects.toBe(undefined)
  })

  test.each([undefined, null, 1, {}, [1, 2]])('fails with a TypeError where %j is promised', async (given) => {
    const source = unfoldAsync(1, () => Promise.resolve(given as never))
    await expect(toArray(source)).rejects.toThrow(TypeError)
    await expect(toArray(source)).rejects.toThrow(/^what f promises must be an Option, got: /)
  })

  test('leaves at once a call that hangs, and aborts its signal', async () => {
    let heard: AbortSignal | undefined
    const values = unfoldAsync(0, (_, signal) => {
      heard = signal
      return hung
    })[Symbol.asyncIterator]()
    const pending = [values.next(), values.next()]
    expect(heard?.aborted).toBe(false)
    await values.return?.()
    expect(heard?.aborted).toBe(true)
    expect(await Promise.all(pending)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
  })

  test('aborts the signal also where it is the call that makes the consumer leave', async () => {
    let heard: AbortSignal | undefined
    const values: AsyncIterator<unknown> = unfoldAsync(0, (_, signal) => {
      heard = signal
      void values.return?.()
      return hung
    })[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: true, value: undefined })
    expect(heard?.aborted).toBe(true)
  })

  test('hears a rejection that comes after the consumer has left', async () => {
    const values = unfoldAsync(0, (_, signal) => {
      return new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    })[Symbol.asyncIterator]()
    void values.next()
    await values.return?.()
    await turn()
    expect(await values.next()).toEqual({ done: true, value: undefined })
  })

  test('calls nothing once the consumer has left in the middle of a push', async () => {
    let calls = 0
    // A promise is waited for, what is none goes on in the same breath.
    const at = (n: number) => O.some([n, n + 1] as const) as unknown as Promise<Option<readonly [number, number]>>
    const source = unfoldAsync(1, (n) => {
      calls++
      return at(n)
    })
    const values = filter((n: number) => {
      if (n === 100) void values.return?.()
      return false
    })(source)[Symbol.asyncIterator]()
    await values.next()
    expect(calls).toBe(100)
  })

  test('goes far', async () => {
    const count = pipe(
      unfoldAsync(1, async (n) => (n > 300_000 ? O.none : O.some([n, n + 1]))),
      reduce(0, (sum) => sum + 1),
    )
    expect(await count).toBe(300_000)
  })

  test('lets the event loop turn where nothing passes', async () => {
    const values = pipe(
      unfoldAsync(0, async (n) => O.some([n, n + 1])),
      filter(() => false),
    )[Symbol.asyncIterator]()
    const pending = values.next()
    await turn()
    await values.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  test('refuses what is not a function', () => {
    refuses(() => unfoldAsync(1, null as never), TypeError, /^f must be a function, got: null$/)
  })

  test('infers its types', () => {
    const source = unfoldAsync(1, async (n, signal) => (signal.aborted ? O.none : O.some([String(n), n + 1])))
    expectTypeOf(source).toEqualTypeOf<AsyncIterable<string>>()
  })
})
