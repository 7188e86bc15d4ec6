import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { concat, empty, fail, filter, interval, map, never, of, race, range, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { type Prompted, prompted } from '../prompted.ts'
import { stillTime } from '../stillTime.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

const pulled = ['opened', 'pulled']
const closed = [...pulled, 'closed']

const logs = (sources: readonly Pick<Prompted<unknown>, 'log'>[]): (readonly string[])[] =>
  sources.map(({ log }) => log)

describe('race', () => {
  describe('as a stage over its first source', () => {
    obeysTheLaws({ stage: (source) => race([source, empty]), model: (values) => values, lookahead: 0 })
  })
  describe('as a stage over its last source', () => {
    obeysTheLaws({ stage: (source) => race([empty, [], source]), model: (values) => values, lookahead: 0 })
  })

  test('closes every loser, once, and nobody else, for any order of values, ends and errors', async () => {
    stillTime()
    const act = fc.constantFrom('give', 'fail', 'end')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ act, turn: fc.nat() }), { minLength: 1, maxLength: 8 }), async (plan) => {
        const sources = plan.map(() => prompted<number>())
        const values = iterate(race(sources))
        const first = values.next().catch((error: unknown) => ({ error }))
        const order = plan.map(({ act: how, turn }, i) => ({ how, turn, i })).toSorted((a, b) => a.turn - b.turn)
        const decides = order.findIndex(({ how }) => how !== 'end')
        const played = order.slice(0, decides === -1 ? order.length : decides + 1)
        for (const { how, i } of played) {
          if (how === 'give') sources[i]?.give(i)
          if (how === 'fail') sources[i]?.fail(i)
          if (how === 'end') sources[i]?.end()
        }
        const last = order[decides]
        expect(await first).toEqual(
          last === undefined ? done : last.how === 'give' ? { value: last.i, done: false } : { error: last.i },
        )
        const spoke = played.map(({ i }) => i)
        expect(logs(sources)).toEqual(sources.map((_, i) => (spoke.includes(i) ? pulled : closed)))
        await values.return?.()
        expect(logs(sources)).toEqual(
          sources.map((_, i) => (spoke.includes(i) && !(last?.how === 'give' && last.i === i) ? pulled : closed)),
        )
      }),
    )
  })

  test('gives all values of the source that gives first, and its error', async () => {
    const seen: number[] = []
    const values = pipe(
      race([never, concat([range(1, 3), fail('late')]), range(10, 99)]),
      map((n) => seen.push(n)),
      toArray,
    )
    await expect(values).rejects.toBe('late')
    expect(seen).toEqual([1, 2, 3])
  })

  test('takes null and undefined for values', async () => {
    expect(await toArray(race([[undefined, 1], of(2)]))).toEqual([undefined, 1])
    expect(await toArray(race([[null], of(2)]))).toEqual([null])
  })

  test('is won by whose time comes first', async () => {
    const clock = virtualClock()
    const slow = pipe(
      interval(30, { clock }),
      map((n) => `slow ${n}`),
    )
    const quick = pipe(
      interval(20, { clock }),
      map((n) => `quick ${n}`),
    )
    const values = pipe(race([slow, quick]), take(2), toArray)
    for (let ms = 0; ms < 50; ms += 10) {
      await quiet()
      clock.advance(10)
    }
    expect(await values).toEqual(['quick 0', 'quick 1'])
    expect(clock.sleeping()).toBe(0)
  })

  test('is empty of no sources, and where all end without a value', async () => {
    expect(await toArray(race([]))).toEqual([])
    const late = prompted<number>()
    const values = toArray(race([empty, late, []]))
    await quiet()
    late.end()
    expect(await values).toEqual([])
  })

  test('pulls one value of each side by side, then the winner alone, and only while asked', async () => {
    const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
    const values = iterate(race(sources))
    const first = values.next()
    expect(logs(sources)).toEqual([pulled, pulled, pulled])
    sources[1]?.give(1)
    expect(await first).toEqual({ value: 1, done: false })
    await quiet()
    expect(logs(sources)).toEqual([closed, pulled, closed])
    void values.next()
    expect(logs(sources)).toEqual([closed, [...pulled, 'pulled'], closed])
  })

  test('is decided by a source that fails at once, and opens nobody behind it', async () => {
    const behind = prompted<number>()
    const closing = function* (): Iterable<number> {
      yield 1
    }
    const down = (): never => {
      throw undefined
    }
    for (const failing of [fail(undefined), pipe(of(1), map(down))])
      await expect(toArray(race([failing, behind, of(2)]))).rejects.toBe(undefined)
    expect(behind.log).toEqual([])
    await expect(toArray(race([pipe(closing(), map(down)), never]))).rejects.toBe(undefined)
  })

  test('opens nobody behind a source that has a value at once', async () => {
    const sources = [prompted<number>(), prompted<number>()]
    expect(await toArray(race([sources[0]!, range(1, 2), sources[1]!]))).toEqual([1, 2])
    expect(logs(sources)).toEqual([closed, []])
  })

  test('lets others win where one is busy and finds nothing', async () => {
    const busy = pipe(
      range(1),
      filter(() => false),
    )
    const late = prompted<number>()
    const first = iterate(race([busy, late])).next()
    await quiet()
    late.give(1)
    expect(await first).toEqual({ value: 1, done: false })
  })

  describe('as it closes the losers', () => {
    const idleLoser = (close: () => unknown): AsyncIterable<never> =>
      pipe(
        {
          [Symbol.iterator]: () => ({
            next: () => ({ done: false as const, value: 0 }),
            return: () => close() as IteratorReturnResult<undefined>,
          }),
        },
        filter((value): value is never => value !== 0),
      )

    test('waits for those that are idle before it gives', async () => {
      let finish: (result: unknown) => void = () => undefined
      const loser = idleLoser(() => new Promise((resolve) => (finish = resolve)))
      const winner = prompted<number>()
      let given: unknown
      void iterate(race([loser, winner]))
        .next()
        .then((result) => (given = result))
      await quiet()
      winner.give(1)
      await quiet()
      expect(given).toBe(undefined)
      finish({ done: true })
      await quiet()
      expect(given).toEqual({ value: 1, done: false })
    })

    test('waits for none that owes its answer', async () => {
      const stuck = async function* (): AsyncGenerator<number> {
        await new Promise(() => undefined)
        yield 1
      }
      expect(await toArray(race([stuck(), of(2)]))).toEqual([2])
    })

    test('fails where that fails, and closes the winner, too', async () => {
      const late = prompted<number>(() => {
        throw undefined
      })
      const winner = prompted<number>()
      const values = iterate(race([late, winner]))
      const first = values.next()
      winner.give(1)
      await expect(first).rejects.toBe(undefined)
      expect(logs([late, winner])).toEqual([closed, closed])
      expect(await values.next()).toEqual(done)
    })

    test('puts the error that decided before one of closing, which it reports', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const late = new Error('close')
      const loser = prompted<number>(() => {
        throw late
      })
      await expect(toArray(race([loser, fail('first')]))).rejects.toBe('first')
      expect(loser.log).toEqual(closed)
      expect(warn).toHaveBeenCalledWith(expect.any(String), late)
      warn.mockRestore()
    })

    test('lets the consumer leave, which hears of what fails, and closes the winner once', async () => {
      let refuse: (error: unknown) => void = () => undefined
      const loser = idleLoser(() => new Promise((_, reject) => (refuse = reject)))
      const winner = prompted<number>()
      const values = iterate(race([loser, winner]))
      const first = values.next()
      await quiet()
      winner.give(1)
      await quiet()
      const left = values.return?.()
      expect(await first).toEqual(done)
      refuse('close')
      await expect(left).rejects.toBe('close')
      expect(winner.log).toEqual(closed)
    })
  })

  test('closes every runner once when the consumer leaves before anybody has won', async () => {
    const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
    const values = iterate(race(sources))
    const first = values.next()
    sources[1]?.end()
    await quiet()
    await values.return?.()
    expect(await first).toEqual(done)
    expect(logs(sources)).toEqual([closed, pulled, closed])
  })

  test('opens no other source when one leaves for it, from inside its next()', async () => {
    const behind = prompted<number>()
    const leaver: Iterable<number> = {
      [Symbol.iterator]: () => ({
        next: () => {
          void values.return?.()
          return { done: false, value: 1 }
        },
      }),
    }
    const values: AsyncIterator<unknown> = iterate(race([leaver, behind]))
    expect(await values.next()).toEqual(done)
    expect(behind.log).toEqual([])
  })

  test('is run afresh each time', async () => {
    const values = race([empty, range(1, 2)])
    expect([await toArray(values), await toArray(values)]).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  test('refuses what is no array of sources', () => {
    refuses(() => race(range(1) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => race([range(1), 3 as never]), TypeError, /^a source must be .*, got: 3$/)
  })

  test('unites the types of its sources', () => {
    const texts: Iterable<string> = ['a']
    expectTypeOf(race([range(1), texts])).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(race([])).toEqualTypeOf<AsyncIterable<never>>()
    expectTypeOf(
      pipe(
        race([range(1), texts]),
        map((value) => String(value)),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
})
