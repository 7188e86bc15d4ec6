import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  channel,
  count,
  drain,
  empty,
  fail,
  map,
  mapAsync,
  peel,
  prefetch,
  range,
  stage,
  take,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { waiting } from '../../lib/core/pipeline.ts'
import { Relay } from '../../lib/origins/relay.ts'
import { obeysTheLaws, refuses } from '../laws.ts'
import { outcome, timerFires, watched } from './sinkClaims.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** The rest alone, as a stage. */
const rest: <A>(source: AnyIterable<A>) => AsyncIterable<A> = waiting('rest', (source, down, wake) =>
  new Relay(source).hand(down, wake),
)

describe('peel', () => {
  test.each<[string, AnyIterable<number>]>([
    ['an array', [3, 1, 2]],
    ['a plain iterable', new Set([3, 1, 2])],
    ['an async iterable', watched([3, 1, 2]).source],
    ['a pipeline', map((n: number) => n)([3, 1, 2])],
    ['a pipeline that waits', mapAsync(async (n: number) => n)([3, 1, 2])],
    ['a pipeline that reads ahead', prefetch(2)([3, 1, 2])],
  ])('splits %s', async (_, source) => {
    const [first, rest] = await peel(2)(source)
    expect(first).toEqual([3, 1])
    expect(await toArray(rest)).toEqual([2])
  })

  test.each([
    [0, [], [1, 2, 3]],
    [1, [1], [2, 3]],
    [3, [1, 2, 3], []],
    [4, [1, 2, 3], []],
  ])('of %i gives as many values as there are, and what follows', async (n, firstOnes, others) => {
    const [first, rest] = await pipe(range(1, 3), peel(n))
    expect(first).toEqual(firstOnes)
    expect(await toArray(rest)).toEqual(others)
  })

  test('takes undefined, null and promises for values', async () => {
    const promise = Promise.resolve(1)
    const [first, rest] = await peel(2)([undefined, promise, null, promise])
    expect(first[0]).toBe(undefined)
    expect(first[1]).toBe(promise)
    expect(await toArray(rest)).toEqual([null, promise])
  })

  test('R1: of 0 opens nothing', async () => {
    const { source, counts } = watched([1])
    const [, rest] = await peel(0)(source)
    expect(counts.opened).toBe(0)
    await rest[Symbol.asyncDispose]()
    expect(counts).toEqual({ opened: 0, pulls: 0, closes: 0, closed: 0 })
    expect(await toArray(rest)).toEqual([])
  })

  test('R2: pulls n values, and one more for each that the rest is asked for', async () => {
    const { source, counts } = watched([1, 2, 3, 4])
    const [, rest] = await peel(2)(source)
    await turn()
    expect(counts.pulls).toBe(2)
    const iterator = rest[Symbol.asyncIterator]()
    await turn()
    expect(counts.pulls).toBe(2)
    await iterator.next()
    await turn()
    expect(counts.pulls).toBe(3)
    await iterator.return?.()
  })

  test('opens its source once', async () => {
    const { source, counts } = watched([1, 2, 3])
    const [, rest] = await peel(1)(source)
    await toArray(rest)
    expect(counts).toEqual({ opened: 1, pulls: 4, closes: 0, closed: 0 })
  })

  test('passes the demand of who reads the rest on', async () => {
    const asked: number[] = []
    const looks = stage<number, number>('looks', (down) => ({
      ...down,
      next: (n) => {
        asked.push(down.demand())
        return down.next(n)
      },
    }))
    const [, rest] = await pipe(range(1), looks, peel(2))
    const ahead = pipe(rest, prefetch(10), take(1))
    expect(await toArray(ahead)).toEqual([3])
    expect(asked.slice(0, 3)).toEqual([1, 1, 10])
  })

  test('R4: closes the source once where the rest is left', async () => {
    const { source, counts } = watched([1, 2, 3, 4])
    const [, rest] = await peel(1)(source)
    for await (const value of rest) if (value === 3) break
    expect(counts).toEqual({ opened: 1, pulls: 3, closes: 1, closed: 1 })
    await rest[Symbol.asyncDispose]()
    expect(counts.closes).toBe(1)
  })

  test('R4: closes the source once where the rest is disposed of, and waits for that', async () => {
    const { source, counts } = watched([1, 2, 3])
    const [, rest] = await peel(1)(source)
    await rest[Symbol.asyncDispose]()
    expect(counts).toEqual({ opened: 1, pulls: 1, closes: 1, closed: 1 })
    await rest[Symbol.asyncDispose]()
    expect(counts.closes).toBe(1)
    expect(await toArray(rest)).toEqual([])
    expect(counts.pulls).toBe(1)
  })

  test('R4: closes nothing where the source has ended', async () => {
    const { source, counts } = watched([1])
    const [, rest] = await peel(2)(source)
    await rest[Symbol.asyncDispose]()
    expect(counts).toEqual({ opened: 1, pulls: 2, closes: 0, closed: 0 })
  })

  test('R4: closes the source once where a stage behind the rest fails', async () => {
    const { source, counts } = watched([1, 2, 3])
    const [, rest] = await peel(1)(source)
    const broken = pipe(
      rest,
      map(() => {
        throw undefined
      }),
    )
    expect(await outcome(drain(broken))).toEqual(['failed', undefined])
    expect(counts).toMatchObject({ closes: 1, closed: 1 })
  })

  test.each([[new Error('of the close')], [undefined]])('R4: reports a close that fails with %s', async (value) => {
    const leave = async (use: (rest: AsyncIterable<number> & AsyncDisposable) => PromiseLike<void>) => {
      const { source, counts } = watched([1, 2, 3], { closing: { value } })
      const [, rest] = await peel(1)(source)
      const left = await outcome(use(rest))
      return [left, counts.closes]
    }
    expect(await leave((rest) => rest[Symbol.asyncDispose]())).toEqual([['failed', value], 1])
    expect(await leave((rest) => pipe(rest, take(1), drain))).toEqual([['failed', value], 1])
  })

  test('R4: reports a close that failed at once, behind the last value, to who disposes of the rest', async () => {
    const source: Iterable<number> = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: 1 }),
        return: () => {
          throw undefined
        },
      }),
    }
    const [first, rest] = await pipe(source, take(1), peel(1))
    expect(first).toEqual([1])
    expect(await outcome(rest[Symbol.asyncDispose]())).toEqual(['failed', undefined])
  })

  test('R4: tells who disposes of the rest, and not who reads it, that the close has failed', async () => {
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => {
        let pulls = 0
        return {
          next: () => (++pulls === 1 ? Promise.resolve({ done: false, value: 1 }) : new Promise(() => undefined)),
          return: () => Promise.reject('close'),
        }
      },
    }
    const [, rest] = await peel(1)(source)
    const reading = toArray(rest)
    expect(await outcome(rest[Symbol.asyncDispose]())).toEqual(['failed', 'close'])
    expect(await reading).toEqual([])
  })

  test('R4: leaves a failing close of a stage before it to the rest', async () => {
    const { source, counts } = watched([1, 2, 3], { closing: { value: 'close' } })
    const [first, rest] = await pipe(source, take(2), peel(2))
    expect(first).toEqual([1, 2])
    expect(await outcome(toArray(rest))).toEqual(['failed', 'close'])
    expect(counts.closes).toBe(1)
  })

  test('R5: ends a read that waits where the rest is disposed of', async () => {
    const numbers = channel<number>()
    numbers.offer(1)
    const [, rest] = await peel(1)(numbers)
    const waiting = toArray(rest)
    await turn()
    await rest[Symbol.asyncDispose]()
    expect(await waiting).toEqual([])
    expect(numbers.offer(2)).toBe(false)
  })

  test('R5: is disposed of at once where the source never answers', async () => {
    const stuck = (async function* () {
      yield 1
      await new Promise(() => undefined)
    })()
    const [, rest] = await peel(1)(stuck)
    const waiting = toArray(rest)
    await turn()
    await rest[Symbol.asyncDispose]()
    expect(await waiting).toEqual([])
  })

  test.each([[new Error('of the source')], [undefined], [null]])(
    'R6: rejects where the source fails with %s within n values, and does not close it',
    async (value) => {
      const { source, counts } = watched([1], { error: { value } })
      expect(await outcome(peel(2)(source))).toEqual(['failed', value])
      expect(counts).toMatchObject({ pulls: 2, closes: 0 })
    },
  )

  test.each([[new Error('of the source')], [undefined]])(
    'R6: leaves an error %s behind n values to the rest',
    async (value) => {
      const { source, counts } = watched([1, 2], { error: { value } })
      const [first, rest] = await peel(1)(source)
      expect(first).toEqual([1])
      expect(await outcome(toArray(rest))).toEqual(['failed', value])
      expect(counts.closes).toBe(0)
      await rest[Symbol.asyncDispose]()
    },
  )

  test('R6: leaves nothing unhandled where nobody reads the rest', async () => {
    await pipe(fail('unseen'), peel(0))
    await turn()
  })

  test('R8: answers several next() at once in the order of the calls', async () => {
    const [, rest] = await peel(1)(watched([1, 2, 3]).source)
    const iterator = rest[Symbol.asyncIterator]()
    expect(await Promise.all([iterator.next(), iterator.next(), iterator.next()])).toEqual([
      { done: false, value: 2 },
      { done: false, value: 3 },
      { done: true, value: undefined },
    ])
  })

  test('R9: reads the source anew each time it is applied', async () => {
    const numbers = range(1, 3)
    const [first, rest] = await peel(1)(numbers)
    const [again, others] = await peel(1)(numbers)
    expect([first, await toArray(rest)]).toEqual([[1], [2, 3]])
    expect([again, await toArray(others)]).toEqual([[1], [2, 3]])
  })

  test('refuses to have its rest iterated twice, and leaves the first iteration alone', async () => {
    const { source, counts } = watched([1, 2, 3])
    const [, rest] = await peel(1)(source)
    const iterator = rest[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ done: false, value: 2 })
    expect(() => rest[Symbol.asyncIterator]()).toThrow(
      new TypeError('peel has one consumer, and it was iterated before'),
    )
    expect(await outcome(toArray(rest))).toEqual(['failed', expect.any(TypeError)])
    expect(counts.closes).toBe(0)
    expect(await iterator.next()).toEqual({ done: false, value: 3 })
    await iterator.return?.()
    expect(counts.closes).toBe(1)
  })

  test('keeps for the rest what a stage gives beyond n at its end', async () => {
    const atTheEnd = stage<number, string>('atTheEnd', (down) => ({
      ...down,
      next: () => true,
      end: () => {
        for (const text of ['a', 'b', 'c']) down.next(text)
        down.end()
      },
    }))
    const [first, rest] = await pipe([1], atTheEnd, peel(1))
    expect(first).toEqual(['a'])
    expect(await toArray(rest)).toEqual(['b', 'c'])
  })

  describe('its rest', () => {
    obeysTheLaws({ stage: rest, model: (values) => values, lookahead: 0 })
  })

  test('R11: lets timers in while the rest is read', { timeout: 30_000 }, async () => {
    const read = async () => {
      const [, rest] = await pipe(range(1, 3_000_000), peel(1))
      expect(await count(rest)).toBe(2_999_999)
    }
    expect(await timerFires(read)).toBe(true)
  })

  test('R11: lets timers in while it peels', { timeout: 30_000 }, async () => {
    expect(await timerFires(() => pipe(range(1), peel(3_000_000)))).toBe(true)
  })

  test('peels 300 000 values', { timeout: 30_000 }, async () => {
    const [first, rest] = await pipe(range(1, 300_001), peel(300_000))
    expect([first.length, first.at(-1)]).toEqual([300_000, 300_000])
    expect(await toArray(rest)).toEqual([300_001])
  })

  test('R14: refuses bad arguments, and what is not iterable before it gives a promise', () => {
    refuses(() => peel(-1), RangeError, /^n must be an integer of at least 0, got: -1$/)
    refuses(() => peel(Infinity), RangeError, /got: Infinity$/)
    refuses(() => peel('1' as never), TypeError, /^n must be a number, got: "1"$/)
    refuses(() => peel(1)(5 as never), TypeError, /^a source must be iterable, got: 5$/)
  })

  test('gives an empty rest of an empty source', async () => {
    const [first, rest] = await pipe(empty, peel(2))
    expect([first, await toArray(rest)]).toEqual([[], []])
  })

  test('R4: closes the source once when the rest is left before its first next()', async () => {
    let closed = 0
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: 1 }),
        return: async () => {
          closed++
          return { done: true, value: undefined }
        },
      }),
    }
    const [, rest] = await peel(1)(source)
    const values = rest[Symbol.asyncIterator]()
    expect(await values.return!()).toEqual({ done: true, value: undefined })
    expect(closed).toBe(1)
    await values.return!()
    await rest[Symbol.asyncDispose]()
    expect(closed).toBe(1)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), map(String), peel(1))).toEqualTypeOf<
      Promise<[first: string[], rest: AsyncIterable<string> & AsyncDisposable]>
    >()
  })
})
