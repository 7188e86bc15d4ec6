import { pipe } from 'fp-ts/lib/function.js'
import { fail, filter, map, never, prefetch, range, timeout, TimeoutError, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { timed } from './timed.ts'

const late = expect.objectContaining({ name: 'TimeoutError', ms: 10 }) as unknown

describe('timeout', () => {
  const clock = virtualClock()
  obeysTheLaws({
    stage: timeout(1e9, { clock }),
    model: (values) => values,
    lookahead: 0,
    eachTurn: () => clock.advance(1),
  })

  test('fails when ms have passed since the ask, and closes its source before that', async () => {
    const { source, ask, after, clock } = timed((given, options) => pipe(given, timeout(10, options)))
    await after(5)
    ask()
    ask()
    expect(await after(9)).toEqual([])
    expect(source.log).toEqual(['opened', 'pulled'])
    expect(await after(1)).toEqual([
      [late, 15],
      ['done', 15],
    ])
    expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    expect(clock.sleeping()).toBe(0)
  })

  test('counts anew for each value', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, timeout(10, options)))
    for (const name of ['a', 'b', 'c']) {
      ask()
      await after(9)
      source.give(name)
    }
    ask()
    expect(await after(9)).toEqual([
      ['a', 9],
      ['b', 18],
      ['c', 27],
    ])
    expect((await after(1)).at(-1)).toEqual([late, 37])
  })

  test('counts anew for each of several asks at once', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, timeout(10, options)))
    ask()
    ask()
    await after(9)
    source.give('a')
    expect(await after(9)).toEqual([['a', 9]])
    source.give('b')
    expect(await after(20)).toEqual([
      ['a', 9],
      ['b', 18],
    ])
  })

  test('does not count the time of the consumer', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, timeout(10, options)))
    ask()
    source.give('a')
    await after(1000)
    ask()
    await after(9)
    source.give('b')
    await after(1000)
    ask()
    expect(await after(9)).toEqual([
      ['a', 0],
      ['b', 1009],
    ])
    expect((await after(1)).at(-1)).toEqual([late, 2019])
  })

  test('times the end, too', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, timeout(10, options)))
    ask()
    source.give('a')
    ask()
    expect((await after(10)).at(-1)).toEqual([late, 10])
  })

  test('ends and fails with its source where that is in time, and leaves no timer', async () => {
    const ends = timed((given, options) => pipe(given, timeout(10, options)))
    ends.ask()
    await ends.after(9)
    ends.source.end()
    expect(await ends.after(0)).toEqual([['done', 9]])
    expect(ends.clock.sleeping()).toBe(0)
    const fails = timed((given, options) => pipe(given, timeout(10, options)))
    fails.ask()
    await fails.after(9)
    expect(fails.clock.sleeping()).toBe(1)
    fails.source.fail(undefined)
    expect(await fails.after(0)).toEqual([[undefined, 9]])
    expect(fails.clock.sleeping()).toBe(0)
  })

  test('gives a value that has come, though its own timer has rung with it', async () => {
    let now = 0
    const clock = virtualClock()
    const source = prompted<number>()
    const values = pipe(source, timeout(10, { clock: { now: () => now, sleep: clock.sleep } }))[Symbol.asyncIterator]()
    const first = values.next()
    // The event loop was busy for long.
    source.give(1)
    now = 500
    clock.advance(500)
    expect(await first).toEqual({ value: 1, done: false })
    await values.return?.()
  })

  test('does not take for an answer what the stages above it leave out', async () => {
    const { source, ask, after } = timed((given, options) =>
      pipe(
        given,
        filter(() => false),
        timeout(10, options),
      ),
    )
    ask()
    for (let i = 0; i < 3; i++) {
      await after(3)
      source.give(i)
    }
    expect(await after(1)).toEqual([[late, 10]])
  })

  test('fails where stages above it leave out value after value without a pause', async () => {
    const none = pipe(
      range(1),
      filter(() => false),
    )
    await expect(pipe(none, timeout(20), toArray)).rejects.toBeInstanceOf(TimeoutError)
  })

  test('costs one timer for many values', async () => {
    let slept = 0
    const { source, ask, after } = timed((given, { clock }) => {
      const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
        slept++
        return clock.sleep(ms, signal)
      }
      return pipe(given, timeout(10, { clock: { ...clock, sleep } }))
    })
    for (let i = 0; i < 5; i++) {
      ask()
      await after(1)
      source.give(i)
    }
    expect((await after(0)).length).toBe(5)
    expect(slept).toBe(1)
  })

  test('looks at no clock while values come at once', async () => {
    let looks = 0
    const clock = { now: () => looks++, sleep: () => Promise.resolve() }
    expect(await pipe(range(1, 3), timeout(1, { clock }), toArray)).toEqual([1, 2, 3])
    expect(looks).toBe(0)
  })

  test('lets go of its timer when the consumer leaves', async () => {
    const { source, ask, heard, values, clock } = timed((given, options) => pipe(given, timeout(10, options)))
    ask()
    await quiet()
    expect(clock.sleeping()).toBe(1)
    await values.return?.()
    expect(clock.sleeping()).toBe(0)
    expect(heard).toEqual([['done', 0]])
    expect(source.log).toEqual(['opened', 'pulled', 'closed'])
  })

  test('sets no timer once it was left from inside its source', async () => {
    const { ask, after, values, clock } = timed((_, options) => {
      const leaver: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            void values.return?.()
            return new Promise(() => undefined)
          },
        }),
      }
      return pipe(leaver, timeout(10, options))
    })
    ask()
    expect(await after(0)).toEqual([['done', 0]])
    expect(clock.sleeping()).toBe(0)
  })

  test('puts no time limit on what it does not ask for', async () => {
    const { source, after, values, clock } = timed((given, options) => pipe(given, timeout(10, options), prefetch(1)))
    const first = values.next()
    source.give(1)
    expect(await first).toEqual({ value: 1, done: false })
    source.give(2)
    await after(100)
    expect(clock.sleeping()).toBe(0)
    expect(await values.next()).toEqual({ value: 2, done: false })
    await values.return?.()
  })

  test('fails with the error of its clock', async () => {
    const error = new Error('stopped')
    const clock = { now: () => 0, sleep: () => Promise.reject(error) }
    await expect(pipe(never, timeout(1, { clock }), toArray)).rejects.toBe(error)
  })

  test('fails where the time is over before it could be waited for, as after a stall of the whole process', async () => {
    let now = 0
    const clock = { now: () => (now += 10), sleep: () => new Promise<void>(() => undefined) }
    await expect(pipe(never, timeout(5, { clock }), toArray)).rejects.toThrow('nothing came within 5 ms')
  })

  test("goes by the system's time where no clock is given, and leaves no timer", async () => {
    const { left } = await timersLeftBy(async () => {
      await expect(pipe(never, timeout(5), toArray)).rejects.toThrow('nothing came within 5 ms')
      await expect(pipe(fail('no'), timeout(1000), toArray)).rejects.toBe('no')
    })
    await quiet()
    expect(left()).toBe(0)
  })

  test('refuses what is no time, and what is no clock', () => {
    const allowed = /^ms must be an integer of at least 1, got: /
    for (const ms of [0, -1, 0.5, NaN, Infinity]) refuses(() => timeout(ms), RangeError, allowed)
    refuses(() => timeout('1' as never), TypeError, /^ms must be a number, got: "1"$/)
    refuses(() => timeout(1, { clock: {} as never }), TypeError, /^clock\.now must be a function/)
    refuses(() => timeout(1, 5 as never), TypeError, /^options must be an object/)
  })

  test('gives what its source gives', () => {
    expectTypeOf(pipe(range(1), timeout(1))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        ['a'],
        timeout(1),
        map((text) => text.length),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
