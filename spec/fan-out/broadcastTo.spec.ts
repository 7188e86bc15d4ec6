import fc from 'fast-check'
import * as N from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  broadcastTo,
  concat,
  count,
  fail,
  fold,
  forEach,
  head,
  map,
  OverflowError,
  producer,
  range,
  reduce,
  take,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { keepsTheClaimsOfSinks, outcome } from '../sinks/sinkClaims.ts'
import { stillTime } from '../stillTime.ts'
import { closedOnce, counted, days, iterate, sinkOf } from './branching.ts'

describe('broadcastTo', () => {
  test.each([0, 3, 16, Infinity])('asks its source for one value after another, of capacity %s', async (capacity) => {
    const asked = new Set<number>()
    const source = producer(0, (demand, n) => {
      asked.add(demand)
      return n < 200 ? O.some([[n], n + 1]) : O.none
    })
    expect(await pipe(source, broadcastTo({ all: count, first: flow(take(9), count) }, { capacity }))).toEqual({
      all: 200,
      first: 9,
    })
    expect([...asked]).toEqual([1])
  })

  describe('sinks that read all', () => {
    sinkObeysTheLaws({
      sink: broadcastTo({ n: count, all: toArray }, { capacity: 2 }),
      model: (values) => ({ n: values.length, all: values }),
      exceptions: ['R12'],
      failing: (f) => broadcastTo({ n: count, each: forEach((value) => void f(value)) }),
    })
    keepsTheClaimsOfSinks(broadcastTo({ n: count, last: fold({ concat: (_, b) => b, empty: 0 }) }), (n) => n, 1_000_000)
  })
  describe('sinks that stop early', () => {
    sinkObeysTheLaws({
      sink: broadcastTo({ one: head, other: head }),
      model: ([first, ...more]) => {
        const one = more.length > 0 || first !== undefined ? O.some(first) : O.none
        return { one, other: one }
      },
      values: fc.nat(9),
      stopsAfter: 1,
    })
  })

  test('gives the results by the names of the sinks', async () => {
    const results = await pipe(range(1, 4), broadcastTo({ sum: fold(N.MonoidSum), all: toArray, 7: head }))
    expect(results).toEqual({ sum: 10, all: [1, 2, 3, 4], 7: O.some(1) })
  })

  test('takes plain async functions for sinks, and what gives no promise', async () => {
    const sum = async (source: AnyIterable<number>): Promise<number> => {
      let total = 0
      for await (const n of source) total += n
      return total
    }
    const at = broadcastTo<number, { sum: number; none: string }>({ sum, none: () => 'none' as never })
    expect(await at(range(1, 4))).toEqual({ sum: 10, none: 'none' })
  })

  test('lets the quickest be capacity ahead of the slowest', async () => {
    const { source, pulled } = counted()
    const slow = async (values: AnyIterable<number>): Promise<void> => {
      const iterator = iterate(values as AsyncIterable<number>)
      await iterator.next()
      await new Promise(() => undefined)
    }
    void broadcastTo({ quick: count, slow }, { capacity: 3 })(source)
    await quiet()
    expect(pulled()).toBe(4)
  })

  test('waits no longer for a sink that has settled, also where that has left its branch open', async () => {
    const peek = async (source: AnyIterable<number>): Promise<unknown> =>
      (await iterate(source as AsyncIterable<number>).next()).value
    const ignore = async (): Promise<string> => 'ignored'
    const { source, log } = counted({ length: 9 })
    expect(await pipe(source, broadcastTo({ peek, ignore, n: count }, { capacity: 0 }))).toEqual({
      peek: 0,
      ignore: 'ignored',
      n: 9,
    })
    expect(log).toEqual(['opened', 'ended'])
  })

  test('closes its source once all have settled, and waits for that', async () => {
    const source = prompted<number>()
    const peek = async (values: AnyIterable<number>): Promise<unknown> =>
      (await iterate(values as AsyncIterable<number>).next()).value
    const results = pipe(source, broadcastTo({ one: head, peek }))
    source.give(1)
    expect(await results).toEqual({ one: O.some(1), peek: 1 })
    expect(source.log).toEqual(['opened', 'pulled', 'closed'])
  })

  test('fails where that close fails', async () => {
    const source = prompted<number>(() => {
      throw undefined
    })
    source.give(1)
    expect(await outcome(pipe(source, broadcastTo({ one: head, other: head })))).toEqual(['failed', undefined])
  })

  test('opens nothing for sinks that do not read', async () => {
    const { source, log } = counted()
    expect(await pipe(source, broadcastTo({ none: async () => 0 }))).toEqual({ none: 0 })
    expect(log).toEqual([])
  })

  describe('when a sink fails', () => {
    test.each([new Error('sink'), undefined])('fails at once with %s, and ends the others', async (error) => {
      const source = prompted<number>()
      const ended = vi.fn<() => void>()
      const other = async (values: AnyIterable<number>): Promise<void> => {
        for await (const _ of values);
        ended()
        await new Promise(() => undefined)
      }
      const failing = async (values: AnyIterable<number>): Promise<void> => {
        for await (const _ of values) throw error
      }
      const results = outcome(pipe(source, broadcastTo({ other, failing, n: count })))
      source.give(1)
      expect(await results).toEqual(['failed', error])
      await quiet()
      expect(ended).toHaveBeenCalledOnce()
      expect(source.log).toEqual(
        ['opened', 'pulled', 'pulled', 'closed'].filter((act, at) => at !== 2 || source.log.length === 4),
      )
    })
    test('fails when an idle source has closed, and waits for no other sink', async () => {
      const closed = vi.fn<() => void>()
      const source: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ value: 1, done: false }),
          return: async () => {
            await quiet()
            closed()
            return { value: undefined, done: true }
          },
        }),
      }
      const failing = async (values: AnyIterable<number>): Promise<void> => {
        await iterate(values as AsyncIterable<number>).next()
        throw new Error('sink')
      }
      const stuck = async (): Promise<void> => new Promise(() => undefined)
      await expect(pipe(source, broadcastTo({ failing, stuck }))).rejects.toThrow('sink')
      expect(closed).toHaveBeenCalledOnce()
    })
    test('that throws where it is called fails, and starts no other after that', async () => {
      const { source, log } = counted()
      const later = vi.fn<() => Promise<number>>()
      const throws = (): never => {
        throw new Error('sync')
      }
      await expect(pipe(source, broadcastTo({ throws, later }))).rejects.toThrow('sync')
      expect([log, later.mock.calls]).toEqual([[], []])
    })
    test('puts its error before one of the close, and warns of that', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const late = new Error('close')
      const source = prompted<number>(() => {
        throw late
      })
      const failing = async (values: AnyIterable<number>): Promise<void> => {
        await iterate(values as AsyncIterable<number>).next()
        throw new Error('first')
      }
      source.give(1)
      await expect(pipe(source, broadcastTo({ failing }))).rejects.toThrow('first')
      await quiet()
      expect(warn.mock.calls).toEqual([[expect.any(String), late]])
      warn.mockRestore()
    })
    test('warns of what another fails with behind it, and not of the same again', async () => {
      stillTime()
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const failsWith = (error: unknown) => async (values: AnyIterable<number>) => {
        for await (const _ of values);
        throw error
      }
      const failing = broadcastTo({ a: failsWith('a'), b: failsWith('b') })
      expect(await outcome(failing(range(1, 2)))).toEqual(['failed', 'a'])
      await quiet()
      expect(warn.mock.calls).toEqual([[expect.any(String), 'b']])
      expect(await outcome(broadcastTo({ a: count, b: count })(fail('source')))).toEqual(['failed', 'source'])
      await quiet()
      expect(warn.mock.calls.length).toBe(1)
      warn.mockRestore()
    })
    test('with the error of its source after the values before that', async () => {
      const seen: number[] = []
      const results = pipe(
        concat([range(1, 3), fail(undefined)]),
        broadcastTo({ each: forEach((n) => void seen.push(n)) }),
      )
      expect([await outcome(results), seen]).toEqual([
        ['failed', undefined],
        [1, 2, 3],
      ])
    })
    test('by an overflow, alone where it takes that for an answer', async () => {
      const patient = async (values: AnyIterable<number>): Promise<unknown> => {
        const iterator = iterate(values as AsyncIterable<number>)
        await iterator.next()
        await quiet()
        await quiet()
        await iterator.next()
        return iterator.next().catch((error: unknown) => error)
      }
      const results = await pipe(range(1, 9), broadcastTo({ patient, n: count }, { capacity: 1, overflow: 'error' }))
      expect(results).toEqual({ patient: new OverflowError(1), n: 9 })
    })
  })

  test('never deadlocks while each sink reads on or settles, and loses nothing, on any bad day', async () => {
    await fc.assert(
      fc.asyncProperty(days, async ({ source: how, all, capacity }) => {
        const { source, log } = counted(how)
        const seen = all.map((): number[] => [])
        const sinks = Object.fromEntries(all.map((reader, at) => [`s${at}`, sinkOf(reader, seen[at]!)]))
        const result = await outcome(broadcastTo<number, Record<string, string>>(sinks, { capacity })(source))
        const fails = all.some(
          ({ kind, after }) => kind === 'throws at once' || (kind === 'fails' && after < how.length),
        )
        const readsOn = all.some(
          ({ kind, after }) =>
            kind === 'reads' || kind === 'is slow' || ((kind === 'fails' || kind === 'breaks') && after >= how.length),
        )
        if (fails || (how.fails && readsOn)) expect(result[0]).toBe('failed')
        else expect(result).toEqual(['gave', Object.fromEntries(all.map(({ kind }, at) => [`s${at}`, kind]))])
        for (const [at, { kind, after }] of all.entries()) {
          const due = kind === 'breaks' || kind === 'fails' ? Math.min(after + 1, how.length) : how.length
          const values = Array.from({ length: due }, (_, i) => i)
          expect(seen[at]).toEqual(values.slice(0, seen[at]!.length))
          if (!fails && !how.fails && !['never reads', 'settles late'].includes(kind)) expect(seen[at]).toEqual(values)
        }
        await quiet()
        expect(closedOnce(log)).toBe(true)
      }),
    )
  })

  test.each([
    [() => broadcastTo({}), RangeError, /^sinks must be at least one, got: none$/],
    [() => broadcastTo({ a: count, b: 3 as never }), TypeError, /^sinks.b must be a function, got: 3$/],
    [() => broadcastTo(undefined as never), TypeError, /^sinks must be an object, got: undefined$/],
    [() => broadcastTo(count as never), TypeError, /^sinks must be an object, got: Function$/],
    [() => broadcastTo({ a: count }, { capacity: 1.5 }), RangeError, /^capacity must be an integer .*, got: 1.5$/],
    [() => broadcastTo({ a: count }, 3 as never), TypeError, /^options must be an object, got: 3$/],
  ] as const)('refuses bad arguments: %s', (build, kind, text) => refuses(build, kind, text))

  test('infers the results of its sinks, generic ones included', () => {
    expectTypeOf(pipe(range(1, 3), broadcastTo({ all: toArray, n: count }))).toEqualTypeOf<
      Promise<{ all: number[]; n: number }>
    >()
    expectTypeOf(
      pipe(
        range(1, 3),
        map(String),
        broadcastTo(
          {
            all: toArray,
            first: head,
            text: reduce('', (text, s) => text + s.trim()),
            few: flow(take(1), toArray),
            lengths: (source) =>
              pipe(
                source,
                map((s) => s.length),
                toArray,
              ),
            own: async (source) => {
              for await (const s of source) return s.length
              return undefined
            },
          },
          { onDrop: (s) => s.trim() },
        ),
      ),
    ).toEqualTypeOf<
      Promise<{
        all: string[]
        first: O.Option<string>
        text: string
        few: string[]
        lengths: number[]
        own: number | undefined
      }>
    >()
    // @ts-expect-error sinks are functions
    expect(() => broadcastTo({ a: 1 })).toThrow(TypeError)
    const texts = broadcastTo({ all: forEach((s: string) => void s.trim()) })
    // @ts-expect-error a sink of strings reads no numbers
    void texts(range(1, 0))
  })

  test.each(['drop-oldest', 'drop-newest', 'error'] as const)(
    'loses nothing to %s where every sink keeps up, whichever begins first',
    async (overflow) => {
      stillTime()
      const sinks = { one: toArray, other: toArray }
      const all = [1, 2, 3, 4, 5, 6, 7, 8]
      expect(await pipe(all, broadcastTo(sinks, { capacity: 1, overflow }))).toEqual({ one: all, other: all })
    },
  )
})
