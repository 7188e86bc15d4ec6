import { pipe } from 'fp-ts/lib/function.js'
import { filter, interval, map, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws, virtualClock } from '../laws.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { quiet } from '../openCalls.ts'
import { turn } from '../laws/timeline.ts'

/** The iterator of an interval, and what it has answered so far. */
const asked = (ms: number, start = 0) => {
  const clock = virtualClock(start)
  const values = interval(ms, { clock })[Symbol.asyncIterator]()
  const heard: (number | undefined)[] = []
  return {
    clock,
    values,
    heard,
    ask: () => void values.next().then(({ value }) => heard.push(value)),
    after: async (time: number) => {
      clock.advance(time)
      // A loop may take a breath before it answers.
      for (let i = 0; i < 3; i++) await turn()
      return [...heard]
    },
  }
}

describe('interval', () => {
  const clock = virtualClock()
  sourceObeysTheLaws({
    source: () => interval(5, { clock }),
    values: [0, 1, 2, 3],
    afterwards: 'goes on',
    eachTurn: () => clock.advance(5),
  })

  test('gives the first value ms after it is asked for, and the next ones every ms', async () => {
    const { ask, after } = asked(10)
    ask()
    ask()
    expect(await after(9)).toEqual([])
    expect(await after(1)).toEqual([0])
    expect(await after(9)).toEqual([0])
    expect(await after(1)).toEqual([0, 1])
  })

  test('starts to count at the first ask, not before', async () => {
    const { clock, ask, after } = asked(10)
    clock.advance(7)
    ask()
    expect(await after(9)).toEqual([])
    expect(await after(1)).toEqual([0])
  })

  test('skips the ticks at which nobody asked, without a gap in its numbers', async () => {
    const { clock, ask, after } = asked(10)
    ask()
    await after(10)
    clock.advance(35)
    ask()
    expect(await after(4)).toEqual([0])
    expect(await after(1)).toEqual([0, 1])
    ask()
    expect(await after(9)).toEqual([0, 1])
    expect(await after(1)).toEqual([0, 1, 2])
  })

  test('makes up for none of the ticks that it missed', async () => {
    const { clock, ask, after } = asked(10)
    ask()
    await after(10)
    clock.advance(1000)
    ask()
    ask()
    expect(await after(0)).toEqual([0])
    expect(await after(10)).toEqual([0, 1])
    expect(await after(10)).toEqual([0, 1, 2])
  })

  test('keeps to its grid however late a value was', async () => {
    const { ask, after } = asked(10)
    ask()
    expect(await after(13)).toEqual([0])
    ask()
    expect(await after(6)).toEqual([0])
    expect(await after(1)).toEqual([0, 1])
  })

  test('gives no tick twice where a timer is early', async () => {
    const slept: number[] = []
    let now = 100
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        slept.push(ms)
        // As timers do that count whole milliseconds.
        now += ms - 0.5
      },
    }
    expect(await pipe(interval(10, { clock }), take(3), toArray)).toEqual([0, 1, 2])
    expect(slept).toEqual([10, 10.5, 10.5])
  })

  test('answers several asks in turn, a tick each', async () => {
    const { ask, after } = asked(10)
    ask()
    ask()
    ask()
    expect(await after(10)).toEqual([0])
    expect(await after(10)).toEqual([0, 1])
    expect(await after(10)).toEqual([0, 1, 2])
  })

  test('sleeps only while it is asked', async () => {
    const { clock, values, ask, after } = asked(10)
    expect(clock.sleeping()).toBe(0)
    ask()
    expect(clock.sleeping()).toBe(1)
    await after(10)
    expect(clock.sleeping()).toBe(0)
    await values.return?.()
  })

  test('lets go of its timer when the consumer leaves', async () => {
    const { clock, values, ask, heard } = asked(10)
    ask()
    await values.return?.()
    expect(clock.sleeping()).toBe(0)
    expect(heard).toEqual([undefined])
  })

  test('sets no timer once the consumer has left in the middle of a push', async () => {
    const clock = virtualClock()
    const values = pipe(
      interval(10, { clock }),
      filter(() => {
        void values.return?.()
        return false
      }),
    )[Symbol.asyncIterator]()
    const pending = values.next()
    clock.advance(10)
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(clock.sleeping()).toBe(0)
  })

  test('fails where its clock does', async () => {
    const error = new Error('stopped')
    const clock = { now: () => 0, sleep: () => Promise.reject(error) }
    await expect(toArray(interval(1, { clock }))).rejects.toBe(error)
  })

  test("goes by the system's time where no clock is given, and leaves no timer", async () => {
    const { result, left } = await timersLeftBy(async () => {
      const before = performance.now()
      const values = await pipe(interval(2), take(3), toArray)
      return { values, took: performance.now() - before }
    })
    expect(result.values).toEqual([0, 1, 2])
    expect(result.took).toBeGreaterThan(4)
    await quiet()
    expect(left()).toBe(0)
  })

  test('counts each iteration from 0', async () => {
    const clock = virtualClock()
    const source = interval(10, { clock })
    for (let i = 0; i < 2; i++) {
      const values = source[Symbol.asyncIterator]()
      const pending = values.next()
      clock.advance(10)
      expect(await pending).toEqual({ done: false, value: 0 })
      await values.return?.()
    }
  })

  test('refuses what is no time', () => {
    const allowed = /^ms must be an integer of at least 1, got: /
    for (const ms of [0, -1, 0.5, NaN, Infinity]) refuses(() => interval(ms), RangeError, allowed)
    refuses(() => interval('1' as never), TypeError, /^ms must be a number, got: "1"$/)
  })

  test('gives numbers', () => {
    expectTypeOf(interval(1)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        interval(1),
        map((n) => `${n}`),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
})
