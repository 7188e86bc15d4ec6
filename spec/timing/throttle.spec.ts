import { pipe } from 'fp-ts/lib/function.js'
import { channel, concat, fail, map, of, prefetch, range, take, tap, throttle, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { timed } from './timed.ts'

/** A clock that moves on with each look. */
const moving = (step: number) => {
  let now = 0
  return { now: () => (now += step), sleep: () => Promise.reject(new Error('it slept')) }
}

describe('throttle', () => {
  describe('of values that are far enough apart', () => {
    obeysTheLaws({
      stage: throttle(10, { clock: moving(10) }),
      model: (values) => values,
      lookahead: 0,
    })
  })
  describe('of values that come all at once', () => {
    obeysTheLaws({
      stage: throttle(10, { clock: virtualClock() }),
      model: (values) => values.slice(0, 1),
      lookahead: 0,
    })
  })

  test('gives the first value at once, and drops what comes within ms of one that it gave', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, throttle(10, options)))
    for (let i = 0; i < 9; i++) ask()
    for (let at = 0; at < 30; at += 4) {
      source.give(at)
      await after(4)
    }
    source.end()
    expect((await after(0)).slice(0, 4)).toEqual([
      [0, 0],
      [12, 12],
      [24, 24],
      ['done', 32],
    ])
  })

  test('gives what comes exactly ms later', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, throttle(10, options)))
    ask()
    ask()
    source.give('a')
    await after(9)
    source.give('b')
    await after(1)
    source.give('c')
    expect(await after(0)).toEqual([
      ['a', 0],
      ['c', 10],
    ])
  })

  test('pulls until one value passes, and nothing between asks', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, throttle(10, options)))
    ask()
    source.give('a')
    await after(5)
    expect(source.log).toEqual(['opened', 'pulled'])
    ask()
    source.give('b')
    source.give('c')
    await after(0)
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'pulled'])
    await after(20)
    source.give('d')
    expect(await after(5)).toEqual([
      ['a', 0],
      ['d', 25],
    ])
    expect(source.log.length).toBe(5)
  })

  test('sees what waits for it at its next ask', async () => {
    const clock = virtualClock()
    const numbers = channel<number>()
    for (let i = 0; i < 5; i++) numbers.offer(i)
    const values = pipe(numbers, throttle(10, { clock }))[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ value: 0, done: false })
    clock.advance(10)
    expect(await values.next()).toEqual({ value: 1, done: false })
    await values.return?.()
  })

  test('needs no timer', async () => {
    const clock = moving(1)
    expect(await pipe(range(1, 10), throttle(5, { clock }), toArray)).toEqual([1, 6])
  })

  test('passes everything with 0', async () => {
    expect(await pipe(range(1, 3), throttle(0, { clock: virtualClock() }), toArray)).toEqual([1, 2, 3])
  })

  test('keeps a time of its own for each iteration', async () => {
    const first = pipe(range(1, 3), throttle(1000))
    expect([await toArray(first), await toArray(first)]).toEqual([[1], [1]])
  })

  test('looks at no clock before it is asked', () => {
    const clock = { now: () => expect.fail(), sleep: () => expect.fail() }
    pipe(range(1, 3), throttle(1, { clock }))[Symbol.asyncIterator]()
  })

  test('takes undefined and null for values, and fails with its source', async () => {
    const seen: unknown[] = []
    const values = pipe(
      concat([of(undefined), of(null), fail('no')]),
      throttle(10, { clock: moving(10) }),
      tap((value) => void seen.push(value)),
    )
    await expect(toArray(values)).rejects.toBe('no')
    expect(seen).toEqual([undefined, null])
  })

  test('fails where its clock does', async () => {
    const error = new Error('stopped')
    const now = (): never => {
      throw error
    }
    await expect(pipe(range(1), throttle(1, { clock: { now, sleep: now } }), toArray)).rejects.toBe(error)
  })

  test("goes by the system's time where no clock is given", async () => {
    const before = performance.now()
    expect((await pipe(range(1), throttle(3), prefetch(1), take(3), toArray)).length).toBe(3)
    expect(performance.now() - before).toBeGreaterThanOrEqual(6)
  })

  test('refuses what is no time, and what is no clock', () => {
    const allowed = /^ms must be an integer of at least 0, got: /
    for (const ms of [-1, 0.5, NaN, Infinity]) refuses(() => throttle(ms), RangeError, allowed)
    refuses(() => throttle('1' as never), TypeError, /^ms must be a number, got: "1"$/)
    refuses(() => throttle(1, { clock: {} as never }), TypeError, /^clock\.now must be a function/)
    refuses(() => throttle(1, 5 as never), TypeError, /^options must be an object/)
  })

  test('gives what its source gives', () => {
    expectTypeOf(pipe(range(1), throttle(1))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        ['a'],
        throttle(1),
        map((text) => text.length),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
