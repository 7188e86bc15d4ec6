import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  batch,
  type BatchOptions,
  buffer,
  channel,
  type Clock,
  filterAsync,
  flatMap,
  forEachAsync,
  interval,
  map,
  mapAsync,
  type MapAsyncOptions,
  mapByKey,
  merge,
  type Overflow,
  prefetch,
  type PrefetchWindow,
  range,
  rateLimit,
  type RateLimitOptions,
  type RetryPolicy,
  type RetryStatus,
  timeout,
} from 'sluice'
import { describe, expectTypeOf, test } from 'vitest'

const numbers = range(1, 2)
const double = async (n: number): Promise<number> => n * 2

describe('what can be turned while it runs', () => {
  const limit = { current: 4 }

  test('is a number in an object', () => {
    expectTypeOf(pipe(numbers, mapAsync(double, { concurrency: limit }))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        numbers,
        filterAsync(async () => true, { concurrency: limit }),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        numbers,
        flatMap((n) => [n], { concurrency: limit }),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(numbers, mapByKey(String, double, { concurrency: limit }))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(numbers, prefetch(limit))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(numbers, prefetch({ max: limit, min: 1 }))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(numbers, rateLimit({ limit, interval: 1 }))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe([numbers], merge({ max: limit }))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(numbers, forEachAsync(double, { concurrency: limit }))).toEqualTypeOf<Promise<void>>()
  })
  test('may be read alone', () => {
    const measured = Object.freeze({ current: 4 })
    expectTypeOf<MapAsyncOptions['concurrency']>().toEqualTypeOf<number | { readonly current: number } | undefined>()
    expectTypeOf(pipe(numbers, mapAsync(double, { concurrency: measured }))).toEqualTypeOf<AsyncIterable<number>>()
  })
})

describe('a function among the options', () => {
  test('is given what flows', () => {
    const kept = pipe(
      numbers,
      map((n) => ({ n })),
      buffer({ overflow: 'drop-newest', onDrop: (value) => expectTypeOf(value).toEqualTypeOf<{ n: number }>() }),
      rateLimit({ limit: 1, interval: 1, burst: 9, cost: ({ n }) => n }),
    )
    expectTypeOf(kept).toEqualTypeOf<AsyncIterable<{ n: number }>>()
    channel<string>({ overflow: 'drop-oldest', onDrop: (value) => expectTypeOf(value).toEqualTypeOf<string>() })
  })
  test('is a policy of retry-ts, or of that shape', () => {
    const policy = (status: RetryStatus) => (status.iterNumber < 3 ? O.some(10) : O.none)
    expectTypeOf(policy).toExtend<RetryPolicy>()
    mapAsync(double, {
      retry: ({ iterNumber, cumulativeDelay, previousDelay }) => {
        expectTypeOf(iterNumber).toEqualTypeOf<number>()
        expectTypeOf(cumulativeDelay).toEqualTypeOf<number>()
        expectTypeOf(previousDelay).toEqualTypeOf<O.Option<number>>()
        return O.none
      },
    })
  })
})

describe('options', () => {
  test('have names, so that they can be made elsewhere', () => {
    const batches: BatchOptions<string> = { size: 3, within: 10 }
    expectTypeOf(pipe(['a'], batch(batches))).toExtend<AsyncIterable<readonly string[]>>()
    const window: PrefetchWindow = { max: 3 }
    expectTypeOf(prefetch).toBeCallableWith(window)
    const rate: RateLimitOptions<string> = { limit: 1, interval: 1, cost: (text) => text.length }
    expectTypeOf(pipe(['a'], rateLimit(rate))).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('say what overflow may be', () => {
    expectTypeOf<Overflow>().toEqualTypeOf<'block' | 'drop-oldest' | 'drop-newest' | 'error'>()
  })
  test('take a clock of yours', () => {
    const clock: Clock = { now: () => 0, sleep: async (ms, signal) => void [ms, signal] }
    expectTypeOf(interval(1, { clock })).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(numbers, timeout(1, { clock }))).toEqualTypeOf<AsyncIterable<number>>()
  })
})
