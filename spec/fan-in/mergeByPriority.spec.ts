import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  concat,
  empty,
  fail,
  filter,
  map,
  mergeByPriority,
  never,
  range,
  repeat,
  take,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { type Prompted, prompted } from '../prompted.ts'
import { turn } from '../laws/timeline.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { stillTime, timePerLook } from '../stillTime.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

/** In what ways a source may always be ready. */
const manners: Record<string, <A>(value: A) => AnyIterable<A>> = {
  'at once': (value) => repeat(value),
  'by a generator': function* (value) {
    for (;;) yield value
  },
  'by promise': async function* (value) {
    for (;;) yield value
  },
  'by promises one after another': async function* (value) {
    for (;;) {
      for (let i = 0; i < 20; i++) await Promise.resolve()
      yield value
    }
  },
  'in a turn of the event loop': async function* (value) {
    for (;;) {
      await turn()
      yield value
    }
  },
}

const weightings = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0.01, max: 9, noNaN: true })), {
  minLength: 1,
  maxLength: 8,
})

/** By how many values a source was ever ahead of its share, or behind. */
const error = (given: readonly number[], weights: readonly number[]): number => {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const counts = weights.map(() => 0)
  let worst = 0
  for (const [at, source] of given.entries()) {
    counts[source]!++
    for (const [i, weight] of weights.entries())
      worst = Math.max(worst, Math.abs(counts[i]! - ((at + 1) * weight) / all))
  }
  return worst
}

const shares = (weights: readonly number[], manner: <A>(value: A) => AnyIterable<A>, count: number) =>
  pipe(
    weights.map((_, i) => manner(i)),
    mergeByPriority(weights),
    take(count),
    toArray,
  )

describe('mergeByPriority', () => {
  describe('as a stage over its only source', () => {
    obeysTheLaws({ stage: (source) => mergeByPriority([3])([source]), model: (values) => values, lookahead: 0 })
  })
  describe('as a stage over the one that is not empty', () => {
    obeysTheLaws({
      stage: (source) => mergeByPriority([9, 1, 9])([empty, source, []]),
      model: (values) => values,
      lookahead: 0,
    })
  })
  describe('as a stage beside one that is ready', () => {
    obeysTheLaws({
      stage: (source) => mergeByPriority([3, 1])([source, ['x', 'y']]),
      model: (values) => [...values, 'x', 'y'],
      unended: (values) => values,
      atFailure: (values) => [...values, 'x', 'y'],
      // One for each of the other source's that may come behind those of this one.
      lookahead: 1,
      ordered: false,
    })
  })

  describe.each(Object.entries(manners))('of sources that are ready %s', (name, manner) => {
    test('gives each its share, to one value', async () => {
      const runs = name === 'in a turn of the event loop' ? 5 : 30
      await fc.assert(
        fc.asyncProperty(weightings, async (weights) => {
          expect(error(await shares(weights, manner, 200), weights)).toBeLessThanOrEqual(1 + 1e-9)
        }),
        { numRuns: runs },
      )
    })

    test('does so where its consumer puts itself off to a later turn, over and over', async () => {
      timePerLook(5)
      for (const weights of [
        [5, 2, 1],
        [1, 2.4, 3],
        [1, 1, 9, 3],
      ])
        expect(error(await shares(weights, manner, 200), weights)).toBeLessThanOrEqual(1 + 1e-9)
    })

    test('gives them to a for await as to a sink', async () => {
      stillTime()
      const given: number[] = []
      const weights = [5, 2, 1]
      const values = mergeByPriority(weights)(weights.map((_, i) => manner(i)))
      for await (const value of values) if (given.push(value) === 80) break
      expect(given).toEqual(await shares(weights, manner, 80))
      expect(error(given, weights)).toBeLessThanOrEqual(1)
    })
  })

  test('gives each its share where there is one of much weight and many of little', async () => {
    const weights = [100, ...Array.from({ length: 100 }, () => 1)]
    expect(error(await shares(weights, repeat, 1000), weights)).toBeLessThanOrEqual(1)
  })

  test('starves nobody, however little it weighs', async () => {
    const given = await shares([1000, 1, 0.5], repeat, 2003)
    expect([0, 1, 2].map((i) => given.filter((source) => source === i).length)).toEqual([2000, 2, 1])
  })

  test('takes turns where all weigh the same', async () => {
    expect(await shares([0.1, 0.1, 0.1], repeat, 9)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2])
  })

  test('keeps the order of each source, and loses nothing', async () => {
    const source = fc.record({ values: fc.array(fc.nat()), weight: fc.integer({ min: 1, max: 9 }), late: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(source, { maxLength: 5 }), async (scheduler, sources) => {
        const pairs = sources.map(({ values }, of) => values.map((value) => ({ of, value })))
        const inputs = pairs.map((values, i) =>
          sources[i]!.late
            ? (async function* () {
                for (const value of values) yield scheduler.schedule(Promise.resolve(value))
              })()
            : values,
        )
        const result = pipe(inputs, mergeByPriority(sources.map(({ weight }) => weight)), toArray)
        const given = await scheduler.waitFor(result)
        for (const [i, values] of pairs.entries()) expect(given.filter(({ of }) => of === i)).toEqual(values)
      }),
      { numRuns: 30 },
    )
  })

  test('is empty of no sources, and of empty ones', async () => {
    expect(await pipe([], mergeByPriority([]), toArray)).toEqual([])
    expect(await pipe([empty, []], mergeByPriority([1, 2]), toArray)).toEqual([])
  })

  test('gives the rest of the others what one leaves that has ended', async () => {
    const values = pipe([repeat('a', 3), repeat('b'), repeat('c')], mergeByPriority([90, 2, 1]), take(90), toArray)
    const given = (await values).slice(10)
    const of = (name: string): number => given.filter((value) => value === name).length
    expect(of('a')).toBe(0)
    expect(Math.abs(of('b') - (80 * 2) / 3)).toBeLessThanOrEqual(2)
  })

  test('keeps the shares of the rest where one has ended', async () => {
    const weights = [100, ...Array.from({ length: 100 }, () => 1)]
    const sources = [repeat(-1, 3), ...weights.map((_, i) => repeat(i))]
    const given = await pipe(sources, mergeByPriority([1000, ...weights]), take(1000), toArray)
    expect(given.slice(0, 3)).toEqual([-1, -1, -1])
    expect(error(given.slice(3), weights)).toBeLessThanOrEqual(2)
  })

  describe('of a source that waits', () => {
    test('gives what the others have', async () => {
      expect(await pipe([never, range(1)], mergeByPriority([9, 1]), take(3), toArray)).toEqual([1, 2, 3])
    })

    test('gives its value in its turn when it comes, and makes up for none that it missed', async () => {
      const slow = prompted<string>()
      const values = iterate(mergeByPriority([3, 1])([slow, repeat('fast')]))
      for (let i = 0; i < 40; i++) expect(await values.next()).toEqual({ value: 'fast', done: false })
      for (let i = 0; i < 8; i++) slow.give('slow')
      const given: unknown[] = []
      for (let i = 0; i < 8; i++) {
        await quiet()
        given.push((await values.next()).value)
      }
      expect(given.filter((value) => value === 'slow')).toHaveLength(6)
      expect(given.slice(0, 4)).toContain('fast')
      await values.return?.()
    })

    test('gives its value in time, however often it has waited', async () => {
      const slow = prompted<string>()
      const values = iterate(mergeByPriority([1, 1])([slow, repeat('fast')]))
      for (let round = 0; round < 50; round++) {
        slow.give('slow')
        await quiet()
        let reads = 1
        for (; (await values.next()).value !== 'slow' && reads < 10; reads++);
        expect(reads).toBeLessThanOrEqual(3)
        await values.next()
        await values.next()
      }
      await values.return?.()
    })

    test('makes the others wait for two turns of the event loop at most', async () => {
      const slow = prompted<string>()
      const values = iterate(mergeByPriority([9, 1])([slow, repeat('fast')]))
      let answered = false
      void values.next().then(() => (answered = true))
      await turn()
      await turn()
      expect(answered).toBe(true)
      await values.return?.()
    })

    test('does not make the others wait for each of their values', async () => {
      stillTime()
      const values = mergeByPriority([9, 1])([never, repeat('fast')])
      let turns = 0
      let over = false
      const turning = (async () => {
        for (; !over; turns++) await turn()
      })()
      await pipe(values, take(2000), toArray)
      over = true
      await turning
      expect(turns).toBeLessThan(100)
    })

    test('keeps the shares of those that are ready', async () => {
      const weights = [50, 3, 1]
      const given = await pipe([never, repeat(0), repeat(1)], mergeByPriority(weights), take(400), toArray)
      expect(error(given, [3, 1])).toBeLessThanOrEqual(2)
    })
  })

  describe('pulls', () => {
    const pulls = ({ log }: Prompted<string>): number => log.filter((what) => what === 'pulled').length

    test('all that wait side by side, one value each, and only while asked', async () => {
      const sources = [prompted<string>(), prompted<string>(), prompted<string>()]
      const values = iterate(mergeByPriority([1, 2, 3])(sources))
      const first = values.next()
      expect(sources.map(pulls)).toEqual([1, 1, 1])
      sources[0]?.give('a')
      expect(await first).toEqual({ value: 'a', done: false })
      await quiet()
      expect(sources.map(pulls)).toEqual([1, 1, 1])
      await values.return?.()
    })

    test('none but the one whose turn it is where that has a value', async () => {
      const other = prompted<string>()
      expect(await pipe([other, repeat('a')], mergeByPriority([1, 2]), take(1), toArray)).toEqual(['a'])
      expect(other.log).toEqual([])
    })

    test('holds as many values as there are sources, less one, at most', async () => {
      const weights = [1, 5, 2, 9]
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          let pulled = 0
          const sources = weights.map(async function* (weight) {
            for (;;) {
              await scheduler.schedule(Promise.resolve())
              pulled++
              yield weight
            }
          })
          const values = iterate(mergeByPriority(weights)(sources))
          for (let given = 1; given < 40; given++) {
            await scheduler.waitFor(values.next())
            expect(pulled - given).toBeLessThanOrEqual(3)
          }
          await values.return?.()
        }),
        { numRuns: 10 },
      )
    })

    test('goes on beside a source that is slow to find a value', async () => {
      const rare = pipe(
        range(1),
        filter((n) => n % 30_000 === 0),
      )
      const given = await pipe([rare, range(1, 50)], mergeByPriority([9, 1]), take(52), toArray)
      expect(given.filter((n) => n >= 30_000).length).toBeGreaterThanOrEqual(2)
    })

    test.each(Object.keys(manners))(
      'goes on beside one that has nothing to give for what comes to it %s',
      async (ready) => {
        timePerLook(5)
        const lost = pipe(
          manners[ready]!(0),
          filter(() => false),
        )
        const given = await pipe([lost, range(1)], mergeByPriority([9, 1]), take(50), toArray)
        expect(given).toEqual(await toArray(range(1, 50)))
      },
    )

    test('goes on beside a source that never stops looking for a value', async () => {
      const lost = pipe(
        range(1),
        filter(() => false),
      )
      const start = process.cpuUsage()
      const given = await pipe([lost, range(1)], mergeByPriority([9, 1]), take(2000), toArray)
      expect(given).toHaveLength(2000)
      expect(process.cpuUsage(start).user).toBeLessThan(2_000_000)
    })
  })

  test('costs about the same a value for many sources as for few', async () => {
    const cost = async (sources: number): Promise<number> => {
      const weights = Array.from({ length: sources }, (_, i) => 1 + (i % 7))
      const start = process.cpuUsage()
      await shares(weights, repeat, 40_000)
      return process.cpuUsage(start).user / 1000
    }
    await cost(8)
    expect(await cost(4096)).toBeLessThan(12 * (await cost(8)) + 50)
  })

  describe('when a source fails', () => {
    test('gives that very error in its turn, and closes the others once', async () => {
      const other = prompted<string>()
      const values = iterate(mergeByPriority([1, 1])([concat([range(1, 2), fail(undefined)]), other]))
      const seen = [await values.next(), await values.next()]
      expect(seen.map(({ value }) => value)).toEqual([1, 2])
      await expect(values.next()).rejects.toBe(undefined)
      expect(other.log).toEqual(['opened', 'pulled', 'closed'])
      expect(await values.next()).toEqual(done)
    })
  })

  test('closes every opened source once when the consumer leaves', async () => {
    const sources = [prompted<string>(), prompted<string>()]
    const values = iterate(mergeByPriority([1, 2])(sources))
    const first = values.next()
    await values.return?.()
    expect(await first).toEqual(done)
    expect(sources.map(({ log }) => log)).toEqual(sources.map(() => ['opened', 'pulled', 'closed']))
  })

  test('leaves no timer where the consumer leaves, and where all have ended', async () => {
    stillTime()
    const { left } = await timersLeftBy(async () => {
      const values = iterate(mergeByPriority([1, 2])([never, never]))
      void values.next()
      await values.return?.()
      const promised = async function* (): AsyncGenerator<number> {}
      await pipe([promised(), promised()], mergeByPriority([1, 2]), toArray)
    })
    expect(left()).toBe(0)
  })

  test('gives nothing more where the consumer leaves from within one of its sources', async () => {
    const seen: number[] = []
    const leaving = pipe(
      range(1),
      map((n) => {
        seen.push(n)
        void values.return?.()
        return n
      }),
    )
    const values: AsyncIterator<number> = iterate(mergeByPriority([2, 1])([leaving, leaving]))
    expect(await values.next()).toEqual(done)
    await quiet()
    expect(seen).toEqual([1])
  })

  test('leaves no timer either where the consumer leaves from within one of its sources', async () => {
    stillTime()
    const { left } = await timersLeftBy(async () => {
      const leaving = pipe(
        range(1),
        filter(() => {
          void values.return?.()
          return false
        }),
      )
      const values: AsyncIterator<number> = iterate(mergeByPriority([2, 1])([leaving, never]))
      await values.next()
    })
    expect(left()).toBe(0)
  })

  test('is iterated afresh each time', async () => {
    const values = mergeByPriority([1, 2])([['a', 'b'], range(1, 4)])
    expect(await toArray(values)).toEqual(await toArray(values))
  })

  test('keeps its weights, whatever becomes of the array', async () => {
    const weights = [1, 3]
    const merge = mergeByPriority(weights)
    weights.reverse()
    const given = await pipe([repeat('a'), repeat('b')], merge, take(40), toArray)
    expect(given.filter((value) => value === 'a')).toHaveLength(10)
  })

  test('refuses weights that are none, and more or fewer than there are sources', () => {
    for (const weight of [0, -1, NaN, Infinity])
      refuses(
        () => mergeByPriority([1, weight]),
        RangeError,
        new RegExp(`^weights\\[1\\] must be a positive number, got: ${weight}$`),
      )
    refuses(() => mergeByPriority(['1' as never]), TypeError, /^weights\[0\] must be a number, got: "1"$/)
    refuses(() => mergeByPriority(Array(1) as never), TypeError, /^weights\[0\] must be a number, got: undefined$/)
    refuses(() => mergeByPriority(2 as never), TypeError, /^weights must be an array, got: 2$/)
    const text = /^weights must be as many as the sources, 2, got: /
    refuses(() => mergeByPriority([1])([[1], [2]]), RangeError, text)
    refuses(() => mergeByPriority([1, 2, 3])([[1], [2]]), RangeError, text)
    refuses(() => mergeByPriority([1])(range(1) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => mergeByPriority([1])([null as never]), TypeError, /^a source must be .*, got: null$/)
  })

  test('unites the types of its sources', () => {
    const texts: Iterable<string> = ['a']
    expectTypeOf(mergeByPriority([1, 2])([range(1), texts])).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe([range(1), range(2)], mergeByPriority([1, 2]))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(mergeByPriority([])([])).toEqualTypeOf<AsyncIterable<never>>()
  })
})
