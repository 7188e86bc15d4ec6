import fc from 'fast-check'
import type { NonEmptyArray } from 'fp-ts/NonEmptyArray'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { batch, type BatchByOptions, channel, concat, fail, map, range, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { stillTime } from '../stillTime.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

interface Rules {
  readonly size?: number
  readonly weight?: (value: unknown) => number
  readonly maxWeight?: number
  readonly by?: (value: unknown) => unknown
  readonly maxKeys?: number
}

/** Each value into the open batch of its key, one after the other. */
const modelOf = ({ size = Infinity, weight = () => 0, maxWeight = Infinity, by, maxKeys = Infinity }: Rules) => {
  const step = (values: readonly unknown[], flushed: boolean): unknown[] => {
    let open: { key: unknown; values: unknown[]; weight: number }[] = []
    const out: typeof open = []
    const finish = (one: (typeof open)[number] | undefined): void => {
      if (one === undefined) return
      open = open.filter((other) => other !== one)
      out.push(one)
    }
    for (const value of values) {
      const key = by?.(value)
      const same = (): (typeof open)[number] | undefined => open.find((one) => Object.is(one.key, key))
      if ((same()?.weight ?? 0) + weight(value) > maxWeight) finish(same())
      if (same() === undefined) {
        if (open.length === maxKeys) finish(open[0])
        open.push({ key, values: [], weight: 0 })
      }
      const one = same()!
      one.values.push(value)
      one.weight += weight(value)
      if (one.values.length === size || one.weight >= maxWeight) finish(one)
    }
    if (flushed) out.push(...open)
    return out.map((one) => (by === undefined ? one.values : [one.key, one.values]))
  }
  return {
    model: (values: readonly unknown[]) => step(values, true),
    unended: (values: readonly unknown[]) => step(values, false),
    atFailure: (values: readonly unknown[]) => step(values, true),
  }
}

const weights = fc.integer({ min: 0, max: 4 })
const heavy = { weight: (value: unknown) => value as number, maxWeight: 5 }
const parity = { by: (value: unknown) => (value as number) % 3, maxKeys: 2 }
const asNumber = (value: unknown): number => value as number

describe('batch', () => {
  describe.each([1, 3])('of %d', (size) => {
    obeysTheLaws({ stage: batch({ size }), ...modelOf({ size }), lookahead: 0 })
  })
  describe('by weight', () => {
    obeysTheLaws({
      stage: batch({ ...heavy, size: 3 }),
      ...modelOf({ ...heavy, size: 3 }),
      values: weights,
      lookahead: 0,
      failing: (f) => batch({ maxWeight: 5, weight: (value: number) => f(value) }),
    })
  })
  describe('by key', () => {
    obeysTheLaws({
      stage: batch({ ...parity, size: 2 }),
      ...modelOf({ ...parity, size: 2 }),
      values: fc.nat(8),
      lookahead: 2,
      failing: (f) => batch({ size: 2, by: (value: number) => f(value) % 3, maxKeys: 2 }),
    })
  })
  describe('by key and weight', () => {
    obeysTheLaws({
      stage: batch({ ...heavy, ...parity }),
      ...modelOf({ ...heavy, ...parity }),
      values: weights,
      lookahead: 10,
    })
  })
  describe('with a time that is never up', () => {
    const clock = virtualClock()
    obeysTheLaws({ stage: batch({ size: 3, within: 10, clock }), ...modelOf({ size: 3 }), lookahead: 1 })
  })

  test('gives the rest at the end, and nothing of an empty source', async () => {
    expect(await pipe(range(1, 5), batch({ size: 2 }), toArray)).toEqual([[1, 2], [3, 4], [5]])
    expect(await pipe([], batch({ size: 2, within: 5 }), toArray)).toEqual([])
  })

  test('gives the open batch before the error of its source', async () => {
    const batches = iterate(pipe(concat([range(1, 3), fail(undefined)]), batch({ size: 2 })))
    expect(await batches.next()).toEqual({ value: [1, 2], done: false })
    expect(await batches.next()).toEqual({ value: [3], done: false })
    await expect(batches.next()).rejects.toBe(undefined)
    expect(await batches.next()).toEqual(done)
  })

  test('reads only while a batch is asked for, one value at a time', async () => {
    const source = prompted<number>()
    const batches = iterate(pipe(source, batch({ size: 2 })))
    await quiet()
    expect(source.log).toEqual([])
    const first = batches.next()
    for (const n of [1, 2]) source.give(n)
    expect(await first).toEqual({ value: [1, 2], done: false })
    await quiet()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
  })

  test('gives an array of its own each time', async () => {
    const batches = await pipe(range(1, 9), batch({ size: 2, within: 1000 }), toArray)
    expect(new Set(batches).size).toBe(5)
  })

  describe('within a time', () => {
    const setUp = (size = 3) => {
      const clock = virtualClock()
      const source = prompted<number>()
      const batches = iterate(pipe(source, batch({ size, within: 10, clock })))
      const heard: unknown[] = []
      return {
        clock,
        source,
        batches,
        heard,
        ask: () => void batches.next().then(({ value }) => heard.push(value)),
        after: async (ms: number) => {
          await quiet()
          clock.advance(ms)
          await quiet()
          return [...heard]
        },
      }
    }

    test('gives what there is when the time of its first value is up', async () => {
      const { source, ask, after } = setUp()
      ask()
      expect(await after(100)).toEqual([])
      source.give(1)
      await after(4)
      source.give(2)
      expect(await after(5)).toEqual([])
      expect(await after(1)).toEqual([[1, 2]])
    })

    test('keeps the pull that is under way, whose value begins the next batch', async () => {
      const { source, ask, after } = setUp()
      ask()
      source.give(1)
      expect(await after(10)).toEqual([[1]])
      expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
      source.give(2)
      await quiet()
      expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
      ask()
      await quiet()
      expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled'])
      expect(await after(9)).toEqual([[1]])
      expect(await after(1)).toEqual([[1], [2]])
    })

    test('measures each batch from its own first value', async () => {
      const { source, ask, after } = setUp(2)
      ask()
      ask()
      source.give(1)
      await after(6)
      source.give(2)
      source.give(3)
      expect(await after(9)).toEqual([[1, 2]])
      expect(await after(1)).toEqual([[1, 2], [3]])
    })

    test('sleeps no more than once at a time, however many batches pass', async () => {
      const { clock, source, ask, after } = setUp(2)
      for (let n = 0; n < 20; n++) {
        ask()
        for (const value of [n, n]) {
          source.give(value)
          await after(1)
          expect(clock.sleeping()).toBeLessThanOrEqual(1)
        }
      }
    })

    test('looks at its clock for a batch, not for a value, where values follow one another at once', async () => {
      stillTime()
      let looks = 0
      let sleeps = 0
      const sleep = (): Promise<void> => {
        sleeps++
        return new Promise(() => undefined)
      }
      await pipe(
        range(1, 10_000),
        batch({ size: 100, within: 10, clock: { now: () => looks++ / 1e9, sleep } }),
        toArray,
      )
      expect(looks).toBeLessThan(150)
      expect(sleeps).toBeLessThanOrEqual(1)
    })

    test('looks at its clock for a batch, not for a value, where each value is waited for', async () => {
      let looks = 0
      const source = async function* (): AsyncGenerator<number> {
        yield* range(1, 1000)
      }
      const clock = { now: () => looks++ / 1e9, sleep: () => new Promise<void>(() => undefined) }
      await pipe(source(), batch({ size: 100, within: 10, clock }), toArray)
      expect(looks).toBeLessThan(50)
    })

    test('gives at once, without a pull, what has been open for too long while nobody asked', async () => {
      const clock = virtualClock()
      const source = prompted<string>()
      const weight = (text: string): number => text.length
      const batches = iterate(pipe(source, batch({ maxWeight: 3, weight, within: 10, clock })))
      const first = batches.next()
      source.give('ab')
      source.give('cd')
      expect(await first).toEqual({ value: ['ab'], done: false })
      clock.advance(10)
      await quiet()
      expect(await batches.next()).toEqual({ value: ['cd'], done: false })
      expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
    })

    test('gives at the first pause what time has gone by while values came without one', async () => {
      const clock = virtualClock()
      const source = function* (): Generator<number> {
        yield 1
        clock.advance(10)
        yield 2
      }
      const pending = concat([source(), prompted<number>()])
      const batches = iterate(pipe(pending, batch({ size: 3, within: 10, clock })))
      expect(await batches.next()).toEqual({ value: [1, 2], done: false })
    })

    test('lets go of its timer at the end, at an error and when the consumer leaves', async () => {
      const ends = [
        (source: { end: () => void }) => source.end(),
        (source: { fail: (error: unknown) => void }) => source.fail('no'),
      ]
      for (const end of ends) {
        const { clock, source, batches } = setUp()
        const first = batches.next()
        source.give(1)
        await quiet()
        expect(clock.sleeping()).toBe(1)
        end(source)
        expect(await first).toEqual({ value: [1], done: false })
        await batches.next().catch(() => undefined)
        expect(clock.sleeping()).toBe(0)
      }
      const { clock, source, batches, ask } = setUp()
      ask()
      source.give(1)
      await quiet()
      await batches.return?.()
      expect(clock.sleeping()).toBe(0)
      expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'closed'])
    })

    test('gives the open batch before what its clock fails with', async () => {
      const error = new Error('stopped')
      const clock = { now: () => 0, sleep: () => Promise.reject(error) }
      const source = prompted<number>()
      const batches = iterate(pipe(source, batch({ size: 3, within: 10, clock })))
      source.give(1)
      expect(await batches.next()).toEqual({ value: [1], done: false })
      await expect(batches.next()).rejects.toBe(error)
      expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'closed'])
    })

    test("goes by the system's time where no clock is given, and leaves no timer", async () => {
      const { result, left } = await timersLeftBy(async () => {
        const source = prompted<number>()
        const batches = iterate(pipe(source, batch({ size: 3, within: 2 })))
        source.give(1)
        const first = await batches.next()
        await batches.return?.()
        await quiet()
        return first
      })
      expect(result).toEqual({ value: [1], done: false })
      expect(left()).toBe(0)
    })

    test('keeps no value waiting any longer, whatever comes when and however it is read', async () => {
      const gaps = fc.array(fc.nat(6), { maxLength: 25 })
      const options = fc.record({ size: fc.integer({ min: 1, max: 5 }), within: fc.integer({ min: 1, max: 9 }) })
      await fc.assert(
        fc.asyncProperty(gaps, options, fc.option(fc.integer({ min: 1, max: 3 })), async (gaps, rules, maxKeys) => {
          const clock = virtualClock()
          const feed = channel<{ n: number; at: number }>({ capacity: Infinity })
          const late: number[] = []
          const seen: number[] = []
          const hear = (values: readonly { n: number; at: number }[]): void => {
            expect(values.length).toBeLessThanOrEqual(rules.size)
            for (const { n, at } of values) {
              seen.push(n)
              late.push(clock.now() - at)
            }
          }
          const all =
            maxKeys === null
              ? pipe(feed, batch({ ...rules, clock }), map(hear), toArray)
              : pipe(
                  feed,
                  batch({ ...rules, clock, maxKeys, by: ({ n }) => n % 3 }),
                  map(([, values]) => hear(values)),
                  toArray,
                )
          for (const [n, gap] of gaps.entries()) {
            for (let ms = 0; ms < gap; ms++) {
              clock.advance(1)
              await quiet()
            }
            feed.offer({ n, at: clock.now() })
            await quiet()
          }
          feed.end()
          await all
          expect(late.every((ms) => ms <= rules.within)).toBe(true)
          expect(maxKeys === null ? seen : seen.toSorted((a, b) => a - b)).toEqual(gaps.map((_, n) => n))
          expect(clock.sleeping()).toBe(0)
        }),
        { numRuns: 40 },
      )
    })
  })

  describe('by weight', () => {
    const length = (text: string): number => text.length

    test('begins the next batch with what is too heavy for this one', async () => {
      const batches = batch({ maxWeight: 4, weight: length })(['ab', 'c', 'de', 'fg', 'h'])
      expect(await toArray(batches)).toEqual([['ab', 'c'], ['de', 'fg'], ['h']])
    })

    test('lets a value that is heavier than maxWeight travel alone', async () => {
      const batches = batch({ maxWeight: 3, weight: length })(['a', 'bcdef', 'g'])
      expect(await toArray(batches)).toEqual([['a'], ['bcdef'], ['g']])
    })

    test('gives a batch as heavy as it may be without waiting for the next value', async () => {
      const source = prompted<string>()
      const first = iterate(pipe(source, batch({ maxWeight: 3, weight: length }))).next()
      source.give('abc')
      expect(await first).toEqual({ value: ['abc'], done: false })
      expect(source.log).toEqual(['opened', 'pulled'])
    })

    test('never exceeds maxWeight or size but for a value alone, and loses nothing', async () => {
      const rules = fc.record({ size: fc.integer({ min: 1, max: 5 }), maxWeight: fc.integer({ min: 1, max: 9 }) })
      await fc.assert(
        fc.asyncProperty(fc.array(fc.double({ min: 0, max: 5, noNaN: true })), rules, async (values, rules) => {
          const batches = await pipe(values, batch({ ...rules, weight: (n) => n }), toArray)
          expect(batches.flat()).toEqual(values)
          for (const one of batches) {
            expect(one.length).toBeLessThanOrEqual(rules.size)
            if (one.length > 1) expect(one.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(rules.maxWeight)
          }
        }),
      )
    })

    test.each([
      [NaN, RangeError, 'weight must give numbers of at least 0, got: NaN'],
      [-1, RangeError, 'weight must give numbers of at least 0, got: -1'],
      ['1', TypeError, 'weight must be a function that gives numbers, got: "1"'],
    ])('fails after the open batch where something weighs %s', async (odd, kind, text) => {
      const weight = (n: number): number => (n === 2 ? (odd as number) : 1)
      const batches = iterate(pipe(range(1), batch({ maxWeight: 5, weight })))
      expect(await batches.next()).toEqual({ value: [1], done: false })
      await expect(batches.next()).rejects.toThrow(new kind(text))
    })
  })

  describe('by key', () => {
    test('gives one batch of each key, with its key', async () => {
      const batches = batch({ size: 2, by: (n: number) => n % 2 === 0, maxKeys: 2 })(range(1, 7))
      expect(await toArray(batches)).toEqual([
        [false, [1, 3]],
        [true, [2, 4]],
        [false, [5, 7]],
        [true, [6]],
      ])
    })

    test('gives the batch that was begun first where one key would be too many', async () => {
      const batches = batch({ size: 3, by: (text: string) => text, maxKeys: 2 })(['a', 'b', 'a', 'c', 'b', 'a', 'd'])
      expect(await toArray(batches)).toEqual([
        ['a', ['a', 'a']],
        ['b', ['b', 'b']],
        ['c', ['c']],
        ['a', ['a']],
        ['d', ['d']],
      ])
    })

    test('lets no batch count as old that was begun anew', async () => {
      const batches = batch({ size: 2, by: (text: string) => text, maxKeys: 2 })(['a', 'b', 'a', 'a', 'c'])
      expect(await toArray(batches)).toEqual([
        ['a', ['a', 'a']],
        ['b', ['b']],
        ['a', ['a']],
        ['c', ['c']],
      ])
    })

    test('takes any value for a key, told apart as a Map does', async () => {
      const keys = [undefined, null, NaN, undefined, NaN]
      const batches = batch({ size: 2, by: (i: number) => keys[i], maxKeys: 5 })(range(0, 4))
      expect(await toArray(batches)).toEqual([
        [undefined, [0, 3]],
        [NaN, [2, 4]],
        [null, [1]],
      ])
    })

    test('keeps the order within a key, loses nothing and holds no more than it says', async () => {
      const rules = fc.record({ size: fc.integer({ min: 1, max: 4 }), maxKeys: fc.integer({ min: 1, max: 4 }) })
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(5)), rules, async (keys, { size, maxKeys }) => {
          let pulled = 0
          let given = 0
          const source = function* (): Generator<readonly [number, number]> {
            for (const key of keys) yield [key, pulled++] as const
          }
          const found = new Map<number, number[]>()
          for await (const [key, values] of pipe(source(), batch({ size, maxKeys, by: ([key]) => key }))) {
            expect(values.length).toBeLessThanOrEqual(size)
            given += values.length
            expect(pulled - given).toBeLessThanOrEqual((maxKeys - 1) * (size - 1) + 1)
            found.set(key, [...(found.get(key) ?? []), ...values.map(([, n]) => n)])
          }
          expect(given).toBe(keys.length)
          for (const numbers of found.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
        }),
      )
    })

    test('gives each key its own time, and those whose time is over in the order in which they were begun', async () => {
      const clock = virtualClock()
      const source = prompted<string>()
      const batches = iterate(pipe(source, batch({ size: 9, by: (text) => text, maxKeys: 9, within: 10, clock })))
      const heard: unknown[] = []
      for (let i = 0; i < 3; i++) void batches.next().then(({ value }) => heard.push(value))
      for (const text of ['a', 'b', 'a', 'c']) {
        source.give(text)
        await quiet()
        clock.advance(3)
        await quiet()
      }
      expect(heard).toEqual([['a', ['a', 'a']]])
      clock.advance(1)
      await quiet()
      expect(heard).toEqual([
        ['a', ['a', 'a']],
        ['b', ['b']],
      ])
      clock.advance(6)
      await quiet()
      expect(heard.at(-1)).toEqual(['c', ['c']])
    })
  })

  test('adds nothing to a batch whose time was over before it was asked for', async () => {
    const clock = virtualClock()
    const source = function* (): Generator<string> {
      yield 'a'
      clock.advance(10)
      yield 'b'
      yield 'b'
    }
    const rules = { size: 9, within: 10, clock, by: (text: string) => text, maxKeys: 2 }
    const batches = iterate(pipe(source(), batch(rules)))
    expect(await batches.next()).toEqual({ value: ['a', ['a']], done: false })
    clock.advance(10)
    await quiet()
    expect(await batches.next()).toEqual({ value: ['b', ['b']], done: false })
  })

  test('calls no user function once one of them has made the consumer leave', async () => {
    const called: string[] = []
    const clock = virtualClock()
    const batches: AsyncIterator<unknown> = iterate(
      pipe(
        range(1),
        batch({
          maxWeight: 3,
          weight: () => called.push('weight'),
          by: () => {
            called.push('by')
            void batches.return?.()
          },
          maxKeys: 1,
          within: 10,
          clock,
        }),
      ),
    )
    expect(await batches.next()).toEqual(done)
    expect(called).toEqual(['by'])
    expect(clock.sleeping()).toBe(0)
  })

  test('lets the event loop in where no batch of an endless source gets full', async () => {
    const batches = iterate(pipe(range(1), batch({ maxWeight: 1, weight: () => 0 })))
    const first = batches.next()
    await quiet()
    await batches.return?.()
    expect(await first).toEqual(done)
  })

  test('is iterated afresh each time', async () => {
    const batches = pipe([1, 2, 3], batch({ size: 2 }))
    expect([await toArray(batches), await toArray(batches)]).toEqual([
      [[1, 2], [3]],
      [[1, 2], [3]],
    ])
  })

  test('refuses bad options', () => {
    const by = (n: unknown): unknown => n
    const weight = (): number => 1
    refuses(() => batch(3 as never), TypeError, /^options must be an object, got: 3$/)
    refuses(() => batch({} as never), TypeError, /^a batch needs a size, a maxWeight or both$/)
    refuses(() => batch({ within: 5 } as never), TypeError, /^a batch needs a size, a maxWeight or both$/)
    for (const size of [0, 1.5, Infinity]) refuses(() => batch({ size }), RangeError, /^size must be an integer of at /)
    refuses(() => batch({ size: '2' as never }), TypeError, /^size must be a number, got: "2"$/)
    for (const within of [0, -1, NaN, Infinity])
      refuses(() => batch({ size: 1, within }), RangeError, /^within must be an integer of at least 1, got: /)
    for (const maxWeight of [0, -1, NaN, Infinity])
      refuses(() => batch({ maxWeight, weight }), RangeError, /^maxWeight must be a finite number above 0, got: /)
    refuses(() => batch({ maxWeight: 3 } as never), TypeError, /^weight must be a function, got: undefined$/)
    refuses(() => batch({ size: 1, weight } as never), TypeError, /^maxWeight must be a number, got: undefined$/)
    refuses(() => batch({ size: 1, by } as never), TypeError, /^maxKeys must be a number, got: undefined$/)
    refuses(() => batch({ size: 1, by, maxKeys: 0 }), RangeError, /^maxKeys must be an integer of at least 1, got: 0$/)
    refuses(() => batch({ size: 1, maxKeys: 2 } as never), TypeError, /^by must be a function, got: undefined$/)
    refuses(() => batch({ size: 1, clock: {} as never }), TypeError, /^clock.now must be a function, got: undefined$/)
  })

  test('infers its types', () => {
    expectTypeOf(pipe(['a'], batch({ size: 2 }))).toEqualTypeOf<AsyncIterable<NonEmptyArray<string>>>()
    const weighed = pipe(['a'], batch({ maxWeight: 2, weight: (text) => text.length, within: 5 }))
    expectTypeOf(weighed).toEqualTypeOf<AsyncIterable<NonEmptyArray<string>>>()
    const keyed = pipe(['a'], batch({ size: 2, by: (text) => text.length, maxKeys: 2, weight: () => 1, maxWeight: 9 }))
    expectTypeOf(keyed).toEqualTypeOf<AsyncIterable<readonly [number, NonEmptyArray<string>]>>()
    const flowing = flow(
      map((n: number) => n.toFixed(1)),
      batch({ size: 2, by: (text) => text.length, maxKeys: 2 }),
      map(([length, texts]) => length + texts[0].length),
    )
    expectTypeOf(flowing).returns.toEqualTypeOf<AsyncIterable<number>>()
    const alone = batch({ maxWeight: 2, weight: (text: string) => text.length })
    expectTypeOf(alone(['a' as const])).toEqualTypeOf<AsyncIterable<NonEmptyArray<'a'>>>()
    const options: BatchByOptions<number, string> = { size: 1, by: (n) => n.toFixed(1), maxKeys: 1 }
    expectTypeOf(pipe([1], map(asNumber), batch(options))).toEqualTypeOf<
      AsyncIterable<readonly [string, NonEmptyArray<number>]>
    >()
  })

  test('has types that refuse what it refuses', () => {
    const weight = (): number => 1
    void [
      // @ts-expect-error it needs a size or a maxWeight
      () => batch({}),
      // @ts-expect-error time alone is no limit
      () => batch({ within: 5 }),
      // @ts-expect-error it cannot weigh
      () => batch({ maxWeight: 3 }),
      // @ts-expect-error it is not told how heavy is too heavy
      () => batch({ size: 1, weight }),
      // @ts-expect-error there is no default for maxKeys
      () => batch({ size: 1, by: asNumber }),
      // @ts-expect-error there are no keys
      () => batch({ size: 1, maxKeys: 2 }),
    ]
  })
})
