/** The hub: subscriptions under every rule, GenStage's own cases of many consumers, and who gets what on a bad day. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  type AnyIterable,
  broadcastDispatcher,
  chunksOf,
  concat,
  demandDispatcher,
  describe as graphOf,
  DispatchError,
  type Dispatcher,
  drain,
  fail,
  filter,
  forEach,
  type Hub,
  hub,
  map,
  merge,
  partitionDispatcher,
  producer,
  range,
  repeat,
  roundRobinDispatcher,
  type SubscriberId,
  take,
  toArray,
} from 'sluice'
import { afterEach, beforeEach, describe, expect, expectTypeOf, type MockInstance, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { collected } from '../memory.ts'
import { quiet } from '../openCalls.ts'
import { stillTime } from '../stillTime.ts'
import { type Day, days, type Outcome, play } from './badDays.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const upTo = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i)

const countdown = (from: number, to: number): number[] => upTo(to, from - to + 1).toReversed()

const done = { value: undefined, done: true }
const value = <A>(a: A): IteratorResult<A> => ({ value: a, done: false })

/** P: counts 0, 1, 2, ... and emits exactly what is asked. */
const counter = () => {
  const asked: number[] = []
  const source = producer(0, (demand, n) => {
    asked.push(demand)
    return O.some([upTo(n, demand), n + demand])
  })
  return { asked, source }
}

/** The natural numbers up to `last`, and then its end, an error, or nothing at all; it writes down what is done to it. */
const watched = (last = Infinity, then: 'ends' | 'fails' | 'hangs' = 'ends') => {
  const log: string[] = []
  let pulled = 0
  const next = async (): Promise<IteratorResult<number>> => {
    if (pulled < last) return { done: false, value: ++pulled }
    if (then === 'fails') throw new Error('the source failed')
    return then === 'ends' ? { done: true, value: undefined } : new Promise(() => undefined)
  }
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => {
      log.push('opened')
      const close = async (): Promise<IteratorResult<number>> => {
        log.push('closed')
        return { done: true, value: undefined }
      }
      return { next, return: close }
    },
  }
  return { source, log, pulled: () => pulled }
}

/** What a promise has come to by now. */
const outcomes = <T>(promise: Promise<T>): { readonly now: () => Promise<T | string> } => {
  let state: T | string = 'waits'
  promise.then(
    (result) => (state = result),
    (error: unknown) => (state = `fails: ${String(error)}`),
  )
  return {
    now: async () => {
      await quiet()
      return state
    },
  }
}

const even = (n: number): boolean => n % 2 === 0
const parity = (n: number): 'even' | 'odd' => (even(n) ? 'even' : 'odd')
const byParity = () => partitionDispatcher({ by: parity, keys: ['even', 'odd'] })

type AnyHub<A> = (source: AnyIterable<A>) => Hub<A, object>

const dispatchers: Readonly<Record<string, <A>() => Dispatcher<A, never>>> = {
  'demand': demandDispatcher as never,
  'broadcast': broadcastDispatcher as never,
  'round-robin': roundRobinDispatcher as never,
  'partition': (() => partitionDispatcher({ by: () => 0, keys: [0] })) as never,
}

describe('a subscription', () => {
  describe.each(Object.entries(dispatchers))('of a hub by %s', (_, dispatcher) => {
    describe.each([
      ['without a window', {}, 0],
      ['with a window of 1', { max: 1, min: 0 }, 1],
      ['with a window of 4', { max: 4 }, 4],
      ['with a window of 4 and 3', { max: 4, min: 3 }, 4],
    ])('%s', (__, window, lookahead) => {
      const stage = <A>(source: AnyIterable<A>): AsyncIterable<A> =>
        hub(dispatcher<A>(), { whenEmpty: 'close' })(source).subscribe({ key: 0, ...window } as object)
      // To iterate it again is refused.
      obeysTheLaws({ stage, model: (values) => values, lookahead, exceptions: ['R9'] })
    })
  })

  test('R9: is iterated once, and that of another hub afresh', async () => {
    const stage = (source: AnyIterable<number>): AsyncIterable<number> =>
      hub(demandDispatcher<number>())(source).subscribe()
    const source = range(1, 2)
    const subscription = stage(source)
    expect(await iterate(subscription).next()).toEqual(value(1))
    refuses(() => iterate(subscription), TypeError, /it was iterated before/)
    expect(await toArray(stage(source))).toEqual([1, 2])
  })
})

describe('hub', () => {
  let warned: MockInstance
  beforeEach(() => void (warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)))
  afterEach(() => {
    expect(warned.mock.calls).toEqual([])
    warned.mockRestore()
  })

  describe('asks', () => {
    beforeEach(stillTime)

    test('R1: nothing before somebody does, whoever joins', async () => {
      const { source, log, pulled } = watched()
      const { subscribe } = hub(demandDispatcher())(source)
      const values = iterate(subscribe({ max: 5 }))
      subscribe()
      await quiet()
      expect(log).toEqual([])
      await values.next()
      await quiet()
      expect([log, pulled()]).toEqual([['opened'], 5])
    })

    test.each([
      ['1 at a time without a window', {}, [1, 1, 1, 1, 1, 1]],
      ['1 at a time with a max of 1', { max: 1 }, [1, 1, 1, 1, 1, 1]],
      ['all of max at first, then max - min', { max: 4, min: 1 }, [4, 3, 3]],
      ['half of max again by default', { max: 4 }, [4, 2, 2, 2]],
    ])('%s', async (_, window, expected) => {
      const loop = counter()
      const seen: number[] = []
      for await (const n of hub(demandDispatcher<number>())(loop.source).subscribe(window))
        if (seen.push(n) === 6) break
      expect([seen, loop.asked]).toEqual([upTo(0, 6), expected])

      const sunk = counter()
      expect(await pipe(hub(demandDispatcher<number>())(sunk.source).subscribe(window), take(6), toArray)).toEqual(seen)
      expect(sunk.asked).toEqual(expected)
    })

    test('1 at a time for a sink that takes whatever comes', async () => {
      const asked = new Set<number>()
      const source = producer(0, (demand, n) => {
        asked.add(demand)
        return n < 1000 ? O.some([[n], n + 1]) : O.none
      })
      await drain(hub(demandDispatcher<number>())(source).subscribe())
      expect([...asked]).toEqual([1])
    })

    test('as many as are asked of it at once, without a window', async () => {
      const { asked, source } = counter()
      const subscription = hub(demandDispatcher<number>())(source).subscribe()
      expect(await pipe(subscription, chunksOf(3), take(2), toArray)).toEqual([
        [0, 1, 2],
        [3, 4, 5],
      ])
      expect(asked).toEqual([3, 3])
    })

    test('R8: answers concurrent next() calls in their order', async () => {
      const values = iterate(hub(demandDispatcher<number>())(range(1, 3)).subscribe({ max: 2 }))
      const answers = await Promise.all([values.next(), values.next(), values.next(), values.next()])
      expect(answers).toEqual([value(1), value(2), value(3), done])
    })

    test('by a window that is turned while it runs, for no more than it is then', async () => {
      const { source, pulled } = watched()
      const max = { current: 20 }
      const values = iterate(hub(demandDispatcher<number>())(source).subscribe({ max }))
      let read = 0
      const held = async (): Promise<number> => {
        await values.next()
        await quiet()
        return pulled() - ++read
      }
      for (const left of countdown(19, 15)) expect(await held()).toBe(left)
      max.current = 4
      for (const left of [...countdown(14, 3), 4, 3]) expect(await held()).toBe(left)
      max.current = 10
      for (const left of [7, 6, 10]) expect(await held()).toBe(left)
      max.current = 0
      await expect(
        (async () => {
          for (;;) await values.next()
        })(),
      ).rejects.toThrow(/^max must be .*, got: 0$/)
    })
  })

  describe("in GenStage's own cases", () => {
    beforeEach(stillTime)

    test('BD10: subscribing again gives another one, and a key that is taken is refused', async () => {
      const { source } = counter()
      const shared = hub(broadcastDispatcher<number>())(source)
      const both = [shared.subscribe(), shared.subscribe()]
      expect(shared.subscribers).toBe(2)
      expect(await Promise.all(both.map((one) => pipe(one, take(2), toArray)))).toEqual([
        [0, 1],
        [0, 1],
      ])

      const parted = hub(byParity())(range(1, 4))
      const lists = [parted.subscribe({ key: 'even' }), parted.subscribe({ key: 'odd' })]
      refuses(() => parted.subscribe({ key: 'even' }), RangeError, /^the key "even" has a subscriber already$/)
      expect(parted.subscribers).toBe(2)
      expect(await Promise.all(lists.map((list) => toArray(list)))).toEqual([
        [2, 4],
        [1, 3],
      ])
    })

    test('BD11: broadcast to windows of 10 and of 20 shares their demand', async () => {
      const { asked, source } = counter()
      const { subscribe } = hub(broadcastDispatcher<number>())(source)
      const all = [10, 20].map((max) => iterate(subscribe({ max, min: 0 })))
      for (let n = 0; n < 60; n++) expect(await Promise.all(all.map((one) => one.next()))).toEqual([value(n), value(n)])
      // A busy machine may have put the last ask off to its next turn.
      await quiet()
      expect(asked).toEqual([10, 10, 10, 10, 10, 10, 10])
    })

    test('BD12: one who joins a broadcast and never asks holds the others, until it leaves', async () => {
      const { asked, source } = counter()
      const { subscribe } = hub(broadcastDispatcher<number>())(source)
      const [a, b] = [iterate(subscribe({ max: 10, min: 0 })), iterate(subscribe({ max: 20, min: 0 }))]
      const synchronizer = subscribe()
      const answers = [outcomes(a.next()), outcomes(b.next())]
      expect(await Promise.all(answers.map((answer) => answer.now()))).toEqual(['waits', 'waits'])
      expect(asked).toEqual([])
      await synchronizer[Symbol.asyncDispose]()
      expect(await Promise.all(answers.map((answer) => answer.now()))).toEqual([value(0), value(0)])
      expect(asked).toEqual([10])
    })

    test('BD12: also where it joins in the midst, and nothing gets lost', async () => {
      const { source } = counter()
      const { subscribe } = hub(broadcastDispatcher<number>())(source)
      const a = iterate(subscribe())
      await a.next()
      const late = iterate(subscribe())
      const answer = outcomes(a.next())
      expect(await answer.now()).toBe('waits')
      await late.return?.()
      expect(await answer.now()).toEqual(value(1))
    })

    test('BD5: what comes while one who joined has not asked waits, in its order', async () => {
      let answer: () => void = () => undefined
      const source = producer(
        0,
        (demand, n) =>
          new Promise<O.Option<readonly [number[], number]>>(
            (resolve) => (answer = () => resolve(n < 20 ? O.some([upTo(n, demand), n + demand]) : O.none)),
          ),
      )
      const { subscribe } = hub(broadcastDispatcher<number>())(source)
      const a = iterate(subscribe({ max: 20, min: 0 }))
      const first = outcomes(a.next())
      const b = iterate(subscribe())
      answer()
      expect(await first.now()).toBe('waits')
      for (let n = 0; n < 20; n++) expect(await b.next()).toEqual(value(n))
      expect(await first.now()).toEqual(value(0))
      for (let n = 1; n < 20; n++) expect(await a.next()).toEqual(value(n))
    })

    test('who joins from within a selector holds nobody up', async () => {
      const shared = hub(broadcastDispatcher<number>())(range(1, 40))
      const seen: number[] = []
      const read = async (): Promise<void> => {
        for await (const n of shared.subscribe()) seen.push(n)
      }
      let late: Promise<void> | undefined
      const where = (n: number): boolean => {
        if (n === 2) late = read()
        return n > 1
      }
      expect(await toArray(shared.subscribe({ where, max: 10 }))).toEqual(upTo(2, 39))
      await late
      expect(seen).toEqual(upTo(41 - seen.length, seen.length))
    })

    test('BD13: windows of 10 and 20 that are both stuck have asked for 10 once', async () => {
      const { asked, source } = counter()
      const { subscribe } = hub(broadcastDispatcher<number>())(source)
      const all = [10, 20].map((max) => iterate(subscribe({ max })))
      await Promise.all(all.map((one) => one.next()))
      await quiet()
      expect(asked).toEqual([10])
    })

    test('BD2: what was asked for serves who comes instead', async () => {
      const asked: number[] = []
      let answer: () => void = () => undefined
      const source = producer(0, (demand, n) => {
        asked.push(demand)
        return new Promise<O.Option<readonly [number[], number]>>(
          (resolve) => (answer = () => resolve(O.some([upTo(n, demand), n + demand]))),
        )
      })
      const { subscribe } = hub(broadcastDispatcher<number>())(source)
      const a = iterate(subscribe({ max: 10, min: 0 }))
      const first = a.next()
      const b = iterate(subscribe({ max: 10, min: 0 }))
      await a.return?.()
      expect(await first).toEqual(done)
      const second = b.next()
      answer()
      expect(await second).toEqual(value(0))
      for (let n = 1; n < 9; n++) expect(await b.next()).toEqual(value(n))
      expect(asked).toEqual([10])
    })

    test('D11: the end comes to one who joins late after the values it was given', async () => {
      const shared = hub(demandDispatcher<number>())(range(0, 99))
      const x = iterate(shared.subscribe({ max: 100, min: 50 }))
      await x.next()
      await quiet()
      const late = outcomes(toArray(shared.subscribe()))
      expect(await late.now()).toEqual([])
      const rest: unknown[] = []
      for (let next = await x.next(); next.done !== true; next = await x.next()) rest.push(next.value)
      expect(rest).toEqual(upTo(1, 99))
      expect(shared.subscribers).toBe(0)
    })

    test('D14: asks from before the start are not summed', async () => {
      const { asked, source } = counter()
      const shared = hub(demandDispatcher<number>(), { startWhen: 3 })(source)
      const [a, b] = [1, 2].map(() => iterate(shared.subscribe({ max: 2, min: 1 }))) as [
        AsyncIterator<number>,
        AsyncIterator<number>,
      ]
      const first = [a.next(), b.next()]
      expect(asked).toEqual([])
      shared.subscribe()
      await Promise.all(first)
      await quiet()
      expect(asked).toEqual([2, 2, 1, 1])
      const more = [await a.next(), await b.next()].map((answer) => answer.value as unknown)
      expect(more.every((n) => [0, 1, 2, 3].includes(n as number))).toBe(true)
      expect(asked).toEqual([2, 2, 1, 1, 1, 1])
    })

    test('PD9: a partition that nobody takes comes to hold what was asked for, and then all wait', async () => {
      const { asked, source } = counter()
      const shared = hub(byParity())(source)
      const evens = iterate(shared.subscribe({ key: 'even', max: 10, min: 0 }))
      for (const n of [0, 2, 4, 6, 8]) expect(await evens.next()).toEqual(value(n))
      const stalled = outcomes(evens.next())
      expect(await stalled.now()).toBe('waits')
      expect(asked).toEqual([10])
      const odds = iterate(shared.subscribe({ key: 'odd', max: 10, min: 0 }))
      for (const n of [1, 3, 5, 7, 9]) expect(await odds.next()).toEqual(value(n))
      expect(await stalled.now()).toEqual(value(10))
    })
  })

  describe('a list that is gathered while the event loop has its turns', () => {
    const endless = () => {
      let pulled = 0
      const source = map(() => ++pulled)(repeat(0))
      return { source, pulled: () => pulled }
    }
    // So many are not gathered in one turn.
    const max = 3_000_000

    test('is not gathered on for one who has left', async () => {
      const { source, pulled } = endless()
      const one = iterate(hub(demandDispatcher<number>())(source).subscribe({ max }))
      void one.next()
      await one.return?.()
      const before = pulled()
      await quiet()
      expect([before > 0, pulled() - before]).toEqual([true, 0])
    })

    test('comes to those it is for before a close', async () => {
      const { source, pulled } = endless()
      const shared = hub(broadcastDispatcher<number>())(source)
      let read = 0
      const reading = forEach(() => void read++)(shared.subscribe({ max }))
      expect(pulled()).toBeGreaterThan(0)
      await shared.close()
      await reading
      expect(read).toBe(pulled())
    })

    test('comes as it is where the source is slow', async () => {
      let pulled = 0
      const slow = map((n: number) => {
        for (const end = performance.now() + 1.5; performance.now() < end;);
        return (pulled += n)
      })
      const one = iterate(hub(broadcastDispatcher<number>())(slow(repeat(1))).subscribe({ max: 200 }))
      expect(await one.next()).toEqual(value(1))
      expect(pulled).toBeLessThan(50)
      await one.return?.()
    })
  })

  describe('gives to those who come and go', () => {
    beforeEach(stillTime)

    test('each value to one of them, by demand', async () => {
      const { subscribe } = hub(demandDispatcher<number>())(range(1, 100))
      const lists = await Promise.all([{}, { max: 3 }, { max: 40 }].map((window) => toArray(subscribe(window))))
      expect(lists.flat().toSorted((a, b) => a - b)).toEqual(upTo(1, 100))
    })

    test('one who joins late what comes from then on', async () => {
      const { subscribe } = hub(broadcastDispatcher<number>())(range(1, 5))
      const a = iterate(subscribe())
      await a.next()
      await a.next()
      const late = subscribe()
      expect(await Promise.all([toArray({ [Symbol.asyncIterator]: () => a }), toArray(late)])).toEqual([
        [3, 4, 5],
        [3, 4, 5],
      ])
    })

    test.each([
      ['demand', demandDispatcher<number>()],
      ['round-robin', roundRobinDispatcher<number>()],
    ])('by %s: what a leaver had not read to whoever asks next, first', async (_, dispatcher) => {
      const { asked, source } = counter()
      const { subscribe } = hub(dispatcher)(source)
      const a = iterate(subscribe({ max: 4, min: 0 }))
      expect(await a.next()).toEqual(value(0))
      await a.return?.()
      const b = iterate(subscribe())
      for (const n of [1, 2, 3, 4, 5]) expect(await b.next()).toEqual(value(n))
      expect(asked).toEqual([4, 1, 1])
    })

    test('by demand: what a leaver had not read to one who waits', async () => {
      const { source } = watched(4, 'hangs')
      const { subscribe } = hub(demandDispatcher<number>())(source)
      const a = iterate(subscribe({ max: 4, min: 0 }))
      await a.next()
      await quiet()
      const b = outcomes(iterate(subscribe()).next())
      expect(await b.now()).toBe('waits')
      await a.return?.()
      expect(await b.now()).toEqual(value(2))
    })

    test('by demand: what a leaver had not read also after the end of the source', async () => {
      const shared = hub(demandDispatcher<number>())(range(1, 5))
      const a = iterate(shared.subscribe({ max: 10, min: 0 }))
      expect(await a.next()).toEqual(value(1))
      const b = shared.subscribe()
      await a.return?.()
      expect([await toArray(b), shared.subscribers]).toEqual([[2, 3, 4, 5], 0])
    })

    test('by key: what a leaver had not read to the next one of that key, in order', async () => {
      const { asked, source } = counter()
      const { subscribe } = hub(byParity())(source)
      const evens = iterate(subscribe({ key: 'even', max: 6, min: 0 }))
      const odds = iterate(subscribe({ key: 'odd', max: 6, min: 0 }))
      expect(await evens.next()).toEqual(value(0))
      await evens.return?.()
      expect(await odds.next()).toEqual(value(1))
      const next = iterate(subscribe({ key: 'even', max: 2, min: 0 }))
      for (const n of [2, 4, 6, 8]) expect(await next.next()).toEqual(value(n))
      for (const n of [3, 5, 7]) expect(await odds.next()).toEqual(value(n))
      expect(asked[0]).toBe(6)
    })

    test('by key: what is queued, and what was given back, before the end', async () => {
      const shared = hub(byParity())(range(1, 6))
      const evens = iterate(shared.subscribe({ key: 'even', max: 20, min: 0 }))
      expect(await evens.next()).toEqual(value(2))
      await quiet()
      await evens.return?.()
      expect(await toArray(shared.subscribe({ key: 'odd', max: 2 }))).toEqual([1, 3, 5])
      expect(await toArray(shared.subscribe({ key: 'even' }))).toEqual([4, 6])
      // The keys are free again.
      expect(await toArray(shared.subscribe({ key: 'even' }))).toEqual([])
    })

    test('broadcast: nobody what a leaver had not read', async () => {
      const { subscribe } = hub(broadcastDispatcher<number>())(range(1, 6))
      const a = iterate(subscribe({ max: 4, min: 0 }))
      const b = subscribe({ max: 4, min: 0 })
      const first = a.next()
      const rest = toArray(b)
      await first
      await a.return?.()
      expect(await rest).toEqual([1, 2, 3, 4, 5, 6])
      expect(await toArray(subscribe())).toEqual([])
    })

    test('nobody anything after it left, in mid pull or in the midst of a list', async () => {
      const { source, pulled } = watched()
      const { subscribe } = hub(demandDispatcher<number>())(source)
      const a: AsyncIterator<number> = iterate(
        pipe(
          subscribe({ max: 4, min: 3 }),
          filter(() => {
            void a.return?.()
            return true
          }),
        ),
      )
      expect(await a.next()).toEqual(done)
      await quiet()
      const before = pulled()
      await quiet()
      expect([before, pulled()]).toEqual([2, 2])
      const b = iterate(subscribe())
      expect(await b.next()).toEqual(value(2))
      await quiet()
      expect(pulled()).toBe(2)
    })

    test('R5: one who leaves a stuck source is done, and the next one gets what comes late', async () => {
      let answer: (result: IteratorResult<number>) => void = () => undefined
      const next = (): Promise<IteratorResult<number>> => new Promise((resolve) => (answer = resolve))
      const { subscribe } = hub(demandDispatcher<number>())({ [Symbol.asyncIterator]: () => ({ next }) })
      const a = iterate(subscribe())
      const pending = a.next()
      await a.return?.()
      expect(await pending).toEqual(done)
      answer(value(1))
      await quiet()
      expect(await iterate(subscribe()).next()).toEqual(value(1))
    })

    test('a thousand who join and leave, and nothing of them is left', async () => {
      const refs: WeakRef<object>[] = []
      const { source } = counter()
      const shared = hub(demandDispatcher<number>())(source)
      const visit = async (at: number): Promise<void> => {
        const subscription = shared.subscribe(at % 2 === 0 ? {} : { max: 4 })
        refs.push(new WeakRef(subscription))
        const values = iterate(subscription)
        if (at % 3 > 0) await values.next()
        await values.return?.()
      }
      for (let at = 0; at < 1000; at++) await visit(at)
      expect(shared.subscribers).toBe(0)
      await collected(refs)
      expect(shared.subscribers).toBe(0)
    }, 30_000)
  })

  describe('with selectors', () => {
    beforeEach(stillTime)

    test('uses up no demand for what is refused', async () => {
      const { asked, source } = counter()
      const { subscribe } = hub(broadcastDispatcher<number>())(source)
      const evens = iterate(subscribe({ where: even, max: 4, min: 0 }))
      for (const n of [0, 2, 4]) expect(await evens.next()).toEqual(value(n))
      expect(asked.reduce((sum, n) => sum + n, 0)).toBe(7)
    })

    test.each([
      ['in lists', upTo(1, 100)],
      [
        'one by one',
        (async function* () {
          yield* upTo(1, 100)
        })(),
      ],
    ])('ends the one whose selector throws, alone, after what it let through %s', async (_, source) => {
      const looked: number[] = []
      const { subscribe } = hub(broadcastDispatcher<number>())(source)
      const where = (n: number): boolean => {
        looked.push(n)
        if (n === 50) throw undefined
        return true
      }
      const picky = subscribe({ where, max: 200, min: 0 })
      const other = toArray(subscribe({ max: 200, min: 0 }))
      const seen: unknown[] = []
      const reading = async (): Promise<void> => {
        for await (const n of picky) seen.push(n)
      }
      expect(await outcomes(reading()).now()).toBe('fails: undefined')
      expect([seen, looked, await other]).toEqual([upTo(1, 49), upTo(1, 50), upTo(1, 100)])
    })
  })

  describe('when something is wrong', () => {
    beforeEach(stillTime)

    test('R14: refuses bad options as it is built', () => {
      refuses(() => hub({} as never), TypeError, /^dispatcher.init must be a function, got: undefined$/)
      refuses(() => hub(undefined as never), TypeError, /^dispatcher.init must be a function, got: undefined$/)
      refuses(() => hub(demandDispatcher(), 3 as never), TypeError, /^options must be an object, got: 3$/)
      refuses(() => hub(demandDispatcher(), { startWhen: -1 }), RangeError, /^startWhen must be .*, got: -1$/)
      refuses(() => hub(demandDispatcher(), { replay: 1.5 }), RangeError, /^replay must be .*, got: 1.5$/)
      refuses(() => hub(demandDispatcher(), { whenEmpty: 'x' as never }), RangeError, /^whenEmpty must be .*"x"$/)
      refuses(() => hub(demandDispatcher())(5 as never), TypeError, /^a source must be iterable, got: 5$/)
    })

    test('D13: a bad subscription throws in its own call and disturbs nobody', async () => {
      const { asked, source } = counter()
      const shared = hub(broadcastDispatcher<number>(), { startWhen: 2, whenEmpty: 'close' })(source)
      const { subscribe } = shared
      const values = iterate(subscribe())
      const pending = outcomes(values.next())
      refuses(() => subscribe({ max: 0 }), RangeError, /^max must be an integer of at least 1, got: 0$/)
      refuses(() => subscribe({ max: 1000, min: 2000 }), RangeError, /^min must be at most 999, .*, got: 2000$/)
      refuses(() => subscribe({ min: 1 }), RangeError, /^min must be at most 0, .*, got: 1$/)
      refuses(() => subscribe({ max: '4' as never }), TypeError, /^max must be a number, got: "4"$/)
      refuses(() => subscribe({ where: 4 as never }), TypeError, /^where must be a function, got: 4$/)
      refuses(() => subscribe(null as never), TypeError, /^options must be an object, got: null$/)
      expect([shared.subscribers, await pending.now(), asked]).toEqual([1, 'waits', []])
      const other = iterate(subscribe())
      await other.next()
      expect(await pending.now()).toEqual(value(0))

      const parted = hub(byParity())(range(1, 4))
      const evens = parted.subscribe({ key: 'even', max: 10 })
      refuses(() => parted.subscribe({ key: 'evn' as 'even' }), RangeError, /^key must be one of "even", "odd", got/)
      refuses(() => parted.subscribe({} as never), RangeError, /^key must be one of .*, got: undefined$/)
      refuses(() => parted.subscribe({ key: 'even' }), RangeError, /has a subscriber already$/)
      expect([parted.subscribers, await toArray(evens)]).toEqual([1, [2, 4]])
    })

    test('R6: the error of the source reaches each after what it has not read', async () => {
      const shared = hub(demandDispatcher<number>())(concat([range(1, 4), fail(undefined)]))
      const [a, b] = [iterate(shared.subscribe({ max: 2, min: 0 })), iterate(shared.subscribe({ max: 2, min: 0 }))]
      expect(await a.next()).toEqual(value(1))
      expect(await b.next()).toEqual(value(3))
      expect(await a.next()).toEqual(value(2))
      expect(await outcomes(a.next()).now()).toBe('fails: undefined')
      expect(await b.next()).toEqual(value(4))
      expect(await outcomes(b.next()).now()).toBe('fails: undefined')
      expect(await outcomes(iterate(shared.subscribe()).next()).now()).toBe('fails: undefined')
      expect([await a.next(), await b.next(), shared.subscribers]).toEqual([done, done, 0])
    })

    test('a key that nobody knows ends all after what they hold', async () => {
      const by = (n: number): 'even' | 'odd' => (n === 5 ? 'none' : parity(n)) as 'even'
      const { source } = watched(9)
      const shared = hub(partitionDispatcher({ by, keys: ['even', 'odd'] }))(source)
      const evens = iterate(shared.subscribe({ key: 'even', max: 10, min: 0 }))
      const odds = iterate(shared.subscribe({ key: 'odd', max: 10, min: 0 }))
      const all = [odds.next(), odds.next(), evens.next(), evens.next()]
      expect(await Promise.all(all)).toEqual([1, 3, 2, 4].map(value))
      await expect(odds.next()).rejects.toThrow(DispatchError)
      await expect(evens.next()).rejects.toThrow(/^no partition has the key "none"/)
    })

    test('a dispatcher that throws for what it had left over ends all, also after the end of the source', async () => {
      const { dispatch, ...rest } = demandDispatcher<number>()
      const refusing: typeof dispatch = (state, events) => {
        const at = events.indexOf(50)
        if (at === 0) throw new Error('fifty')
        const step = dispatch(state, at < 0 ? events : events.slice(0, at))
        return { ...step, leftover: [...step.leftover, ...(at < 0 ? [] : events.slice(at))] }
      }
      const shared = hub({ ...rest, dispatch: refusing })(range(1, 60))
      const all = [{ max: 100 }, {}].map((window) => iterate(shared.subscribe(window)))
      const seen: number[] = []
      const read = async (one: AsyncIterator<number>): Promise<void> => {
        for (let next = await one.next(); next.done !== true; next = await one.next()) seen.push(next.value)
      }
      const readings = all.map((one) => outcomes(read(one)))
      for (const reading of readings) expect(await reading.now()).toBe('fails: Error: fifty')
      expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(1, 49))
    })

    test('closes the source, once, before a throw of the dispatcher is seen', async () => {
      const { source, log } = watched()
      const by = (): 'even' => {
        throw undefined
      }
      const shared = hub(partitionDispatcher({ by, keys: ['even', 'odd'] }))(source)
      const evens = iterate(shared.subscribe({ key: 'even' }))
      const failing = evens.next().catch((error: unknown) => {
        log.push(`failed: ${String(error)}`)
        return shared.close()
      })
      await failing
      await shared.close()
      expect(log).toEqual(['opened', 'closed', 'failed: undefined'])
      expect(await outcomes(iterate(shared.subscribe({ key: 'odd' })).next()).now()).toBe('fails: undefined')
    })

    test('a throw of the dispatcher is seen, though the hub is closed meanwhile', async () => {
      const close = (): Promise<never> => new Promise(() => undefined)
      const next = async (): Promise<IteratorResult<number>> => value(1)
      const by = (): never => {
        throw new Error('by')
      }
      const shared = hub(partitionDispatcher({ by, keys: ['a'] }))({
        [Symbol.asyncIterator]: () => ({ next, return: close }),
      })
      const values = outcomes(iterate(shared.subscribe({ key: 'a' })).next())
      expect(await values.now()).toBe('waits')
      void shared.close()
      expect(await values.now()).toBe('fails: Error: by')
    })

    test('a failing close behind a throw of the dispatcher is reported', async () => {
      const source = {
        [Symbol.asyncIterator]: () => ({
          next: async () => value(1),
          return: async () => {
            throw new Error('close')
          },
        }),
      }
      const by = (): never => {
        throw new Error('by')
      }
      const { subscribe } = hub(partitionDispatcher({ by, keys: ['a'] }))(source)
      await expect(iterate(subscribe({ key: 'a' })).next()).rejects.toThrow('by')
      expect(warned.mock.calls).toEqual([['sluice: late error:', new Error('close')]])
      warned.mockClear()
    })
  })

  describe('when it is closed', () => {
    beforeEach(stillTime)

    test('closes its source, and lets each read what it holds', async () => {
      const { source, log } = watched()
      const shared = hub(demandDispatcher<number>())(source)
      const a = iterate(shared.subscribe({ max: 3, min: 0 }))
      await a.next()
      await quiet()
      await shared.close()
      expect(log).toEqual(['opened', 'closed'])
      expect([await a.next(), await a.next(), await a.next()]).toEqual([value(2), value(3), done])
      await shared.close()
      expect([log, shared.subscribers]).toEqual([['opened', 'closed'], 0])
    })

    test('settles who waits at once, also where the source is stuck, or does not close', async () => {
      const next = (): Promise<never> => new Promise(() => undefined)
      const shared = hub(broadcastDispatcher<number>())({ [Symbol.asyncIterator]: () => ({ next, return: next }) })
      const all = [1, 2, 3].map(() => iterate(shared.subscribe()).next())
      await shared.close()
      expect(await Promise.all(all)).toEqual([done, done, done])
    })

    test('gives by key what is queued, and then the end', async () => {
      const shared = hub(byParity())(range(1, 100))
      const evens = iterate(shared.subscribe({ key: 'even', max: 4, min: 0 }))
      await evens.next()
      await shared.close()
      expect(await toArray(shared.subscribe({ key: 'odd' }))).toEqual([1, 3])
      expect([await evens.next(), await evens.next()]).toEqual([value(4), done])
    })

    test('ends those who join then, whether it had started or not', async () => {
      for (const startWhen of [0, 5]) {
        const { source, log } = watched()
        const shared = hub(demandDispatcher<number>(), { startWhen })(source)
        const early = startWhen > 0 ? [outcomes(iterate(shared.subscribe()).next())] : []
        await shared.close()
        expect(await outcomes(iterate(shared.subscribe()).next()).now()).toEqual(done)
        for (const one of early) expect(await one.now()).toEqual(done)
        expect([log, shared.subscribers]).toEqual([[], 0])
      }
    })

    test('with its block, by await using', async () => {
      const { source, log } = watched()
      {
        await using shared = hub(demandDispatcher<number>())(source)
        await using subscription = shared.subscribe()
        await iterate(subscription).next()
      }
      expect(log).toEqual(['opened', 'closed'])
    })

    test('fails where the close of its source does, once', async () => {
      const fails = async (): Promise<never> => {
        throw new Error('close')
      }
      const shared = hub(demandDispatcher<number>())({
        [Symbol.asyncIterator]: () => ({ next: async () => value(1), return: fails }),
      })
      const a = iterate(shared.subscribe())
      await a.next()
      await expect(shared.close()).rejects.toThrow('close')
      expect(await a.next()).toEqual(done)
      await shared.close()
    })
  })

  describe('when nobody is left', () => {
    beforeEach(stillTime)

    test('waits for others by default, and pulls nothing', async () => {
      const { source, log, pulled } = watched()
      const shared = hub(demandDispatcher<number>())(source)
      const a = iterate(shared.subscribe({ max: 3, min: 0 }))
      await a.next()
      await quiet()
      await a.return?.()
      await quiet()
      expect([log, pulled(), shared.subscribers]).toEqual([['opened'], 3, 0])
      expect(await iterate(shared.subscribe()).next()).toEqual(value(2))
    })

    test("closes its source, once, where whenEmpty is 'close'", async () => {
      const { source, log } = watched()
      const shared = hub(demandDispatcher<number>(), { whenEmpty: 'close' })(source)
      const [a, b] = [iterate(shared.subscribe()), iterate(shared.subscribe())]
      await a.next()
      await a.return?.()
      expect(log).toEqual(['opened'])
      await b.return?.()
      expect(log).toEqual(['opened', 'closed'])
      expect(await toArray(shared.subscribe())).toEqual([])
      await shared.close()
      expect(log).toEqual(['opened', 'closed'])
    })
  })

  describe('with startWhen', () => {
    beforeEach(stillTime)

    test('asks nothing until so many have joined, and stays started', async () => {
      const { source, log } = watched()
      const { subscribe } = hub(demandDispatcher<number>(), { startWhen: 2 })(source)
      const a = iterate(subscribe({ max: 2 }))
      const first = outcomes(a.next())
      expect([await first.now(), log]).toEqual(['waits', []])
      const b = subscribe()
      expect(await first.now()).toEqual(value(1))
      await b[Symbol.asyncDispose]()
      await a.return?.()
      expect(await iterate(subscribe()).next()).toEqual(value(2))
    })

    test('asks nothing for one who left before', async () => {
      const { asked, source } = counter()
      const { subscribe } = hub(demandDispatcher<number>(), { startWhen: 2 })(source)
      const a = iterate(subscribe({ max: 5 }))
      const first = a.next()
      await a.return?.()
      expect(await first).toEqual(done)
      const b = iterate(subscribe())
      await quiet()
      expect(asked).toEqual([])
      expect(await b.next()).toEqual(value(0))
      expect(asked).toEqual([1])
    })
  })

  describe('with replay', () => {
    beforeEach(stillTime)

    test('gives one who joins late the last values first', async () => {
      const { subscribe } = hub(broadcastDispatcher<number>(), { replay: 2 })(range(1, 6))
      const a = iterate(subscribe())
      for (let n = 0; n < 3; n++) await a.next()
      const late = subscribe()
      const rest = toArray({ [Symbol.asyncIterator]: () => a })
      expect(await toArray(late)).toEqual([2, 3, 4, 5, 6])
      expect(await rest).toEqual([4, 5, 6])
      expect(await toArray(subscribe({ max: 1, min: 0 }))).toEqual([5, 6])
    })

    test('asks its selector, and ends it alone where that throws', async () => {
      const { subscribe } = hub(broadcastDispatcher<number>(), { replay: 3 })(range(1, 8))
      const a = iterate(subscribe())
      for (let n = 0; n < 4; n++) await a.next()
      const evens = subscribe({ where: even })
      const failing = iterate(
        subscribe({
          where: (n) => {
            if (n > 2) throw new Error('where')
            return true
          },
        }),
      )
      const rest = toArray({ [Symbol.asyncIterator]: () => a })
      expect(await toArray(evens)).toEqual([2, 4, 6, 8])
      expect(await rest).toEqual([5, 6, 7, 8])
      expect(await failing.next()).toEqual(value(2))
      await expect(failing.next()).rejects.toThrow('where')
    })
  })

  describe('on a bad day', () => {
    const numbers = (last: number): number[] => upTo(1, last)
    const fair: Dispatcher<number, Map<SubscriberId, { open: number; had: number }>> & { spare: number } = {
      spare: 0,
      init: () => new Map(),
      subscribe: (state, id) => none(new Map(state).set(id, { open: 0, had: 0 })),
      cancel: (state, id, unread = []) => {
        const rest = new Map(state)
        rest.delete(id)
        fair.spare += state.get(id)!.open + unread.length
        return { ...none(rest), leftover: unread }
      },
      ask: (state, id, n) => {
        const { open, had } = state.get(id)!
        const demand = Math.max(0, n - fair.spare)
        fair.spare -= n - demand
        return { ...none(new Map(state).set(id, { open: open + n, had })), demand }
      },
      dispatch: (state, events) => {
        const now = new Map(state)
        const deliveries = events.flatMap((event) => {
          const [next] = [...now].filter(([, { open }]) => open > 0).toSorted(([, a], [, b]) => a.had - b.had)
          if (next === undefined) return []
          now.set(next[0], { open: next[1].open - 1, had: next[1].had + 1 })
          return [[next[0], [event]] as const]
        })
        return { ...none(now), deliveries, leftover: events.slice(deliveries.length) }
      },
    }
    const none = <S>(state: S): { state: S; demand: number; deliveries: never[]; leftover: never[] } => ({
      state,
      demand: 0,
      deliveries: [],
      leftover: [],
    })
    const once = ({ members, whole }: Outcome, { last }: Day): void => {
      const read = members.flatMap(({ got }) => got).toSorted((a, b) => a - b)
      expect(new Set(read).size).toBe(read.length)
      if (whole) expect(read).toEqual(numbers(last))
    }
    const inOrder = ({ byKey, whole }: Outcome, { last }: Day): void => {
      for (const [key, read] of byKey.entries()) {
        const due = numbers(last).filter((n) => n % 2 === key)
        expect(read).toEqual(whole ? due : due.slice(0, read.length))
      }
    }
    const inARow = ({ members }: Outcome): void => {
      for (const { got, picky } of members) {
        const first = got[0] ?? 0
        const row = picky ? got.map((_, i) => first + 2 * i) : upTo(first, got.length)
        expect(got).toEqual(row)
        expect(picky && got.some((n) => !even(n))).toBe(false)
      }
    }
    test.each<[string, () => object, (outcome: Outcome, day: Day) => void]>([
      ['by demand gives each value once', demandDispatcher, once],
      ['by round-robin gives each value once', roundRobinDispatcher, once],
      [
        'by a dispatcher of somebody gives each value once',
        () => ({ ...fair, init: () => ((fair.spare = 0), new Map()) }),
        once,
      ],
      [
        'by key gives each key its values in order',
        () => partitionDispatcher({ by: (n: number) => n % 2, keys: [0, 1] }),
        inOrder,
      ],
      ['broadcast gives each a row without gaps', broadcastDispatcher, inARow],
    ])(
      '%s, closes once, and leaves nobody waiting',
      async (_, dispatcher, holds) => {
        await fc.assert(
          fc.asyncProperty(days, async (day) => {
            const outcome = await play(dispatcher() as Dispatcher<number, never>, day)
            expect(outcome.faults).toEqual([])
            holds(outcome, day)
          }),
          { numRuns: Number(process.env['SLUICE_RUNS'] ?? 60) },
        )
      },
      60_000,
    )
  })

  test('is described, as are its subscriptions, without running', () => {
    const { source, log } = watched()
    const shared = hub(demandDispatcher<number>())(filter(even)(source))
    expect(graphOf(shared).nodes.map(({ name }) => name)).toEqual(['from', 'filter', 'hub'])
    const { nodes, edges } = graphOf(merge()([shared.subscribe(), shared.subscribe()]), toArray)
    expect(nodes.map(({ name }) => name)).toEqual(['from', 'filter', 'hub', 'branch', 'branch', 'merge', 'toArray'])
    expect(edges.filter(({ from }) => from === 'n3')).toHaveLength(2)
    expect(log).toEqual([])
    refuses(() => graphOf(undefined as never), TypeError, /^a source must be iterable, got: undefined$/)
  })

  test('infers the values, and what a subscription may say', () => {
    const shared = pipe(range(1, 3), hub(demandDispatcher()))
    expectTypeOf(toArray(shared.subscribe())).resolves.toEqualTypeOf<number[]>()
    // @ts-expect-error nobody selects by demand
    shared.subscribe({ where: even })
    // @ts-expect-error nobody has a key by demand
    shared.subscribe({ key: 'even' })

    const all = pipe(['a'], hub(broadcastDispatcher()))
    const where = (text: string): boolean => text === 'a'
    expectTypeOf(toArray(all.subscribe({ where }))).resolves.toEqualTypeOf<string[]>()
    all.subscribe({ where: (text) => text.startsWith('a') })
    // @ts-expect-error its values are texts
    all.subscribe({ where: even })

    const parted = pipe(range(1, 3), hub(byParity()))
    expectTypeOf(parted.subscribe).parameter(0).toHaveProperty('key').toEqualTypeOf<'even' | 'odd'>()
    const refused = [
      // @ts-expect-error a key is needed
      () => parted.subscribe(),
      // @ts-expect-error there is no such key
      () => parted.subscribe({ key: 'evn' }),
    ]
    for (const subscribe of refused) expect(subscribe).toThrow(RangeError)
    expectTypeOf(parted.subscribe({ key: 'odd', max: 4 })).toExtend<AsyncIterable<number> & AsyncDisposable>()

    const numbered = hub(partitionDispatcher({ by: (text: string) => text, partitions: 4 }))
    expectTypeOf(numbered(['a']).subscribe)
      .parameter(0)
      .toHaveProperty('key')
      .toEqualTypeOf<number>()
    const loose: AnyHub<number> = hub(demandDispatcher<number>())
    expectTypeOf(loose).returns.toExtend<AsyncDisposable>()
  })
})
