import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, fail, forEach, map, range, rateLimit, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { quiet } from '../openCalls.ts'
import { timed } from './timed.ts'

/** A clock that is where it sleeps to at once, and can be moved on, too. */
const leaping = (late = 0) => {
  let now = 0
  return {
    now: () => now,
    sleep: async (ms: number): Promise<void> => void (now += ms + late),
    advance: (ms: number) => (now += ms),
  }
}

/** When each of the values has passed, and then the consumer takes its time. */
const passages = async (
  values: AnyIterable<number>,
  options: { readonly limit: number; readonly interval: number; readonly burst?: number },
  pauses: readonly number[] = [0],
  late = 0,
): Promise<readonly number[]> => {
  const clock = leaping(late)
  const times: number[] = []
  const passed: number[] = []
  await pipe(
    values,
    rateLimit({ ...options, clock }),
    forEach((value) => {
      passed.push(value)
      times.push(clock.now())
      clock.advance(pauses[times.length % pauses.length] ?? 0)
    }),
  )
  expect(passed).toEqual(await toArray(values as AsyncIterable<number>))
  return times
}

const buckets = fc.record({
  limit: fc.integer({ min: 1, max: 20 }),
  interval: fc.integer({ min: 1, max: 1000 }),
  burst: fc.integer({ min: 1, max: 10 }),
})

describe('rateLimit', () => {
  const clock = virtualClock()
  describe.each([{ burst: 1 }, { burst: 3 }])('with a burst of $burst', ({ burst }) => {
    obeysTheLaws({
      stage: rateLimit({ limit: 1, interval: 10, burst, clock }),
      model: (values) => values,
      lookahead: 0,
      failing: (f) => rateLimit({ limit: 1, interval: 10, burst, clock, cost: (value) => (f(value), 1) }),
      eachTurn: () => clock.advance(10),
    })
  })

  test('lets at most limit + burst pass in any window of interval, loses nothing and keeps the order', async () => {
    const pauses = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1500, noNaN: true })), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(buckets, pauses, fc.constantFrom(0, 0.7, 30), async (bucket, waits, late) => {
        const times = await passages(range(1, 80), bucket, waits, late)
        for (const [first, begin] of times.entries()) {
          const beyond = times.findIndex((time) => time > begin + bucket.interval)
          expect((beyond === -1 ? times.length : beyond) - first).toBeLessThanOrEqual(bucket.limit + bucket.burst)
        }
      }),
    )
  })

  test('makes nobody wait longer than that takes, and refills evenly', async () => {
    await fc.assert(
      fc.asyncProperty(buckets, async ({ limit, interval, burst }) => {
        const times = await passages(range(1, 30), { limit, interval, burst })
        for (const [i, time] of times.entries())
          expect(time).toBeCloseTo((Math.max(0, i + 1 - burst) * interval) / limit, 6)
      }),
    )
  })

  test('has a burst of 1 by default', async () => {
    expect(await passages(range(1, 4), { limit: 2, interval: 100 })).toEqual([0, 50, 100, 150])
  })

  test('saves no more than burst while nobody asks', async () => {
    const times = await passages(range(1, 6), { limit: 1, interval: 10, burst: 2 }, [1000, 0, 0])
    expect(times).toEqual([0, 0, 10, 1010, 1010, 1020])
  })

  test('makes up for late timers where it has a burst, and not where it has none', async () => {
    const bucket = { limit: 1, interval: 10 }
    expect(await passages(range(1, 5), { ...bucket, burst: 2 }, [0], 4)).toEqual([0, 0, 14, 24, 34])
    expect(await passages(range(1, 4), bucket, [0], 4)).toEqual([0, 14, 28, 42])
  })

  describe('by cost', () => {
    const at = async (costs: readonly number[], burst: number): Promise<readonly number[]> => {
      const clock = leaping()
      const times: number[] = []
      await pipe(
        costs,
        rateLimit({ limit: 1, interval: 10, burst, clock, cost: (n) => n }),
        forEach(() => void times.push(clock.now())),
      )
      return times
    }

    test('takes as many tokens as a value costs, and waits until they are there', async () => {
      expect(await at([2, 1, 3, 0, 1], 3)).toEqual([0, 0, 30, 30, 40])
    })

    test('lets what costs more than burst wait for a full bucket, and pass into debt', async () => {
      expect(await at([1, 8, 1, 8], 3)).toEqual([0, 10, 70, 100])
    })

    test('is asked once for each value', async () => {
      const asked: number[] = []
      const cost = (n: number): number => asked.push(n)
      await pipe(range(1, 3), rateLimit({ limit: 1, interval: 10, clock: leaping(), cost }), toArray)
      expect(asked).toEqual([1, 2, 3])
    })

    test.each([-1, NaN, Infinity])('fails where that is %d, and closes its source', async (bad) => {
      const { source, ask, after } = timed((given, options) =>
        pipe(given, rateLimit({ limit: 1, interval: 1, cost: () => bad, ...options })),
      )
      ask()
      source.give(1)
      const [heard] = await after(0)
      expect(heard?.[0]).toEqual(new RangeError(`cost(value) must be a finite number of at least 0, got: ${bad}`))
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    })

    test('fails where that is no number', async () => {
      const bad = rateLimit<number>({ limit: 1, interval: 1, cost: () => '1' as never })
      await expect(pipe([1], bad, toArray)).rejects.toThrow(new TypeError('cost(value) must be a number, got: "1"'))
    })
  })

  describe('with a limit that is turned', () => {
    const turning = (limit: { current: number }, burst: number, turns: (i: number) => void) => {
      const clock = leaping()
      const times: number[] = []
      const done = pipe(
        range(1, 4),
        rateLimit({ limit, interval: 100, burst, clock }),
        forEach((i) => {
          times.push(clock.now())
          turns(i)
        }),
      )
      return done.then(() => times)
    }

    test('goes by it from the next value on', async () => {
      const limit = { current: 1 }
      const turns = (i: number): void => void (i === 2 && (limit.current = 10))
      expect(await turning(limit, 1, turns)).toEqual([0, 100, 110, 120])
    })

    test('keeps what tokens there are', async () => {
      const limit = { current: 10 }
      const turns = (i: number): void => void (i === 2 && (limit.current = 1))
      expect(await turning(limit, 2, turns)).toEqual([0, 0, 100, 200])
    })

    test('fails at the value at which it is not allowed', async () => {
      const limit = { current: 1 }
      const turns = (i: number): void => void (i === 2 && (limit.current = 0))
      await expect(turning(limit, 1, turns)).rejects.toThrow(
        new RangeError('limit must be an integer of at least 1, got: 0'),
      )
    })
  })

  test('pulls one value at a time, and holds it until it may pass', async () => {
    const { source, ask, after } = timed((given, options) =>
      pipe(given, rateLimit({ limit: 1, interval: 10, ...options })),
    )
    for (const i of [1, 2, 3]) source.give(i)
    ask()
    ask()
    await after(9)
    expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
    expect(await after(1)).toEqual([
      [1, 0],
      [2, 10],
    ])
    await after(50)
    expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
  })

  test('needs no timer for what may pass at once', async () => {
    const clock = { now: () => 0, sleep: () => expect.fail() }
    expect(await pipe(range(1, 5), rateLimit({ limit: 1, interval: 1, burst: 5, clock }), toArray)).toHaveLength(5)
  })

  test('ends and fails at once', async () => {
    const clock = virtualClock()
    const limited = rateLimit({ limit: 1, interval: 10, clock })
    expect(await pipe([undefined], limited, toArray)).toEqual([undefined])
    await expect(pipe(fail(undefined), limited, toArray)).rejects.toBe(undefined)
    expect(clock.sleeping()).toBe(0)
  })

  test('lets go of its timer when the consumer leaves', async () => {
    const { source, ask, heard, values, clock, after } = timed((given, options) =>
      pipe(given, rateLimit({ limit: 1, interval: 10, ...options })),
    )
    source.give(1)
    source.give(2)
    ask()
    ask()
    await after(1)
    expect(clock.sleeping()).toBe(1)
    await values.return?.()
    expect(clock.sleeping()).toBe(0)
    expect(heard).toEqual([
      [1, 0],
      ['done', 1],
    ])
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'closed'])
  })

  test('sets no timer once it was left from inside its cost', async () => {
    const { source, ask, after, values, clock } = timed((given, options) => {
      const cost = (): number => {
        void values.return?.()
        return 1
      }
      return pipe(given, rateLimit({ limit: 1, interval: 10, cost, ...options }))
    })
    ask()
    source.give(1)
    expect(await after(0)).toEqual([['done', 0]])
    expect(clock.sleeping()).toBe(0)
  })

  test('fills a bucket for each iteration', async () => {
    const { clock, after, ask } = timed((_, options) => pipe([1], rateLimit({ limit: 1, interval: 10, ...options })))
    ask()
    expect(await after(0)).toEqual([[1, 0]])
    expect(await pipe([1], rateLimit({ limit: 1, interval: 10, clock }), toArray)).toEqual([1])
  })

  test("goes by the system's time where no clock is given, and leaves no timer", async () => {
    const { result, left } = await timersLeftBy(async () => {
      const before = performance.now()
      const values = await pipe(range(1, 3), rateLimit({ limit: 1, interval: 5 }), toArray)
      return { values, took: performance.now() - before }
    })
    expect(result.values).toEqual([1, 2, 3])
    expect(result.took).toBeGreaterThanOrEqual(10)
    await quiet()
    expect(left()).toBe(0)
  })

  test('refuses what is not allowed', () => {
    const good = { limit: 1, interval: 1 }
    for (const bad of [0, -1, 0.5, NaN, Infinity]) {
      const allowed = new RegExp(`must be an integer of at least 1, got: ${bad}$`)
      refuses(() => rateLimit({ ...good, limit: bad }), RangeError, allowed)
      refuses(() => rateLimit({ ...good, limit: { current: bad } }), RangeError, /^limit /)
      refuses(() => rateLimit({ ...good, interval: bad }), RangeError, /^interval /)
      refuses(() => rateLimit({ ...good, burst: bad }), RangeError, /^burst /)
    }
    refuses(() => rateLimit({ interval: 1 } as never), TypeError, /^limit must be a number, got: undefined$/)
    refuses(() => rateLimit({ limit: 1 } as never), TypeError, /^interval must be a number, got: undefined$/)
    refuses(() => rateLimit({ ...good, cost: 3 as never }), TypeError, /^cost must be a function, got: 3$/)
    refuses(() => rateLimit({ ...good, clock: {} as never }), TypeError, /^clock\.now must be a function/)
    refuses(() => rateLimit(5 as never), TypeError, /^options must be an object, got: 5$/)
  })

  test('gives what its source gives, and tells cost what that is', () => {
    expectTypeOf(pipe(range(1), rateLimit({ limit: 1, interval: 1 }))).toEqualTypeOf<AsyncIterable<number>>()
    const limited = pipe(['a'], rateLimit({ limit: { current: 1 }, interval: 1, cost: (text) => text.length }))
    expectTypeOf(limited).toEqualTypeOf<AsyncIterable<string>>()
    const sized = rateLimit({ limit: 1, interval: 1, cost: ({ length }: { readonly length: number }) => length })
    expectTypeOf(pipe(['a'], sized)).toEqualTypeOf<AsyncIterable<string>>()
    const mapped = pipe(
      range(1),
      rateLimit({ limit: 1, interval: 1 }),
      map((n) => `${n}`),
    )
    expectTypeOf(mapped).toEqualTypeOf<AsyncIterable<string>>()
  })
})
