import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { channel, concat, debounce, delay, fail, filter, map, range, tap, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { timed } from './timed.ts'

describe('debounce', () => {
  describe('of values that never stand alone', () => {
    const clock = virtualClock()
    obeysTheLaws({
      stage: debounce(1e9, { clock }),
      model: (values) => values.slice(-1),
      atFailure: (values) => values.slice(-1),
      lookahead: 1,
      eachTurn: () => clock.advance(1),
    })
  })
  describe('of values that all stand alone', () => {
    const clock = virtualClock()
    obeysTheLaws({
      stage: (source) => pipe(source, delay(10, { clock }), debounce(5, { clock })),
      model: (values) => values,
      atFailure: (values) => values,
      lookahead: 1,
      eachTurn: () => clock.advance(5),
    })
  })

  test('gives a value when ms have passed without another one', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, debounce(10, options)))
    ask()
    source.give('a')
    expect(await after(9)).toEqual([])
    expect(await after(1)).toEqual([['a', 10]])
  })

  test('drops a value that is followed sooner', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, debounce(10, options)))
    ask()
    for (const name of ['a', 'b', 'c']) {
      source.give(name)
      await after(9)
    }
    expect(await after(0)).toEqual([])
    expect(await after(1)).toEqual([['c', 28]])
  })

  test('gives of any source the values that no other one followed within ms', async () => {
    const pauses = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(pauses, fc.integer({ min: 1, max: 9 }), async (waits, ms) => {
        const { source, ask, after } = timed((given, options) => pipe(given, debounce(ms, options)))
        const due: (readonly [unknown, number])[] = []
        let at = 0
        for (const _ of waits) ask()
        for (const [i, wait] of waits.entries()) {
          source.give(i)
          await after(wait)
          if (wait >= ms) due.push([i, at + ms])
          at += wait
        }
        const heard = await after(10)
        const last = waits.length - 1
        const expected = last < 0 || (waits[last] ?? 0) >= ms ? due : [...due, [last, at - (waits[last] ?? 0) + ms]]
        expect(heard).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  test('pulls on while it is asked, and nothing between asks', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, debounce(10, options)))
    ask()
    await after(1)
    expect(source.log).toEqual(['opened', 'pulled'])
    source.give('a')
    await after(1)
    expect(source.log.length).toBe(3)
    await after(10)
    source.give('b')
    source.give('c')
    expect(await after(50)).toEqual([['a', 11]])
    expect(source.log.length).toBe(3)
    ask()
    await after(1)
    expect(source.log.length).toBe(5)
  })

  test('counts the time of what came meanwhile from when it is seen', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, debounce(10, options)))
    ask()
    source.give('a')
    await after(10)
    source.give('b')
    await after(100)
    ask()
    expect(await after(9)).toEqual([['a', 10]])
    expect(await after(1)).toEqual([
      ['a', 10],
      ['b', 120],
    ])
  })

  test('gives what it holds at the end at once, and leaves no timer', async () => {
    const { source, ask, after, clock } = timed((given, options) => pipe(given, debounce(10, options)))
    ask()
    ask()
    source.give('a')
    await after(3)
    expect(clock.sleeping()).toBe(1)
    source.end()
    expect(await after(0)).toEqual([
      ['a', 3],
      ['done', 3],
    ])
    expect(clock.sleeping()).toBe(0)
  })

  test('gives what it holds before an error, and leaves no timer', async () => {
    const { source, ask, after, clock } = timed((given, options) => pipe(given, debounce(10, options)))
    ask()
    source.give('a')
    await after(3)
    source.fail(undefined)
    expect(await after(2)).toEqual([['a', 3]])
    ask()
    ask()
    expect(await after(0)).toEqual([
      ['a', 3],
      [undefined, 5],
      ['done', 5],
    ])
    expect(clock.sleeping()).toBe(0)
  })

  test('gives a value whose time has come, though a busy event loop lets another one come with it', async () => {
    let now = 0
    const late = virtualClock()
    const source = prompted<number>()
    const clock = { now: () => now, sleep: late.sleep }
    const values = pipe(source, debounce(10, { clock }))[Symbol.asyncIterator]()
    const first = values.next()
    source.give(1)
    await quiet()
    now = 500
    source.give(2)
    late.advance(500)
    expect(await first).toEqual({ value: 1, done: false })
    await values.return?.()
  })

  test.each([0, 1])('takes values that are there at once for simultaneous (%d ms)', async (ms) => {
    expect(await pipe(range(1, 30_000), debounce(ms), toArray)).toEqual([30_000])
    const numbers = channel<number>({ capacity: 99 })
    for (let i = 0; i < 99; i++) numbers.offer(i)
    numbers.end()
    expect(await pipe(numbers, debounce(ms), toArray)).toEqual([98])
  })

  test('gives with 0 what its source does not follow up at once', async () => {
    const { source, ask, after } = timed((given, options) => pipe(given, debounce(0, options)))
    ask()
    source.give('a')
    expect(await after(0)).toEqual([['a', 0]])
  })

  test('gives a value in time though stages above it leave out all that follow', async () => {
    const seen: number[] = []
    const first = pipe(
      range(1),
      filter((n) => n === 1),
      debounce(10),
      tap((n) => void seen.push(n)),
    )[Symbol.asyncIterator]()
    expect(await first.next()).toEqual({ value: 1, done: false })
    await first.return?.()
  })

  test('costs no timer for a value that is followed', async () => {
    let slept = 0
    const { source, ask, after } = timed((given, { clock }) => {
      const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
        slept++
        return clock.sleep(ms, signal)
      }
      return pipe(given, debounce(10, { clock: { ...clock, sleep } }))
    })
    ask()
    for (let i = 0; i < 9; i++) {
      source.give(i)
      await after(1)
    }
    expect(slept).toBe(1)
    await after(10)
    expect(slept).toBe(2)
  })

  test('lets go of its timer when the consumer leaves, and drops what it holds', async () => {
    const { source, ask, heard, values, clock } = timed((given, options) => pipe(given, debounce(10, options)))
    source.give('a')
    ask()
    await quiet()
    expect(clock.sleeping()).toBe(1)
    await values.return?.()
    expect(clock.sleeping()).toBe(0)
    expect(heard).toEqual([['done', 0]])
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'closed'])
  })

  test('sets no timer once it was left from inside its source', async () => {
    const { ask, after, values, clock } = timed((_, options) => {
      let pulls = 0
      const leaver: Iterable<number> = {
        [Symbol.iterator]: () => ({
          next: () => {
            if (++pulls === 2) void values.return?.()
            return { done: false, value: pulls }
          },
        }),
      }
      return pipe(leaver, debounce(10, options))
    })
    ask()
    expect(await after(0)).toEqual([['done', 0]])
    expect(clock.sleeping()).toBe(0)
  })

  test('takes undefined and null for values', async () => {
    expect(await pipe([1, undefined], debounce(1), toArray)).toEqual([undefined])
    expect(await pipe([1, null], debounce(1), toArray)).toEqual([null])
  })

  test('fails where its clock does, and closes its source', async () => {
    const error = new Error('stopped')
    const { source, ask, after } = timed((given) =>
      pipe(given, debounce(1, { clock: { now: () => 0, sleep: () => Promise.reject(error) } })),
    )
    ask()
    source.give(1)
    expect(await after(0)).toEqual([[error, 0]])
    expect(source.log.at(-1)).toBe('closed')
  })

  test("goes by the system's time where no clock is given, and leaves no timer", async () => {
    const { result, left } = await timersLeftBy(async () => {
      const before = performance.now()
      const values = await pipe(concat([range(1, 2), pipe([3], delay(100))]), debounce(2), toArray)
      await expect(pipe(fail('no'), debounce(4), toArray)).rejects.toBe('no')
      return { values, took: performance.now() - before }
    })
    expect(result.values).toEqual([2, 3])
    expect(result.took).toBeGreaterThanOrEqual(100)
    await quiet()
    expect(left()).toBe(0)
  })

  test('refuses what is no time, and what is no clock', () => {
    const allowed = /^ms must be an integer of at least 0, got: /
    for (const ms of [-1, 0.5, NaN, Infinity]) refuses(() => debounce(ms), RangeError, allowed)
    refuses(() => debounce('1' as never), TypeError, /^ms must be a number, got: "1"$/)
    refuses(() => debounce(1, { clock: {} as never }), TypeError, /^clock\.now must be a function/)
    refuses(() => debounce(1, 5 as never), TypeError, /^options must be an object/)
  })

  test('gives what its source gives', () => {
    expectTypeOf(pipe(range(1), debounce(1))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        ['a'],
        debounce(1),
        map((text) => text.length),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
