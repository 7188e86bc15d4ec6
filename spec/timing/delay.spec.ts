import { pipe } from 'fp-ts/lib/function.js'
import { delay, fail, filter, map, range, takeUntil, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { timed } from './timed.ts'

describe('delay', () => {
  const clock = virtualClock()
  describe.each([0, 5])('of %d ms', (ms) => {
    obeysTheLaws({
      stage: delay(ms, { clock }),
      model: (values) => values,
      lookahead: 0,
      eachTurn: () => clock.advance(5),
    })
  })

  test('gives each value ms after it has come', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, delay(10, options)))
    ask()
    await after(3)
    source.give('a')
    expect(await after(9)).toEqual([])
    expect(await after(1)).toEqual([['a', 13]])
  })

  test('holds one at a time: the next is pulled when it is asked for, and held as long', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, delay(10, options)))
    source.give('a')
    source.give('b')
    ask()
    ask()
    await quiet()
    expect(source.log).toEqual(['opened', 'pulled'])
    expect(await after(10)).toEqual([['a', 10]])
    expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
    expect(await after(9)).toEqual([['a', 10]])
    expect(await after(1)).toEqual([
      ['a', 10],
      ['b', 20],
    ])
    await after(50)
    expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
  })

  test('ends and fails at once', async () => {
    const clock = virtualClock()
    expect(await pipe([], delay(10, { clock }), toArray)).toEqual([])
    await expect(pipe(fail(undefined), delay(10, { clock }), toArray)).rejects.toBe(undefined)
    expect(clock.sleeping()).toBe(0)
  })

  test('gives what it holds before the error behind it, and leaves no timer', async () => {
    const { source, ask, after, clock } = timed((given, options) => pipe(given, delay(10, options)))
    source.give('a')
    source.fail('no')
    ask()
    ask()
    expect(await after(10)).toEqual([
      ['a', 10],
      ['no', 10],
    ])
    expect(clock.sleeping()).toBe(0)
  })

  test('lets go of its timer when the consumer leaves, and drops what it holds', async () => {
    const { source, ask, heard, values, clock } = timed((given, options) => pipe(given, delay(10, options)))
    source.give('a')
    ask()
    await quiet()
    expect(clock.sleeping()).toBe(1)
    await values.return?.()
    expect(clock.sleeping()).toBe(0)
    expect(heard).toEqual([['done', 0]])
    expect(source.log).toEqual(['opened', 'pulled', 'closed'])
  })

  test('sets no timer once the consumer has left in the middle of a push', async () => {
    const clock = virtualClock()
    const values: AsyncIterator<unknown> = pipe(
      range(1),
      delay(10, { clock }),
      map(() => values.return?.()),
    )[Symbol.asyncIterator]()
    const pending = values.next()
    clock.advance(10)
    expect(await pending).toEqual({ done: true, value: undefined })
    await quiet()
    expect(clock.sleeping()).toBe(0)
  })

  test('leaves no timer where it ends before a late timer has rung', async () => {
    const late = virtualClock()
    let now = 0
    const other = prompted<string>()
    const silent = pipe(
      other,
      filter(() => false),
    )
    const read = pipe([1], delay(10, { clock: { now: () => now, sleep: late.sleep } }), takeUntil(silent), toArray)
    await quiet()
    expect(late.sleeping()).toBe(1)
    now = 10
    other.give('a')
    expect(await read).toEqual([1])
    expect(late.sleeping()).toBe(0)
  })

  test('takes undefined and null for values', async () => {
    expect(await pipe([undefined, null], delay(0), toArray)).toEqual([undefined, null])
  })

  test('fails where its clock does, and closes its source', async () => {
    const error = new Error('stopped')
    const source = prompted<number>()
    source.give(1)
    const clock = { now: () => 0, sleep: () => Promise.reject(error) }
    await expect(pipe(source, delay(1, { clock }), toArray)).rejects.toBe(error)
    expect(source.log).toEqual(['opened', 'pulled', 'closed'])
  })

  test("goes by the system's time where no clock is given, and leaves no timer", async () => {
    const { result, left } = await timersLeftBy(async () => {
      const before = performance.now()
      const values = await pipe(range(1, 2), delay(4), toArray)
      return { values, took: performance.now() - before }
    })
    expect(result.values).toEqual([1, 2])
    expect(result.took).toBeGreaterThanOrEqual(8)
    await quiet()
    expect(left()).toBe(0)
  })

  test('refuses what is no time, and what is no clock', () => {
    const allowed = /^ms must be an integer of at least 0, got: /
    for (const ms of [-1, 0.5, NaN, Infinity]) refuses(() => delay(ms), RangeError, allowed)
    refuses(() => delay('1' as never), TypeError, /^ms must be a number, got: "1"$/)
    refuses(() => delay(1, { clock: {} as never }), TypeError, /^clock\.now must be a function/)
    refuses(() => delay(1, 5 as never), TypeError, /^options must be an object/)
  })

  test('gives what its source gives', () => {
    expectTypeOf(pipe(range(1), delay(1))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        ['a'],
        delay(1),
        map((text) => text.length),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
