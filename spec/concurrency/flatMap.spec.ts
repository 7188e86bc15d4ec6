import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  chunksOf,
  concat,
  empty,
  fail,
  filter,
  flatMap,
  head,
  map,
  prefetch,
  producer,
  range,
  reduce,
  take,
  toArray,
  transform,
} from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { type Prompted, prompted } from '../prompted.ts'
import { stillTime } from '../stillTime.ts'

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

const lists = fc.array(fc.nat(9), { maxLength: 3 })

/** All that came out, and the error that ended it. */
const outcome = async <A>(source: AnyIterable<A>): Promise<readonly [A[], E.Either<unknown, void>]> => {
  const values: A[] = []
  try {
    for await (const value of source) values.push(value)
    return [values, E.right(undefined)]
  } catch (error) {
    return [values, E.left(error)]
  }
}

type Kind = 'array' | 'set' | 'async generator' | 'pipeline' | 'failing'

/** A small source of each kind; one of them fails behind its values. */
const sourceOf = (kind: Kind, values: readonly number[]): AnyIterable<number> => {
  if (kind === 'array') return values
  if (kind === 'set') return new Set(values)
  if (kind === 'pipeline')
    return pipe(
      values,
      map((n) => n),
    )
  return {
    [Symbol.asyncIterator]: async function* () {
      yield* values
      if (kind === 'failing') throw values.length
    },
  }
}

const kinds = fc.constantFrom<Kind>('array', 'set', 'async generator', 'pipeline', 'failing')
const sources = fc.tuple(kinds, fc.array(fc.nat(9), { maxLength: 4 }))
const arrows = fc
  .tuple(kinds, fc.array(fc.nat(9), { maxLength: 3 }), fc.nat(3))
  .map(([kind, values, refused]) => (n: number): AnyIterable<number> => {
    if (n === refused) throw `refused ${n}`
    return sourceOf(
      kind,
      values.map((m) => (n + m) % 10),
    )
  })

describe('flatMap', () => {
  describe('to arrays', () => {
    obeysTheLaws({
      stage: flatMap((list: number[]) => list),
      values: lists,
      model: (values) => values.flat(),
      lookahead: 0,
      failing: (f) => flatMap((value: number[]) => [f(value)]),
    })
  })

  describe('to async generators', () => {
    obeysTheLaws({
      stage: flatMap(async function* (list: number[]) {
        yield* list
      }),
      values: lists,
      model: (values) => values.flat(),
      lookahead: 0,
      failing: (f) =>
        flatMap((value: number[]) => {
          f(value)
          return sourceOf('async generator', [1, 2])
        }),
    })
  })

  describe('to pipelines', () => {
    obeysTheLaws({
      stage: flatMap((list: number[]) => pipe(list, chunksOf(2))),
      values: lists,
      model: (values) => values.flatMap((list) => [list.slice(0, 2), list.slice(2)].filter(({ length }) => length > 0)),
      lookahead: 0,
    })
  })

  describe.each([
    { concurrency: 3, ordered: true },
    { concurrency: 3, ordered: true, capacity: 1 },
    { concurrency: 3, ordered: false },
    { concurrency: { current: 1 }, ordered: true },
    { concurrency: { current: 1 }, ordered: false },
  ])('side by side: %j', (options) => {
    obeysTheLaws({
      stage: flatMap((value) => [value], options),
      model: (values) => values,
      lookahead: typeof options.concurrency === 'number' ? options.concurrency - 1 : 0,
      ordered: options.ordered,
      failing: (f) => flatMap((value) => [f(value)], options),
    })
  })

  describe('is a monad', () => {
    test('of one value it is the function', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(9), arrows, async (n, f) => {
          const direct = E.tryCatch(
            () => f(n),
            (error) => error,
          )
          const expected = E.isLeft(direct) ? ([[], direct] as const) : await outcome(direct.right)
          expect(await outcome(pipe([n], flatMap(f)))).toEqual(expected)
        }),
      )
    })

    test('to one value it changes nothing', async () => {
      await fc.assert(
        fc.asyncProperty(sources, async ([kind, values]) => {
          const same = flatMap((n: number) => [n])
          expect(await outcome(pipe(sourceOf(kind, values), same))).toEqual(await outcome(sourceOf(kind, values)))
        }),
      )
    })

    test('it does not matter which two of three come first', async () => {
      await fc.assert(
        fc.asyncProperty(sources, arrows, arrows, async ([kind, values], f, g) => {
          const outer = pipe(sourceOf(kind, values), flatMap(f), flatMap(g))
          const inner = pipe(
            sourceOf(kind, values),
            flatMap((n) => pipe(f(n), flatMap(g))),
          )
          expect(await outcome(outer)).toEqual(await outcome(inner))
        }),
        { numRuns: 300 },
      )
    })
  })

  test('calls its function when the inner source before has ended', async () => {
    const happened: string[] = []
    const inner = (n: number) => {
      happened.push(`f(${n})`)
      return (function* () {
        yield n
        happened.push(`${n} ended`)
      })()
    }
    await pipe(range(1, 2), flatMap(inner), toArray)
    expect(happened).toEqual(['f(1)', '1 ended', 'f(2)', '2 ended'])
  })

  test.each([1, 2])('reads an inner array with an iterator of its own by that, concurrency %i', async (concurrency) => {
    const own = Object.assign([1, 2], { [Symbol.iterator]: () => [3, 4][Symbol.iterator]() })
    const later = Object.assign([1, 2], {
      async *[Symbol.asyncIterator]() {
        yield 5
      },
    })
    const inner = flatMap((values: AnyIterable<number>) => values, { concurrency })
    expect(await toArray(inner([own, later]))).toEqual([3, 4, 5])
  })

  test('goes on past inner sources that are empty', async () => {
    const third = flatMap((n: number) => (n % 3 === 0 ? [n] : empty))
    expect(await pipe(range(1, 7), third, toArray)).toEqual([3, 6])
  })

  test('gives the values of an inner source before its error, and closes the outer one', async () => {
    let closed = 0
    const outer = (function* () {
      try {
        yield 1
      } finally {
        closed++
      }
    })()
    const failing = flatMap(() => sourceOf('failing', [7, 8]))
    expect(await outcome(pipe(outer, failing))).toEqual([[7, 8], E.left(2)])
    expect(closed).toBe(1)
    expect(
      await outcome(
        pipe(
          [1],
          flatMap(() => fail(undefined)),
        ),
      ),
    ).toEqual([[], E.left(undefined)])
  })

  test('wants no more than is asked for where an inner source gives values at its end', async () => {
    const chunks = flatMap((n: number) => pipe(range(1, n), chunksOf(2)))
    expect(await pipe([3, 3], chunks, take(2), toArray)).toEqual([[1, 2], [3]])
    let pulled = 0
    const source = (function* () {
      for (;;) yield (pulled += 1)
    })()
    await pipe(source, chunks, head)
    expect(pulled).toBe(1)
  })

  describe('side by side', () => {
    const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()
    const done = { value: undefined, done: true }
    const given = <A>(value: A): IteratorResult<A> => ({ value, done: false })
    const modes = [{ ordered: true }, { ordered: false }]

    /** Inner sources that answer when the test says so, and those of them that were opened. */
    const inners = (n: number): { readonly all: Prompted<string>[]; readonly opened: () => number[] } => {
      const all = Array.from({ length: n }, () => prompted<string>())
      return { all, opened: () => all.flatMap(({ log }, i) => (log[0] === 'opened' ? [i] : [])) }
    }

    /** A source that counts what is pulled of it, and answers at once. */
    const counted = (count: () => void, n = Infinity): AsyncIterable<number> => {
      let given = 0
      return {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            if (given >= n) return { value: undefined, done: true }
            count()
            return { value: given++, done: false }
          },
        }),
      }
    }

    test.each(modes)('opens as many inner sources as may be, and another as one has ended: %j', async ({ ordered }) => {
      const { all, opened } = inners(4)
      const values = iterate(
        pipe(
          range(0, 3),
          flatMap((n) => all[n]!, { concurrency: 2, ordered }),
        ),
      )
      const first = values.next()
      expect(opened()).toEqual([0, 1])
      all[0]?.end()
      await quiet()
      expect(opened()).toEqual([0, 1, 2])
      all[1]?.give('b')
      expect(await first).toEqual(given('b'))
      all[1]?.end()
      await quiet()
      expect(opened()).toEqual([0, 1, 2])
      void values.next()
      await quiet()
      expect(opened()).toEqual([0, 1, 2, 3])
      await values.return?.()
    })

    test('gives values as they come, unordered', async () => {
      const { all } = inners(2)
      const values = iterate(
        pipe(
          range(0, 1),
          flatMap((n) => all[n]!, { concurrency: 2, ordered: false }),
        ),
      )
      const answers = [values.next(), values.next(), values.next(), values.next()]
      all[1]?.give('b1')
      await quiet()
      all[0]?.give('a1')
      await quiet()
      all[1]?.give('b2')
      all[1]?.end()
      await quiet()
      all[0]?.end()
      expect(await Promise.all(answers)).toEqual([given('b1'), given('a1'), given('b2'), done])
    })

    test('gives values in the order of those they are made from, ordered', async () => {
      const { all } = inners(2)
      const values = iterate(
        pipe(
          range(0, 1),
          flatMap((n) => all[n]!, { concurrency: 2 }),
        ),
      )
      const answers = [values.next(), values.next(), values.next(), values.next()]
      all[1]?.give('b1')
      all[1]?.give('b2')
      all[1]?.end()
      await quiet()
      all[0]?.give('a1')
      all[0]?.end()
      expect(await Promise.all(answers)).toEqual([given('a1'), given('b1'), given('b2'), done])
    })

    test.each([{ ordered: true, capacity: 1 }, { ordered: true, capacity: 5 }, { ordered: true }, { ordered: false }])(
      'holds exactly what it says: %j',
      async (options) => {
        stillTime()
        for (const concurrency of [2, 3]) {
          const pulled = { outer: 0, inner: 0 }
          const most = { outer: 0, inner: 0 }
          const outer = function* (): Generator<number> {
            for (;;) yield pulled.outer++
          }
          const values = iterate(
            pipe(
              outer(),
              flatMap(() => counted(() => pulled.inner++, 50), { concurrency, ...options }),
            ),
          )
          for (let delivered = 0; delivered < 225; delivered++) {
            await values.next()
            await quiet()
            most.inner = Math.max(most.inner, pulled.inner - delivered - 1)
            most.outer = Math.max(most.outer, pulled.outer - Math.floor(delivered / 50) - 1)
          }
          await values.return?.()
          const { capacity = 16, ordered } = options
          expect(most).toEqual({
            outer: concurrency - 1,
            inner: ordered ? concurrency * capacity - 1 : concurrency - 1,
          })
        }
      },
    )

    test('pulls of the inner source whose turn it is only while it is asked', async () => {
      let pulled = 0
      const values = iterate(
        pipe(
          range(0, 9),
          flatMap((n) => (n === 1 ? counted(() => pulled++) : [n]), { concurrency: 2, capacity: 3 }),
        ),
      )
      await values.next()
      await quiet()
      expect(pulled).toBe(3)
      for (let n = 0; n < 3; n++) await values.next()
      await quiet()
      expect(pulled).toBe(3)
      await values.next()
      await quiet()
      expect(pulled).toBe(4)
      await values.return?.()
    })

    test('pulls of the first inner source only while it is asked, too', async () => {
      let pulled = 0
      const values = iterate(
        pipe(
          range(0, 9),
          flatMap((n) => (n === 0 ? counted(() => pulled++) : []), { concurrency: 2 }),
        ),
      )
      for (let n = 1; n < 4; n++) {
        await values.next()
        await quiet()
        expect(pulled).toBe(n)
      }
      await values.return?.()
    })

    test('tells the inner source whose turn it is what is asked, and the others how much may be read ahead', async () => {
      const asks: number[][] = [[], []]
      const inner = (i: number): AsyncIterable<number> =>
        producer(0, (demand, n: number) => {
          asks[i]?.push(demand)
          return n === 2 ? { _tag: 'None' } : { _tag: 'Some', value: [Array(demand).fill(n) as number[], n + 1] }
        })
      await pipe(range(0, 1), flatMap(inner, { concurrency: 2, capacity: 3 }), prefetch({ max: 8, min: 0 }), toArray)
      expect(asks[0]?.[0]).toBe(8)
      expect(asks[1]?.[0]).toBe(3)
    })

    test('pulls an inner source once at a time, also where it asks from inside when its turn has come', async () => {
      const asked: Array<Promise<unknown>> = []
      let pulling = 0
      let pulls = 0
      const inner: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            pulls++
            expect(pulling++).toBe(0)
            if (pulls === 2) asked.push(values.next(), values.next(), values.next())
            pulling--
            const result = { value: pulls, done: false }
            return (pulls === 1 ? Promise.resolve(result) : result) as Promise<IteratorResult<number>>
          },
        }),
      }
      const values: AsyncIterator<number> = iterate(
        pipe(
          [[0], inner, []],
          flatMap((source: AnyIterable<number>) => source, { concurrency: 2, capacity: 9 }),
        ),
      )
      expect(await values.next()).toEqual(given(0))
      await quiet()
      expect(await Promise.all(asked)).toEqual([given(1), given(2), given(3)])
      expect(pulls).toBe(3)
      await values.return?.()
    })

    test('opens no inner source where one has failed while its source was asked, unordered', async () => {
      const outer = prompted<number>()
      const called: number[] = []
      const throws = function* (): Generator<string> {
        yield* ['a', 'b']
        throw 'no'
      }
      const inner = (n: number): Iterable<string> => {
        called.push(n)
        return throws()
      }
      const values = iterate(pipe(outer, flatMap(inner, { concurrency: 2, ordered: false })))
      const first = values.next()
      outer.give(0)
      expect(await first).toEqual(given('a'))
      expect(await values.next()).toEqual(given('b'))
      outer.give(1)
      await quiet()
      await expect(values.next()).rejects.toBe('no')
      expect(called).toEqual([0])
      expect(outer.log.at(-1)).toBe('closed')
    })

    test('equals one after the other where ordered, and its values in some order where not, whatever the schedule', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.array(fc.nat(4), { maxLength: 6 }),
          fc.integer({ min: 2, max: 4 }),
          fc.integer({ min: 1, max: 3 }),
          fc.boolean(),
          async (scheduler, lengths, concurrency, capacity, slowly) => {
            const scheduled = <A>(values: readonly A[]): AsyncIterable<A> => ({
              [Symbol.asyncIterator]: async function* () {
                for (const value of values) yield await scheduler.schedule(Promise.resolve(value))
              },
            })
            const inner = (i: number): AsyncIterable<string> =>
              scheduled([...Array(lengths[i]).keys()].map((n) => `${i}.${n}`))
            const read = async (options: object): Promise<readonly string[]> => {
              const values = pipe(scheduled([...lengths.keys()]), flatMap(inner, options))
              return scheduler.waitFor(slowly ? outcome(values).then(([all]) => all) : toArray(values))
            }
            const expected = lengths.flatMap((length, i) => [...Array(length).keys()].map((n) => `${i}.${n}`))
            expect(await read({ concurrency, capacity })).toEqual(expected)
            const unordered = await read({ concurrency, ordered: false })
            expect(unordered.toSorted()).toEqual(expected.toSorted())
            for (const i of lengths.keys())
              expect(unordered.filter((value) => value.startsWith(`${i}.`))).toEqual(
                expected.filter((value) => value.startsWith(`${i}.`)),
              )
          },
        ),
      )
    })

    test('gives ordered what one after the other gives, errors included', async () => {
      await fc.assert(
        fc.asyncProperty(sources, arrows, fc.integer({ min: 2, max: 4 }), async ([kind, values], f, concurrency) => {
          const source = sourceOf(kind, values)
          const expected = await outcome(pipe(source, flatMap(f)))
          expect(await outcome(pipe(source, flatMap(f, { concurrency, capacity: 2 })))).toEqual(expected)
        }),
        { numRuns: 300 },
      )
    })

    test.each([1, 3])(
      'fails ordered by position, behind all before, and opens no more: capacity %s',
      async (capacity) => {
        const { all, opened } = inners(4)
        const values = iterate(
          pipe(
            range(0, 3),
            flatMap((n) => all[n]!, { concurrency: 3, capacity }),
          ),
        )
        const answers = [values.next(), values.next(), values.next()]
        all[1]?.give('b')
        await quiet()
        all[2]?.fail('late')
        await quiet()
        all[0]?.end()
        await quiet()
        expect(opened()).toEqual([0, 1, 2])
        expect(await answers[0]).toEqual(given('b'))
        all[1]?.fail('first')
        await expect(answers[1]).rejects.toBe('first')
        expect(await answers[2]).toEqual(done)
        expect(all.map(({ log }) => log.includes('closed'))).toEqual([false, false, false, false])
      },
    )

    test('fails ordered with what f throws, and with an error of its source, behind the inner sources before', async () => {
      const refusing = flatMap(
        (n: number) => {
          if (n > 1) throw 'refused'
          return sourceOf('async generator', [n, n])
        },
        { concurrency: 3 },
      )
      expect(await outcome(pipe(range(0, 3), refusing))).toEqual([[0, 0, 1, 1], E.left('refused')])
      const late = pipe(
        concat([range(0, 1), fail('outer')]),
        flatMap((n) => sourceOf('async generator', [n, n]), { concurrency: 3 }),
      )
      expect(await outcome(late)).toEqual([[0, 0, 1, 1], E.left('outer')])
    })

    test('fails unordered by time, and closes the others once before that is seen', async () => {
      const { all } = inners(3)
      const outer = prompted<number>()
      const values = iterate(
        pipe(
          outer,
          flatMap((n) => all[n]!, { concurrency: 9, ordered: false }),
        ),
      )
      const first = values.next()
      for (const n of [0, 1, 2]) outer.give(n)
      await quiet()
      all[2]?.give('c')
      await first
      all[1]?.fail('first')
      all[0]?.fail('second')
      outer.fail('third')
      await quiet()
      await expect(values.next()).rejects.toBe('first')
      expect(await values.next()).toEqual(done)
      expect(all[2]?.log).toEqual(['opened', 'pulled', 'pulled', 'closed'])
    })

    test('fails unordered with the error of its source at once, and closes the inner ones', async () => {
      const { all } = inners(1)
      const outer = prompted<number>()
      const values = iterate(
        pipe(
          outer,
          flatMap(() => all[0]!, { concurrency: 2, ordered: false }),
        ),
      )
      const first = values.next()
      outer.give(0)
      await quiet()
      outer.fail('outer')
      await expect(first).rejects.toBe('outer')
      expect(all[0]?.log).toEqual(['opened', 'pulled', 'closed'])
      expect(outer.log).toEqual(['opened', 'pulled', 'pulled'])
    })

    test.each(modes)(
      'closes all that is open once when the consumer leaves, and opens no more: %j',
      async ({ ordered }) => {
        const { all } = inners(3)
        const outer = prompted<number>()
        const values = iterate(
          pipe(
            outer,
            flatMap((n) => all[n]!, { concurrency: 3, ordered }),
          ),
        )
        const first = values.next()
        outer.give(0)
        outer.give(1)
        await quiet()
        all[1]?.give('b')
        await quiet()
        const left = values.return?.()
        expect([outer, ...all].map(({ log }) => log.filter((what) => what === 'closed').length)).toEqual([1, 1, 1, 0])
        await left
        outer.give(2)
        await quiet()
        expect(all[2]?.log).toEqual([])
        expect((await first).done).toBe(ordered)
      },
    )

    test.each(modes)('opens nothing where f itself makes the consumer leave: %j', async ({ ordered }) => {
      const inner = prompted<string>()
      const outer = prompted<number>()
      const values: AsyncIterator<string> = iterate(
        pipe(
          outer,
          flatMap(
            () => {
              void values.return?.()
              return inner
            },
            { concurrency: 2, ordered },
          ),
        ),
      )
      const first = values.next()
      outer.give(0)
      expect(await first).toEqual(done)
      await quiet()
      expect([inner.log, outer.log.at(-1)]).toEqual([[], 'closed'])
    })

    test.each(modes)('opens nothing where f makes the consumer leave beside another: %j', async ({ ordered }) => {
      const { all, opened } = inners(2)
      const values: AsyncIterator<string> = iterate(
        pipe(
          range(0, 1),
          flatMap(
            (n) => {
              if (n === 1) void values.return?.()
              return all[n]!
            },
            { concurrency: 2, ordered },
          ),
        ),
      )
      expect(await values.next()).toEqual(done)
      expect(opened()).toEqual(ordered ? [] : [0])
    })

    test.each(modes)('takes a limit that is turned at its next ask: %j', async ({ ordered }) => {
      const { all, opened } = inners(5)
      const concurrency = { current: 1 }
      const values = iterate(
        pipe(
          range(0, 4),
          flatMap((n) => all[n]!, { concurrency, ordered }),
        ),
      )
      const first = values.next()
      expect(opened()).toEqual([0])
      concurrency.current = 3
      all[0]?.give('a')
      await first
      const second = values.next()
      await quiet()
      expect(opened()).toEqual([0, 1, 2])
      all[0]?.give('b')
      await second
      concurrency.current = 0
      const third = values.next()
      // In order, the error is behind the inner sources that are open.
      if (ordered) for (const { end } of all) end()
      await expect(third).rejects.toThrow(/^concurrency must be an integer .* 0$/)
      expect(await values.next()).toEqual(done)
    })

    test.each(modes)('goes on where its source gives values at its end: %j', async ({ ordered }) => {
      const ended = pipe(
        range(1, 5),
        transform(
          [] as number[],
          (kept, n) => [[...kept, n], []],
          (kept) => kept,
        ),
        flatMap((n) => range(1, n), { concurrency: 2, ordered }),
        toArray,
      )
      expect(sorted(await ended)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5])
    })

    test.each(modes)('carries many values and many inner sources: %j', async ({ ordered }) => {
      const count = reduce(0, (n: number) => n + 1)
      for (const concurrency of [16, 4096]) {
        const three = flatMap((n: number) => sourceOf('async generator', [n, n, n]), { concurrency, ordered })
        expect(await pipe(range(1, 10_000), three, count)).toBe(30_000)
      }
    })

    test.each(modes)('goes on where an inner source is slow to find a value: %j', async ({ ordered }) => {
      const rare = flatMap(
        (n: number) =>
          pipe(
            range(1, 9000),
            filter((m) => m % 3000 === n),
          ),
        { concurrency: 2, ordered },
      )
      expect(sorted(await pipe([0, 1], rare, toArray))).toEqual([1, 3000, 3001, 6000, 6001, 9000])
    })
  })

  test.each(['ab', ''])('refuses the inner string %j', async (text) => {
    const message = `what f gives must be iterable and not a string, got: ${JSON.stringify(text)}`
    for (const options of [{}, { concurrency: 2 }, { concurrency: 2, ordered: false }]) {
      const letters = flatMap(() => text, options)
      await expect(pipe([1], letters, toArray)).rejects.toThrow(new TypeError(message))
    }
  })

  test('refuses a promise of a source', async () => {
    const promised = flatMap((() => Promise.resolve([1])) as never)
    const result = pipe([1], promised, toArray)
    await expect(result).rejects.toThrow(TypeError)
    await expect(result).rejects.toThrow(/^a source must be iterable, got: /)
  })

  test('refuses what is not a function', () => {
    refuses(() => flatMap([1] as never), TypeError, /^f must be a function, got: /)
  })

  test('refuses bad options', () => {
    const f = (n: number): number[] => [n]
    refuses(() => flatMap(f, 4 as never), TypeError, /^options must be an object, got: 4$/)
    refuses(() => flatMap(f, { concurrency: 0 }), RangeError, /^concurrency must be an integer of at least 1, got: 0$/)
    refuses(() => flatMap(f, { concurrency: Infinity }), RangeError, /^concurrency must be an integer .* Infinity$/)
    refuses(() => flatMap(f, { concurrency: { current: 0 } }), RangeError, /^concurrency must be an integer .* 0$/)
    refuses(() => flatMap(f, { ordered: 1 as never }), RangeError, /^ordered must be one of true, false, got: 1$/)
    refuses(() => flatMap(f, { capacity: 0 }), RangeError, /^capacity must be an integer of at least 1, got: 0$/)
    refuses(() => flatMap(f, { capacity: null as never }), TypeError, /^capacity must be a number, got: null$/)
  })

  test.each<Kind>(['array', 'set', 'async generator', 'pipeline'])(
    'carries 300 000 values of kind %s',
    async (kind) => {
      const count = reduce(0, (n: number) => n + 1)
      const three = flatMap((n: number) => sourceOf(kind, [n, n + 1, n + 2]))
      expect(await pipe(range(1, 100_000), three, count)).toBe(300_000)
    },
  )

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        flatMap((n) => [String(n)]),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        flatMap((n) => (n > 1 ? [n] : empty)),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        flatMap(async function* (n) {
          yield n
        }),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
