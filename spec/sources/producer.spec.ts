import { pipe } from 'fp-ts/lib/function.js'
import type { Option } from 'fp-ts/lib/Option.js'
import * as O from 'fp-ts/lib/Option.js'
import { filter, flatMap, map, mapAsync, prefetch, producer, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { stillTime } from '../stillTime.ts'

type Answer = Option<readonly [readonly number[], number]>

const hung = new Promise<never>(() => undefined)
const done = { done: true, value: undefined }
const upTo = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i)

/** How the producer answers: at once, by a promise, or by a promise that takes a turn of the event loop. */
const manners: Record<string, (answer: Answer) => Answer | Promise<Answer>> = {
  'at once': (answer) => answer,
  'by promise': async (answer) => answer,
  'by promise, later': async (answer) => {
    await turn()
    return answer
  },
}

/** GenStage's P: counts 0, 1, 2, ... and emits what `emits` makes of the demand, by default exactly that many. */
const counter = ({ answers = manners['at once']!, emits = (demand: number) => demand, end = Infinity } = {}) => {
  const asked: number[] = []
  const source = producer(0, (demand, n) => {
    asked.push(demand)
    const events = upTo(n, Math.min(emits(demand), end - n))
    return answers(n < end ? O.some([events, n + events.length]) : O.none)
  })
  return { asked, source }
}

/** Gives these lists one after the other, then ends. */
const lists = (...answers: readonly (readonly number[])[]) => {
  const asked: number[] = []
  const source = producer(0, (demand, n) => {
    asked.push(demand)
    const events = answers[n]
    return events === undefined ? O.none : O.some([events, n + 1])
  })
  return { asked, source }
}

const reading = async (source: AsyncIterable<number>, count: number): Promise<number[]> => {
  const values: number[] = []
  if (count > 0)
    for await (const value of source) {
      values.push(value)
      if (values.length === count) break
    }
  return values
}

const consumers: Record<string, (source: AsyncIterable<number>, count: number) => Promise<number[]>> = {
  'for await': reading,
  'a slow for await': async (source, count) =>
    reading(
      mapAsync(async (n: number) => {
        await turn()
        return n
      })(source),
      count,
    ),
  'a sink': (source, count) => pipe(source, take(count), toArray),
}

describe('producer', () => {
  describe('to an end', () => {
    sourceObeysTheLaws({
      source: () => counter({ end: 4 }).source,
      values: [0, 1, 2, 3],
      failing: (f) => () => producer(0, (_, n) => (n < 5 ? O.some([[f(n)], n + 1]) : O.none)),
    })
  })
  describe('to an end, by promise', () => {
    sourceObeysTheLaws({
      source: () => counter({ end: 4, answers: manners['by promise, later']! }).source,
      values: [0, 1, 2, 3],
      failingAsync: (f) => () =>
        producer(0, async (_, n, signal) => (n < 5 ? O.some([[await f(n, signal)], n + 1]) : O.none)),
    })
  })
  describe('with more than is asked for', () => {
    sourceObeysTheLaws({ source: () => lists([0, 1, 2], [], [3]).source, values: [0, 1, 2, 3] })
  })
  describe.each(Object.entries(manners))('for ever, %s', (_, answers) => {
    sourceObeysTheLaws({ source: () => counter({ answers }).source, values: [0, 1, 2, 3], afterwards: 'goes on' })
  })
  describe('with nothing to give', () => {
    // Not for ever: consumers that stay where they are would have it poll until the process ends.
    const polled = producer(0, (_, n) => (n < 30 ? O.some([[], n + 1]) : hung))
    sourceObeysTheLaws({ source: () => polled, values: [], afterwards: 'waits' })
  })
  describe('without an answer', () => {
    sourceObeysTheLaws({ source: () => producer(0, () => hung), values: [], afterwards: 'waits' })
  })

  describe.each(Object.entries(manners))("GenStage's demand, answered %s", (_, answers) => {
    describe.each(Object.entries(consumers))('and consumed by %s', (_, consume) => {
      const windows = async (max: number, min: number, count: number): Promise<number[]> => {
        const { asked, source } = counter({ answers })
        expect(await pipe(source, prefetch({ max, min }), (values) => consume(values, count))).toEqual(upTo(0, count))
        return asked
      }
      const of = (first: number, others: number[]) => [first, ...others.map(() => first)]

      test('D1: with default max and min demand it is asked for 1000, then 500 at a time', async () => {
        const [first, ...others] = await windows(1000, 500, 3000)
        expect(first).toBe(1000)
        expect(others.length).toBeGreaterThanOrEqual(4)
        expect(new Set(others)).toEqual(new Set([500]))
      })

      test('D2: with 80% min demand it is asked for 100, then 20 at a time, and never stalls', async () => {
        const [first, ...others] = await windows(100, 80, 1020)
        expect(first).toBe(100)
        expect(others.length).toBeGreaterThanOrEqual(46)
        expect(new Set(others)).toEqual(new Set([20]))
      })

      test('D3: with 20% min demand it is asked for 100, then 80 at a time', async () => {
        const [first, ...others] = await windows(100, 20, 500)
        expect(first).toBe(100)
        expect(others.length).toBeGreaterThanOrEqual(5)
        expect(new Set(others)).toEqual(new Set([80]))
      })

      test('D4: with 1 max and 0 min demand it is asked for one at a time', async () => {
        const asked = await windows(1, 0, 3)
        expect(asked.slice(0, 3)).toEqual([1, 1, 1])
        expect(new Set(asked)).toEqual(new Set([1]))
      })

      test('D5: with a window of (10, 7) it is asked for 10, then 3, 3, 3', async () => {
        const [first, ...others] = await windows(10, 7, 20)
        expect(first).toBe(10)
        expect(others.slice(0, 3)).toEqual([3, 3, 3])
        expect(new Set(others)).toEqual(new Set([3]))
      })

      test('D6: with a window of (10, 0) it is asked for 10 when none is left', async () => {
        const asked = await windows(10, 0, 30)
        expect(asked.slice(0, 3)).toEqual(of(10, asked.slice(1, 3)))
        expect(new Set(asked)).toEqual(new Set([10]))
      })
    })
  })

  test('D4: a plain for await asks for 1 each, one time more than there are events', async () => {
    const { asked, source } = counter({ end: 3 })
    const values: number[] = []
    for await (const value of source) values.push(value)
    expect(values).toEqual([0, 1, 2])
    expect(asked).toEqual([1, 1, 1, 1])
  })

  test('D4: a plain sink asks for 1 each', async () => {
    const { asked, source } = counter({ end: 3 })
    expect(await toArray(source)).toEqual([0, 1, 2])
    expect(asked).toEqual([1, 1, 1, 1])
  })

  test('D6: is asked for nothing between the first of a window and the last', async () => {
    stillTime()
    const { asked, source } = counter()
    const values = prefetch({ max: 10, min: 0 })(source)[Symbol.asyncIterator]()
    for (let n = 0; n < 9; n++) await values.next()
    expect(asked).toEqual([10])
    await values.next()
    await turn()
    expect(asked).toEqual([10, 10])
    await values.return?.()
  })

  test('D9: a stuck consumer stops it after exactly the sum of the windows', async () => {
    stillTime()
    const { asked, source } = counter()
    const handled: number[] = []
    const values = pipe(
      source,
      prefetch({ max: 10, min: 8 }),
      map((n) => {
        handled.push(n)
        return n
      }),
      prefetch({ max: 10, min: 5 }),
    )[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 0 })
    for (let i = 0; i < 5; i++) await turn()
    expect(handled).toEqual(upTo(0, 10))
    expect(asked).toEqual([10, 2, 2, 2, 2, 2])
    await values.return?.()
  })

  test('D10: a stage that discards everything keeps it going, and never stalls', async () => {
    const { asked, source } = counter()
    const values = pipe(
      source,
      prefetch({ max: 100, min: 80 }),
      filter(() => false),
      prefetch({ max: 100, min: 50 }),
    )[Symbol.asyncIterator]()
    const pending = values.next()
    for (let turns = 0; turns < 1000 && asked.length <= 50; turns++) await turn()
    expect(asked.length).toBeGreaterThan(50)
    await values.return?.()
    expect(await pending).toEqual(done)
    const before = asked.length
    await turn()
    expect(asked.length).toBe(before)
  })

  test('D11: its end comes after all events that it has given', async () => {
    const { source } = lists(upTo(0, 100))
    const values = await pipe(
      source,
      prefetch({ max: 100, min: 50 }),
      map((n) => n * 2),
      prefetch({ max: 100, min: 50 }),
      toArray,
    )
    expect(values).toEqual(upTo(0, 100).map((n) => n * 2))
  })

  test.each(Object.entries(manners))('D12: two lots of 50 asks get 0 to 49, then 50 to 99, %s', async (_, answers) => {
    const { asked, source } = counter({ answers })
    const values = source[Symbol.asyncIterator]()
    const lot = async () => (await Promise.all(upTo(0, 50).map(() => values.next()))).map(({ value }) => value)
    expect(await lot()).toEqual(upTo(0, 50))
    expect(await lot()).toEqual(upTo(50, 50))
    expect(asked.reduce((sum, demand) => sum + demand, 0)).toBe(100)
    await values.return?.()
  })

  test('D12: asks that come while it is at work are asked for together', async () => {
    const { asked, source } = counter({ answers: manners['by promise']! })
    const values = source[Symbol.asyncIterator]()
    await Promise.all(upTo(0, 50).map(() => values.next()))
    expect(asked).toEqual([1, 49])
    await values.return?.()
  })

  test('is told the same by whatever window: results never differ', async () => {
    for (const [max, min] of [
      [1, 0],
      [2, 1],
      [7, 3],
      [100, 99],
      [1000, 0],
    ] as const)
      for (const emits of [(n: number) => n, (n: number) => n + 3, (n: number) => Math.ceil(n / 2), () => 1])
        expect(await pipe(counter({ end: 50, emits }).source, prefetch({ max, min }), toArray)).toEqual(upTo(0, 50))
  })

  describe('is asked for no more than is wanted', () => {
    test('by take: what it still needs', async () => {
      const { asked, source } = counter()
      expect(await pipe(source, take(3), prefetch({ max: 10, min: 5 }), toArray)).toEqual([0, 1, 2])
      expect(asked).toEqual([3])
    })

    test('by take, answer after answer', async () => {
      const { asked, source } = counter({ emits: (demand) => Math.min(demand, 2) })
      expect(await pipe(source, take(5), prefetch(10), toArray)).toEqual([0, 1, 2, 3, 4])
      expect(asked).toEqual([5, 3, 1])
    })

    test('by take behind a window: the window reads ahead', async () => {
      const { asked, source } = counter()
      expect(await pipe(source, prefetch({ max: 10, min: 5 }), take(3), toArray)).toEqual([0, 1, 2])
      expect(asked).toEqual([10])
    })

    test('by filter: what is asked of it, until enough has passed', async () => {
      stillTime()
      const { asked, source } = counter()
      const even = filter((n: number) => n % 2 === 0)
      const values = pipe(source, even, prefetch({ max: 8, min: 0 }))[Symbol.asyncIterator]()
      await values.next()
      expect(asked).toEqual([8, 4, 2, 1])
      await values.return?.()
    })

    test('by map: what is asked of it', async () => {
      const { asked, source } = counter()
      const values = pipe(
        source,
        map((n) => n),
        prefetch({ max: 8, min: 0 }),
      )[Symbol.asyncIterator]()
      await values.next()
      expect(asked).toEqual([8])
      await values.return?.()
    })

    test.each([
      ['mapAsync', mapAsync(async (n: number) => n, { concurrency: 4 })],
      ['flatMap', flatMap((n: number) => [n])],
    ])('by %s: 1 each', async (_, stage) => {
      const { asked, source } = counter()
      await pipe(source, stage, prefetch({ max: 8, min: 4 }), take(8), toArray)
      expect(new Set(asked)).toEqual(new Set([1]))
    })
  })

  describe('that gives fewer events than are asked for', () => {
    test('is asked for the rest once they are gone', async () => {
      stillTime()
      const { asked, source } = counter({ emits: (demand) => Math.ceil(demand / 2) })
      const values = prefetch({ max: 10, min: 0 })(source)[Symbol.asyncIterator]()
      await values.next()
      expect(asked).toEqual([10, 5, 2, 1])
      await values.return?.()
    })

    test('is not asked again before they are gone', async () => {
      const { asked, source } = lists([0, 1], [2])
      const values = source[Symbol.asyncIterator]()
      await values.next()
      await turn()
      expect(asked).toEqual([1])
      await values.next()
      expect(asked).toEqual([1])
      await values.next()
      expect(asked).toEqual([1, 1])
      await values.return?.()
    })
  })

  describe('that gives more events than are asked for', () => {
    test('is asked for nothing while they last', async () => {
      const { asked, source } = lists(upTo(0, 8), upTo(8, 4))
      const values = prefetch({ max: 3, min: 0 })(source)[Symbol.asyncIterator]()
      for (let n = 0; n < 5; n++) expect(await values.next()).toEqual({ done: false, value: n })
      await turn()
      expect(asked).toEqual([3])
      await values.next()
      await turn()
      // Of the third 3 asked for, 2 were there.
      expect(asked).toEqual([3, 1])
      await values.return?.()
    })

    test('has them served first, and given before its end and its error', async () => {
      expect(await toArray(lists([0, 1, 2], [3, 4]).source)).toEqual([0, 1, 2, 3, 4])
      const failing = producer(0, (_, n) => {
        if (n > 0) throw undefined
        return O.some([[1, 2, 3], 1])
      })
      const values = failing[Symbol.asyncIterator]()
      for (const value of [1, 2, 3]) expect(await values.next()).toEqual({ done: false, value })
      await expect(values.next()).rejects.toBe(undefined)
    })

    test('may give a great many at once', async () => {
      const { asked, source } = counter({ emits: () => 300_000, end: 300_000 })
      const count = reduce(0, (sum: number) => sum + 1)
      expect(await count(source)).toBe(300_000)
      expect(asked).toEqual([1, 1])
    })

    test('may use its list again once they are gone', async () => {
      const list: number[] = []
      const source = producer(0, (demand, n) => {
        list.length = 0
        list.push(...upTo(n, demand + 2))
        return O.some([list, n + demand + 2])
      })
      expect(await pipe(source, take(10), toArray)).toEqual(upTo(0, 10))
    })
  })

  describe('that gives no events', () => {
    test('is asked again once a turn, and not before', async () => {
      const { asked, source } = counter({ emits: () => 0 })
      const values = source[Symbol.asyncIterator]()
      void values.next()
      for (let i = 0; i < 100; i++) await Promise.resolve()
      expect(asked).toEqual([1])
      await turn()
      await turn()
      await turn()
      expect(asked.length).toBeGreaterThanOrEqual(3)
      expect(asked.length).toBeLessThanOrEqual(4)
      await values.return?.()
    })

    test('is asked for all that is open by then', async () => {
      const { asked, source } = counter({ emits: () => 0 })
      const values = source[Symbol.asyncIterator]()
      for (let i = 0; i < 3; i++) void values.next()
      await turn()
      await turn()
      expect(asked.slice(0, 2)).toEqual([1, 3])
      await values.return?.()
    })

    test('gives what comes in the end', async () => {
      expect(await toArray(lists([], [], [1], [], [2, 3], []).source)).toEqual([1, 2, 3])
    })

    test('lets timers in', async () => {
      const values = counter({ emits: () => 0 }).source[Symbol.asyncIterator]()
      void values.next()
      await new Promise((resolve) => setTimeout(resolve, 1))
      await values.return?.()
    })

    test('leaves nothing pending, and is asked no more, when the consumer leaves', async () => {
      stillTime()
      const { asked, source } = counter({ emits: () => 0 })
      const values = source[Symbol.asyncIterator]()
      const { left } = await timersLeftBy(async () => {
        const pending = values.next()
        await values.return?.()
        expect(await pending).toEqual(done)
      })
      expect(left()).toBe(0)
      await turn()
      expect(asked).toEqual([1])
    })
  })

  test('ends with none, and is not asked again', async () => {
    const { asked, source } = lists()
    const values = source[Symbol.asyncIterator]()
    expect(await values.next()).toEqual(done)
    expect(await values.next()).toEqual(done)
    expect(asked).toEqual([1])
  })

  test('is asked once at a time, however much is open', async () => {
    let inFlight = 0
    let most = 0
    const source = producer(0, async (demand, n) => {
      most = Math.max(most, ++inFlight)
      await turn()
      inFlight--
      return O.some([upTo(n, demand), n + demand])
    })
    expect(await pipe(source, prefetch({ max: 4, min: 2 }), take(20), toArray)).toEqual(upTo(0, 20))
    expect(most).toBe(1)
  })

  test('starts each iteration with the state it was given', async () => {
    const { source } = counter()
    const one = source[Symbol.asyncIterator]()
    const other = source[Symbol.asyncIterator]()
    await one.next()
    expect(await one.next()).toEqual({ done: false, value: 1 })
    expect(await other.next()).toEqual({ done: false, value: 0 })
    expect(await one.next()).toEqual({ done: false, value: 2 })
    await one.return?.()
    await other.return?.()
  })

  test('takes undefined and null for events, and for states', async () => {
    const source = producer<undefined | null, unknown>(undefined, (_, state) =>
      state === undefined ? O.some([[undefined, null], null]) : O.none,
    )
    expect(await toArray(source)).toEqual([undefined, null])
  })

  describe('the signal', () => {
    const heard = (answer: () => Answer | Promise<Answer> = () => O.some([[1, 2], 0])) => {
      const signals: AbortSignal[] = []
      const source = producer(0, (_demand, _state, signal) => {
        signals.push(signal)
        return answer()
      })
      return { signals, source }
    }

    test('is aborted when the consumer leaves a call in flight', async () => {
      const { signals, source } = heard(() => hung)
      const values = source[Symbol.asyncIterator]()
      const pending = [values.next(), values.next()]
      expect(signals.map(({ aborted }) => aborted)).toEqual([false])
      await values.return?.()
      expect(signals.map(({ aborted }) => aborted)).toEqual([true])
      expect(await Promise.all(pending)).toEqual([done, done])
    })

    test('is aborted when the consumer leaves between two calls', async () => {
      const { signals, source } = heard()
      const values = source[Symbol.asyncIterator]()
      await values.next()
      expect(signals[0]?.aborted).toBe(false)
      await values.return?.()
      expect(signals[0]?.aborted).toBe(true)
    })

    test('is one for all calls of an iteration, and another one for the next', async () => {
      const { signals, source } = heard()
      await pipe(source, take(5), toArray)
      expect(signals.length).toBe(3)
      expect(new Set(signals).size).toBe(1)
      await pipe(source, take(1), toArray)
      expect(new Set(signals).size).toBe(2)
    })

    test('is aborted where a function behind it throws', async () => {
      const { signals, source } = heard()
      const failing = map(() => {
        throw new Error('no')
      })
      await expect(toArray(failing(source))).rejects.toThrow('no')
      expect(signals[0]?.aborted).toBe(true)
    })

    test('is aborted where it makes the consumer leave itself', async () => {
      const { signals, source } = heard(() => {
        void values.return?.()
        return hung
      })
      const values: AsyncIterator<number> = source[Symbol.asyncIterator]()
      expect(await values.next()).toEqual(done)
      expect(signals[0]?.aborted).toBe(true)
    })
  })

  describe('fails', () => {
    test('with what is thrown, and with what is rejected', async () => {
      const thrown = producer(0, () => {
        throw undefined
      })
      await expect(toArray(thrown)).rejects.toBe(undefined)
      await expect(toArray(producer(0, () => Promise.reject(null)))).rejects.toBe(null)
    })

    test.each([
      ['nothing', undefined, /^what handleDemand gives must be an Option, got: undefined$/],
      ['null', null, /^what handleDemand gives must be an Option, got: null$/],
      ['bare events and state', [[1], 1], /^what handleDemand gives must be an Option, got: \w+$/],
      ['an object', {}, /^what handleDemand gives must be an Option, got: \w+$/],
      ['some of nothing', O.some(undefined), /^handleDemand must give an array of events and a state, got: undefined$/],
      ['some of a number', O.some(1), /^handleDemand must give an array of events and a state, got: 1$/],
      ['events that are no array', O.some(['ab', 1]), /^handleDemand must give an array of events and a state, got: /],
      ['events in a set', O.some([new Set([1]), 1]), /^handleDemand must give an array of events and a state/],
      ['one event', O.some([1, 1]), /^handleDemand must give an array of events and a state, got: \w+$/],
    ])('with a TypeError where %s is given, be it promised or not, and closes', async (_, given, text) => {
      for (const answer of [given, Promise.resolve(given)]) {
        let heard: AbortSignal | undefined
        const source = producer(0, (_demand, _state, signal) => {
          heard = signal
          return answer as never
        })
        const failure = await toArray(source).catch((error: unknown) => error)
        expect(failure).toBeInstanceOf(TypeError)
        expect((failure as TypeError).message).toMatch(text)
        expect(heard?.aborted).toBe(true)
      }
    })

    test('in silence where it rejects when the consumer has left', async () => {
      const source = producer(
        0,
        (_demand, _state, signal) =>
          new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      )
      const values = source[Symbol.asyncIterator]()
      const pending = values.next()
      await values.return?.()
      await turn()
      expect(await pending).toEqual(done)
    })
  })

  describe('whose consumer leaves', () => {
    test('gives nothing of an answer that comes late', async () => {
      let answer: (given: Answer) => void = () => undefined
      const source = producer<number, number>(0, () => new Promise((resolve) => (answer = resolve)))
      const seen: number[] = []
      const values = map((n: number) => seen.push(n))(source)[Symbol.asyncIterator]()
      const pending = values.next()
      await values.return?.()
      answer(O.some([[1, 2], 0]))
      await turn()
      expect(await pending).toEqual(done)
      expect(seen).toEqual([])
    })

    test('in the middle of a push gives nothing more, and is not asked again', async () => {
      const { asked, source } = lists([1, 2, 3], [4])
      const seen: number[] = []
      const values = filter((n: number) => {
        seen.push(n)
        if (n === 2) void values.return?.()
        return false
      })(source)[Symbol.asyncIterator]()
      expect(await values.next()).toEqual(done)
      await turn()
      expect(seen).toEqual([1, 2])
      expect(asked).toEqual([1])
    })

    test('from within, with an answer at once, gives nothing of it', async () => {
      const seen: number[] = []
      const source = producer(0, () => {
        void values.return?.()
        return O.some([[1, 2], 0])
      })
      const values: AsyncIterator<boolean> = filter((n: number) => {
        seen.push(n)
        return false
      })(source)[Symbol.asyncIterator]() as never
      expect(await values.next()).toEqual(done)
      expect(seen).toEqual([])
    })
  })

  test('may ask itself from within: that is answered in turn', async () => {
    const inner: Promise<unknown>[] = []
    const source = producer(0, (demand, n) => {
      if (n === 0) inner.push(values.next())
      return O.some([upTo(n, demand), n + demand])
    })
    const values: AsyncIterator<number> = source[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 0 })
    expect(await inner[0]).toEqual({ done: false, value: 1 })
    await values.return?.()
  })

  test.each(Object.entries(manners).slice(0, 2))('goes far, answering %s', async (_, answers) => {
    const { source } = counter({ answers, end: 300_000 })
    const count = reduce(0, (sum: number) => sum + 1)
    expect(await pipe(source, prefetch({ max: 1000, min: 500 }), count)).toBe(300_000)
    expect(await count(source)).toBe(300_000)
  })

  test('lets the event loop turn where nothing passes', async () => {
    const values = filter(() => false)(counter().source)[Symbol.asyncIterator]()
    const pending = values.next()
    await turn()
    await values.return?.()
    expect(await pending).toEqual(done)
  })

  test('refuses what is not a function', () => {
    refuses(() => producer(0, 1 as never), TypeError, /^handleDemand must be a function, got: 1$/)
  })

  test('infers its types', () => {
    const now = producer(0, (demand, n) => O.some([[String(demand)], n + demand]))
    expectTypeOf(now).toEqualTypeOf<AsyncIterable<string>>()
    const later = producer({ n: 0 }, async (demand, { n }, signal) =>
      signal.aborted ? O.none : O.some([upTo(n, demand), { n: n + demand }]),
    )
    expectTypeOf(later).toEqualTypeOf<AsyncIterable<number>>()
    const either = producer(0, (_, n) => (n > 3 ? O.none : O.some([[n], n + 1])))
    expectTypeOf(either).toEqualTypeOf<AsyncIterable<number>>()
  })
})
