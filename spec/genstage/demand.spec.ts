/** GenStage's own cases of demand, through a producer upstream; where its lists show in them, our refills stand. */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { type AnyIterable, filter, flatMap, prefetch, producer, range, take, tap, toArray } from 'sluice'
import { describe, expect, test } from 'vitest'
import { refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { stillTime } from '../stillTime.ts'

const upTo = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i)

const twice = (numbers: readonly number[]): number[] => numbers.flatMap((n) => [n, n])

const answering = {
  'at once': <A>(answer: A) => answer,
  'by promise': async <A>(answer: A) => answer,
}

/** P: counts 0, 1, 2, ... and emits exactly what is asked. */
const counter = (answer: <A>(given: A) => A | Promise<A> = answering['at once']) => {
  const asked: number[] = []
  const source = producer(0, (demand, n) => {
    asked.push(demand)
    return answer(O.some([upTo(n, demand), n + demand]))
  })
  return { asked, source }
}

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

/** X that gives each event twice. */
const doubling = flatMap((n: number) => [n, n])

const total = (lots: readonly number[]): number => lots.reduce((sum, lot) => sum + lot, 0)

describe.each(Object.entries(answering))('a producer that answers %s', (_, answer) => {
  test.each([
    ['D1: with default max and min demand, is asked 1000, then 500 at a time', { max: 1000, min: 500 }, 3000],
    ['D2: with 80% min demand, is asked 100, then 20 at a time', { max: 100, min: 80 }, 1020],
    ['D3: with 20% min demand, is asked 100, then 80 at a time', { max: 100, min: 20 }, 280],
    ['D4: with 1 max and 0 min demand, is asked 1 at a time', { max: 1, min: 0 }, 3],
    ['D5: with 10 and 7, is asked 10, then 3 at a time', { max: 10, min: 7 }, 19],
    ['D6: with 10 and 0, is asked 10 each time none is left', { max: 10, min: 0 }, 30],
  ])('%s', async (__, window, count) => {
    stillTime()
    const { asked, source } = counter(answer)
    const values = iterate(pipe(source, prefetch(window)))
    const refill = window.max - window.min
    for (let n = 0; n < count; n++) {
      expect(await values.next()).toEqual({ value: n, done: false })
      await quiet()
      const refills = Math.max(0, Math.floor((n + 1) / refill))
      expect(asked).toEqual([window.max, ...Array.from({ length: refills }, () => refill)])
    }
    await values.return?.()
  })

  test('D4: by a plain for await, is asked 1 each', async () => {
    const { asked, source } = counter(answer)
    const seen: number[] = []
    for await (const n of source) if (seen.push(n) === 3) break
    expect([seen, asked]).toEqual([
      [0, 1, 2],
      [1, 1, 1],
    ])
  })

  test.each([
    ['D7: with 80% min demand', { max: 100, min: 80 }],
    ['D8: with 20% min demand', { max: 100, min: 20 }],
  ])('%s before a stage that gives each event twice, keeps the order and what is in flight', async (__, window) => {
    stillTime()
    const { asked, source } = counter(answer)
    const handled: number[] = []
    const values = iterate(
      pipe(
        source,
        prefetch(window),
        tap((n) => void handled.push(n)),
        doubling,
        prefetch({ max: 100, min: 50 }),
      ),
    )
    const seen: unknown[] = []
    for (let n = 0; n < 1000; n++) {
      seen.push((await values.next()).value)
      if (n % 100 !== 0) continue
      await quiet()
      // Each window is full, or lacks less than a refill.
      expect(handled.length * 2 - seen.length).toBeLessThanOrEqual(100 + 1)
      expect(total(asked) - handled.length).toBeLessThanOrEqual(100)
      expect(total(asked) - handled.length).toBeGreaterThan(window.min)
    }
    expect(seen).toEqual(twice(upTo(0, 500)))
    expect([asked[0], new Set(asked.slice(1))]).toEqual([100, new Set([window.max - window.min])])
    await values.return?.()
  })

  test('D9: stops asking when the consumer stops asking, after the sum of the windows', async () => {
    stillTime()
    const { asked, source } = counter(answer)
    const handled: number[] = []
    const values = iterate(
      pipe(
        source,
        prefetch({ max: 10, min: 8 }),
        tap((n) => void handled.push(n)),
        prefetch({ max: 10, min: 5 }),
      ),
    )
    expect(await values.next()).toEqual({ value: 0, done: false })
    await quiet()
    expect(handled).toEqual(upTo(0, 10))
    expect(asked).toEqual([10, 2, 2, 2, 2, 2])
    await quiet()
    expect(total(asked)).toBe(20)
    await values.return?.()
  })

  test('D10: keeps emitting where all events are discarded', async () => {
    const { asked, source } = counter(answer)
    const values = iterate(
      pipe(
        source,
        prefetch({ max: 100, min: 80 }),
        filter(() => false),
        prefetch({ max: 100, min: 50 }),
      ),
    )
    const nothing = values.next()
    while (total(asked) < 1020) await quiet()
    await values.return?.()
    expect(await nothing).toEqual({ value: undefined, done: true })
    expect([asked[0], new Set(asked.slice(1))]).toEqual([100, new Set([20])])
  })

  test('D12: manual demand: two lots of 50 asks', async () => {
    const { asked, source } = counter(answer)
    const values = iterate(source)
    const lot = (): Promise<unknown[]> =>
      Promise.all(upTo(0, 50).map(async () => (await values.next()).value as unknown))
    expect(await lot()).toEqual(upTo(0, 50))
    await quiet()
    expect(total(asked)).toBe(50)
    expect(await lot()).toEqual(upTo(50, 50))
    expect(total(asked)).toBe(100)
    await values.return?.()
  })
})

describe('a consumer', () => {
  test('D13: is refused bad options as it is built, and its source lives', async () => {
    const { asked, source } = counter()
    const of = (window: { max: number; min?: number }) => (): AsyncIterable<number> => prefetch(window)(source)
    refuses(of({ max: 0 }), RangeError, /^max must be an integer of at least 1, got: 0$/)
    refuses(of({ max: 1000, min: 2000 }), RangeError, /^min must be at most 999, one less than max, got: 2000$/)
    expect(asked).toEqual([])
    expect(await pipe(source, take(2), toArray)).toEqual([0, 1])
  })

  test('sees the same whatever its window is', async () => {
    const windows = range(1, 12)
    for await (const max of windows)
      for (let min = 0; min < max; min++) {
        const through: (source: AnyIterable<number>) => AsyncIterable<number> = prefetch({ max, min })
        expect(await pipe(counter().source, through, take(30), toArray)).toEqual(upTo(0, 30))
      }
  })
})
