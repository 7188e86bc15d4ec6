import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  filterAsync,
  flatMap,
  mapAsync,
  type MapAsyncOptions,
  prefetch,
  range,
  stage as stepwise,
  tap,
  tapAsync,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses } from './laws.ts'
import { openCalls, quiet } from './openCalls.ts'
import { stillTime } from './stillTime.ts'
import { prompted } from './prompted.ts'

type Calling = (
  f: (n: number, signal: AbortSignal) => Promise<boolean>,
  options: MapAsyncOptions,
) => (source: AnyIterable<number>) => AsyncIterable<unknown>

const calling: Record<string, Calling> = { filterAsync, mapAsync, tapAsync }

describe('a limit that is turned while it runs', () => {
  test.each(Object.entries(calling))('says how many calls of %s are in flight at the next ask', async (_, stage) => {
    stillTime()
    const { f, calls, values } = openCalls<number, boolean>()
    const concurrency = { current: 2 }
    const iterator = pipe(range(1), stage(f, { concurrency }))[Symbol.asyncIterator]()
    const first = iterator.next()
    expect(values()).toEqual([1, 2])
    concurrency.current = 4
    calls[0]?.resolve(true)
    await first
    void iterator.next()
    expect(values()).toEqual([1, 2, 3, 4, 5])
    concurrency.current = 1
    for (const call of calls) call.resolve(true)
    await quiet()
    for (let n = 3; n < 6; n++) await iterator.next()
    expect(values()).toEqual([1, 2, 3, 4, 5])
    void iterator.next()
    await quiet()
    expect(values()).toEqual([1, 2, 3, 4, 5, 6])
    await iterator.return?.()
  })

  test.each(Object.entries(calling))('fails %s and closes its source where it is turned too low', async (_, stage) => {
    let closed = 0
    const source = (function* (): Iterable<number> {
      try {
        for (let n = 1; ; n++) yield n
      } finally {
        closed++
      }
    })()
    const concurrency = { current: 1 }
    const iterator = pipe(
      source,
      stage(async () => true, { concurrency }),
    )[Symbol.asyncIterator]()
    await iterator.next()
    concurrency.current = 0
    await expect(iterator.next()).rejects.toThrow(/^concurrency must be an integer of at least 1, got: 0$/)
    expect(closed).toBe(1)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('says how far prefetch reads ahead from its next ask on', async () => {
    stillTime()
    const pulled: number[] = []
    const max = { current: 2 }
    const iterator = pipe(
      range(1),
      tap((n) => pulled.push(n)),
      prefetch({ max }),
    )[Symbol.asyncIterator]()
    await iterator.next()
    await quiet()
    expect(pulled).toHaveLength(3)
    max.current = 6
    await iterator.next()
    await quiet()
    // Two are taken, one is held and three more are asked for, since that is less than the half of six.
    expect(pulled).toHaveLength(6)
    max.current = 0
    await expect(toArray({ [Symbol.asyncIterator]: () => iterator })).rejects.toThrow(/^max must be .*got: 0$/)
  })

  /** What comes out when the limit is turned too low after the first value: the values behind it, and the error. */
  const turnedTooLow = async (
    build: (limit: { readonly current: number }) => AsyncIterable<number>,
    to = 0,
  ): Promise<{ readonly given: readonly number[]; readonly failure: unknown }> => {
    const limit = { current: 3 }
    const iterator = build(limit)[Symbol.asyncIterator]()
    await iterator.next()
    await quiet()
    limit.current = to
    const given: number[] = []
    try {
      for await (const value of { [Symbol.asyncIterator]: () => iterator }) given.push(value)
    } catch (failure) {
      return { given, failure }
    }
    throw new Error('it did not fail')
  }

  test('fails prefetch behind what it holds where it is turned too low', async () => {
    const { given, failure } = await turnedTooLow((max) => prefetch({ max })(range(1)))
    expect(given).toEqual([2, 3])
    expect(String(failure)).toMatch(/^RangeError: max must be .*got: 0$/)
  })

  test.each([true, false])(
    'fails mapAsync behind all that a step has given it at once, ordered: %s',
    async (ordered) => {
      const fourfold = stepwise<number, number>('fourfold', (down) => ({
        ...down,
        next: (n) => {
          for (let i = 0; i < 3; i++) down.next(n)
          return down.next(n)
        },
      }))
      const { given, failure } = await turnedTooLow((concurrency) =>
        mapAsync(async (n: number) => n, { concurrency, ordered })(fourfold([1, 2])),
      )
      expect(given).toEqual([1, 1, 1])
      expect(String(failure)).toMatch(/^RangeError: concurrency must be .*got: 0$/)
    },
  )

  test.each([0, NaN])('fails flatMap behind the inner sources that are open where it is turned to %j', async (to) => {
    const opened: number[] = []
    const inner = (n: number): number[] => {
      opened.push(n)
      return [n, n + 0.5]
    }
    const { given, failure } = await turnedTooLow((concurrency) => flatMap(inner, { concurrency })(range(1)), to)
    expect(opened.length).toBeGreaterThan(1)
    expect(given).toEqual(opened.flatMap((n) => [n, n + 0.5]).slice(1))
    expect(String(failure)).toMatch(/^RangeError: concurrency must be .*got: (0|NaN)$/)
  })
  test('fails flatMap in any order behind the values that are there where it is turned too low', async () => {
    const inner = new Map([1, 2, 3].map((n) => [n, prompted<number>()]))
    const { given, failure } = await turnedTooLow((concurrency) => {
      for (const [n, { give }] of inner) give(n)
      return flatMap((n: number) => inner.get(n)!, { concurrency, ordered: false })(range(1))
    })
    expect(given).toEqual([2, 3])
    expect(String(failure)).toMatch(/^RangeError: concurrency must be .*got: 0$/)
    expect([...inner.values()].map(({ log }) => log.at(-1))).toEqual(['closed', 'closed', 'closed'])
  })
  test('lets flatMap end where it is turned too low behind the end of its source', async () => {
    const concurrency = { current: 3 }
    const values = flatMap((n: number) => [n, n], { concurrency })([1, 2])[Symbol.asyncIterator]()
    expect([await values.next(), await values.next()].map(({ value }) => value as unknown)).toEqual([1, 1])
    await quiet()
    void values.next()
    concurrency.current = 0
    expect(await toArray({ [Symbol.asyncIterator]: () => values })).toEqual([2])
  })

  test('leaves a call that has failed before it is turned too low the first error, unordered', async () => {
    const f = async (n: number): Promise<number> => (n === 1 ? n : Promise.reject('down'))
    const { failure } = await turnedTooLow((concurrency) => mapAsync(f, { concurrency, ordered: false })(range(1)))
    expect(failure).toBe('down')
  })

  test('is looked at where the stage is built', () => {
    for (const stage of Object.values(calling))
      refuses(() => stage(async () => true, { concurrency: { current: 0 } }), RangeError, /^concurrency must be .*: 0$/)
    refuses(() => prefetch({ max: { current: 0.5 } }), RangeError, /^max must be an integer .*got: 0.5$/)
    refuses(() => prefetch({ max: { current: 3 }, min: 3 }), RangeError, /^min must be at most 2.*got: 3$/)
  })

  test('infers its types', () => {
    expectTypeOf(pipe(range(1), mapAsync(String, { concurrency: { current: 2 } }))).toEqualTypeOf<
      AsyncIterable<string>
    >()
  })
})
