import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  type AnyIterable,
  type Cancel,
  concat,
  empty,
  fail,
  filter,
  interval,
  map,
  merge,
  type Merged,
  type MergeOptions,
  never,
  of,
  prefetch,
  producer,
  range,
  reduce,
  take,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

const given = <A>(value: A): IteratorResult<A> => ({ value, done: false })

const pulls = (log: readonly string[]): number => log.filter((what) => what === 'pulled').length

/** What was asked of each source, by a consumer that has asked once. */
const asked = ['opened', 'pulled']

/** All that came out, and what ended it. */
const outcome = async <A>(source: AsyncIterable<A>): Promise<{ values: A[]; error?: unknown }> => {
  const values: A[] = []
  try {
    for await (const value of source) values.push(value)
    return { values }
  } catch (error) {
    return { values, error }
  }
}

/** A source whose answers come when the scheduler lets them. */
const scheduled = <A>(scheduler: fc.Scheduler, values: readonly A[]): AsyncIterable<A> => ({
  [Symbol.asyncIterator]: async function* () {
    for (const value of values) yield await scheduler.schedule(Promise.resolve(value))
  },
})

describe('merge', () => {
  describe('of one source', () => {
    obeysTheLaws({ stage: (source) => merge()([source]), model: (values) => values, lookahead: 0 })
  })
  describe('beside one that has ended', () => {
    obeysTheLaws({ stage: (source) => merge()([empty, source]), model: (values) => values, lookahead: 0 })
  })
  describe('beside another one', () => {
    obeysTheLaws({
      stage: (source) => merge()([of('other'), source]),
      model: (values) => ['other', ...values],
      lookahead: 1,
      ordered: false,
    })
  })
  describe('of one source with a window', () => {
    obeysTheLaws({
      stage: (source) => merge({ max: 4, min: 2 })([source]),
      model: (values) => values,
      lookahead: 4,
    })
  })
  describe('of one source and one that may fail', () => {
    obeysTheLaws({
      stage: (source) =>
        merge({ cancel: 'temporary', onError: () => undefined })([
          fail('left out'),
          { source, cancel: 'transient' as const },
        ]),
      model: (values) => values,
      lookahead: 0,
    })
  })

  test('gives the values of all sources, in turns where all are ready', async () => {
    const sources = [range(1, 3), ['a', 'b'], [null, undefined, null, undefined]] as const
    expect(await pipe(sources, merge(), toArray)).toEqual([1, 'a', null, 2, 'b', undefined, 3, null, undefined])
  })

  test('is empty of no sources, and of empty ones', async () => {
    expect(await pipe([], merge(), toArray)).toEqual([])
    expect(await pipe([empty, [], empty], merge(), toArray)).toEqual([])
  })

  test('takes the same source several times', async () => {
    const source = range(1, 2)
    expect(await pipe([source, source], merge(), toArray)).toEqual([1, 1, 2, 2])
  })

  test('keeps the order of each source and loses nothing, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat(5), { maxLength: 5 }),
        fc.constantFrom({}, { max: 1 }, { max: 3, min: 1 }),
        fc.boolean(),
        async (scheduler, lengths, window, oneByOne) => {
          const sources = lengths.map((length, s) =>
            scheduled(
              scheduler,
              [...Array(length).keys()].map((i) => [s, i]),
            ),
          )
          const merged = merge(window)(sources)
          const values = scheduler.waitFor(oneByOne ? outcome(merged).then((all) => all.values) : toArray(merged))
          const got = await values
          expect(got).toHaveLength(lengths.reduce((sum, length) => sum + length, 0))
          for (const [s, length] of lengths.entries())
            expect(got.filter(([from]) => from === s)).toEqual([...Array(length).keys()].map((i) => [s, i]))
        },
      ),
    )
  })

  describe('pulls', () => {
    test('one value of each source, and only while it is asked', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      const values = iterate(merge()(sources))
      await quiet()
      expect(sources.map(({ log }) => log)).toEqual([[], [], []])
      const first = values.next()
      expect(sources.map(({ log }) => log)).toEqual([asked, asked, asked])
      sources[1]?.give(1)
      expect(await first).toEqual(given(1))
      sources[0]?.give(0)
      sources[2]?.give(2)
      await quiet()
      expect(sources.map(({ log }) => log)).toEqual([asked, asked, asked])
      expect(await values.next()).toEqual(given(0))
      expect(await values.next()).toEqual(given(2))
      await quiet()
      expect(sources.map(({ log }) => pulls(log))).toEqual([1, 2, 1])
    })

    test('at most one value of each source but one ahead, at every instant', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }),
          fc.array(fc.boolean()),
          async (scheduler, lengths, lets) => {
            let pulled = 0
            let next = 0
            let delivered = 0
            const counting = (length: number): AsyncIterable<number> => ({
              [Symbol.asyncIterator]: () => {
                let left = length
                return {
                  next: () => {
                    pulled++
                    expect(pulled - delivered).toBeLessThanOrEqual(lengths.length - 1 + next - delivered + ended)
                    return scheduler.schedule(
                      Promise.resolve(left-- > 0 ? given(left) : (ended++, { value: undefined, done: true as const })),
                    )
                  },
                }
              },
            })
            let ended = 0
            const values = iterate(merge()(lengths.map(counting)))
            for (;;) {
              next++
              const answer = values.next()
              if (lets.pop() === true && scheduler.count() > 0) await scheduler.waitOne()
              const { done: over } = await scheduler.waitFor(answer)
              if (over === true) break
              delivered++
            }
          },
        ),
      )
    })

    test('ahead where max is set, for all sources or for its own', async () => {
      const ahead = async (
        options: Parameters<typeof merge>[0],
        own: { readonly max?: number; readonly min?: number },
      ): Promise<number[]> => {
        const counts = [0, 0]
        const counted = (i: number): AsyncIterable<number> =>
          pipe(
            range(1),
            map((n) => ((counts[i] = n), n)),
          )
        const values = iterate(merge(options)([counted(0), { source: counted(1), ...own }]))
        await values.next()
        await values.next()
        await quiet()
        await values.return?.()
        return counts
      }
      expect(await ahead({}, {})).toEqual([1, 1])
      expect(await ahead({ max: 4, min: 0 }, {})).toEqual([4, 4])
      expect(await ahead({ max: 4, min: 3 }, {})).toEqual([5, 5])
      expect(await ahead({}, { max: 9, min: 0 })).toEqual([1, 9])
      expect(await ahead({ max: 4, min: 0 }, { max: 9 })).toEqual([4, 9])
    })

    test('with a demand of one, or of its window', async () => {
      const asks: Record<string, number[]> = { bare: [], wide: [] }
      const counting = (name: string): AsyncIterable<number> =>
        producer(0, (demand, n) => {
          asks[name]?.push(demand)
          return n >= 6
            ? { _tag: 'None' }
            : { _tag: 'Some', value: [Array.from({ length: demand }, (_, i) => n + i), n + demand] }
        })
      const sources = [counting('bare'), { source: counting('wide'), max: 4, min: 2 }] as const
      await pipe(sources, merge(), prefetch(100), toArray)
      expect(asks['bare']).toEqual([1, 1, 1, 1, 1, 1, 1])
      expect(asks['wide']?.slice(0, 2)).toEqual([4, 2])
    })

    test('a window that is turned, from the next ask on', async () => {
      const max = { current: 2 }
      let count = 0
      const source = pipe(
        range(1),
        map((n) => (count = n)),
      )
      const values = iterate(merge({ max })([source]))
      await values.next()
      expect(count).toBeLessThanOrEqual(3)
      max.current = 9
      await values.next()
      await values.next()
      await quiet()
      expect(count).toBeGreaterThan(5)
      await values.return?.()
    })
  })

  describe('is fair', () => {
    const ready = (name: string): AsyncIterable<string> => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(given(name)) }),
    })
    const generated = (name: string): AsyncIterable<string> => ({
      [Symbol.asyncIterator]: async function* () {
        for (;;) yield name
      },
    })
    const listed = (name: string): AnyIterable<string> => ({
      [Symbol.iterator]: function* () {
        for (;;) yield name
      },
    })
    const kinds = { ready, generated, listed }

    test('gives a slow one its turn as its value comes, beside always ready ones', async () => {
      const slow = prompted<string>()
      const values = iterate(merge()([listed('a'), slow, ready('b'), generated('c')]))
      for (let i = 0; i < 50; i++) await values.next()
      slow.give('slow')
      await quiet()
      const next = [await values.next(), await values.next(), await values.next(), await values.next()]
      expect(next.map(({ value }) => value as string)).toContain('slow')
    })

    const kind = fc.constantFrom<keyof typeof kinds>('ready', 'generated', 'listed')
    const some = fc.array(fc.option(kind, { nil: undefined }), { maxLength: 5 })
    const mixed = fc.tuple(some, kind, some).map(([before, one, after]) => [...before, one, ...after])
    const namesOf = (which: readonly unknown[]): string[] => which.flatMap((kind, i) => (kind ? [String(i)] : []))
    const sourcesOf = (which: ReadonlyArray<keyof typeof kinds | undefined>): AnyIterable<string>[] =>
      which.map((kind, i) => (kind === undefined ? never : kinds[kind](String(i))))

    test('starves none of those that are ready, whichever they are', async () => {
      await fc.assert(
        fc.asyncProperty(mixed, async (which) => {
          const awake = namesOf(which).length
          const values = iterate(merge()(sourcesOf(which)))
          const got: unknown[] = []
          for (let i = 0; i < 60; i++) got.push((await values.next()).value)
          void values.return?.()
          // What is asked for comes some microtasks later: one that is always ready may miss a turn, but not two.
          for (let i = 10; i + 3 * awake < 60; i++) expect(new Set(got.slice(i, i + 3 * awake)).size).toBe(awake)
        }),
        { numRuns: 60 },
      )
    })

    test('starves none that is read ahead either', async () => {
      await fc.assert(
        fc.asyncProperty(mixed, fc.constantFrom(1, 2, 5), async (which, max) => {
          const missing = new Map(namesOf(which).map((name) => [name, 9]))
          for await (const name of merge({ max })(sourcesOf(which))) {
            const left = missing.get(name)! - 1
            if (left > 0) missing.set(name, left)
            else missing.delete(name)
            if (missing.size === 0) break
          }
        }),
        { numRuns: 15 },
      )
    })

    test('lets timers in beside a source that never waits', async () => {
      const ticks = pipe(
        [listed('ready'), pipe(interval(1), take(3))],
        merge(),
        filter((value) => value !== 'ready'),
        take(3),
        toArray,
      )
      expect(await ticks).toEqual([0, 1, 2])
    })

    test('lets another one in where a source finds no value to give', async () => {
      const none = pipe(
        range(1),
        filter(() => false),
      )
      expect(await pipe([none, range(1, 2)], merge(), take(2), toArray)).toEqual([1, 2])
    })

    test('carries thousands of sources', async () => {
      const sources = Array.from({ length: 5000 }, (_, i) => (i % 2 === 0 ? [i] : generated('x')))
      const values = pipe(
        sources.map((source) => pipe(source as AnyIterable<unknown>, take(3))),
        merge(),
        reduce(0, (n) => n + 1),
      )
      expect(await values).toBe(2500 + 7500)
    })

    test('looks at no source that waits, however many there are', async () => {
      let looks = 0
      const waiting: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => {
          const pending = new Promise<never>(() => undefined)
          return { next: () => (looks++, pending) }
        },
      }
      const sources = [...Array.from({ length: 1000 }, () => waiting), range(1, 1000)]
      const values = pipe(sources, merge(), take(1000), toArray)
      expect(await values).toHaveLength(1000)
      expect(looks).toBe(1000)
    })
  })

  describe('when a source fails', () => {
    test('fails with that very error, and closes the others once before it is seen', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      const values = iterate(merge()(sources))
      const first = values.next()
      sources[1]?.fail(undefined)
      await expect(first).rejects.toBe(undefined)
      const closed = [...asked, 'closed']
      expect(sources.map(({ log }) => log)).toEqual([closed, asked, closed])
      expect(await values.next()).toEqual(done)
    })

    test('gives what was there before the error first, and pulls nothing more', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>(), prompted<number>()]
      const values = iterate(merge()(sources))
      const first = values.next()
      sources[3]?.give(3)
      await first
      sources[2]?.give(2)
      await quiet()
      sources[1]?.fail('first')
      await quiet()
      sources[0]?.fail('second')
      await quiet()
      expect(await values.next()).toEqual(given(2))
      await expect(values.next()).rejects.toBe('first')
      expect(sources.map(({ log }) => pulls(log))).toEqual([1, 1, 1, 2])
    })

    test('gives what was there before it, where the error comes as a source is pulled', async () => {
      const late = prompted<string>()
      const values = iterate(merge()([concat([['a', 'b'], fail('no')]), late]))
      expect(await values.next()).toEqual(given('a'))
      expect(await values.next()).toEqual(given('b'))
      late.give('there')
      await quiet()
      expect(await values.next()).toEqual(given('there'))
      await expect(values.next()).rejects.toBe('no')
      expect(await values.next()).toEqual(done)
    })

    test('asks no source again for one value that was there, and is not given', async () => {
      const filtered = prompted<number>()
      const throws = function* (): Generator<number> {
        yield* range100
        throw 'no'
      }
      const range100 = Array.from({ length: 100 }, (_, i) => i)
      const none = filter(() => false)(filtered)
      const values = iterate(merge()([throws(), none]))
      for (let i = 0; i < 100; i++) await values.next()
      filtered.give(1)
      await quiet()
      await expect(values.next()).rejects.toBe('no')
      expect(filtered.log).toEqual([...asked, 'closed'])
    })

    test('gives what the windows of the others hold first', async () => {
      const held = merge({ max: 8, min: 0 })([range(1, 3), concat([of('a'), fail('no')])])
      expect(await outcome(held)).toEqual({ values: [1, 'a', 2, 3], error: 'no' })
    })

    test('reads ahead no more while it gives what windows hold, and loses none of what was read', async () => {
      const counted: number[] = []
      const ahead = pipe(
        range(1),
        map((n) => (counted.push(n), n)),
      )
      const [slow, ends] = [prompted<number>(), prompted<number>()]
      const values = iterate(merge({ max: 4 })([ahead, slow, { source: ends, cancel: 'permanent' }]))
      const heard = [(await values.next()).value]
      await quiet()
      ends.end()
      await quiet()
      for (let i = 0; i < 3; i++) heard.push((await values.next()).value)
      slow.give(0)
      await quiet()
      heard.push(...(await outcome({ [Symbol.asyncIterator]: () => values })).values)
      expect(heard).toEqual(counted)
      expect(slow.log).toEqual([...asked, 'closed'])
    })

    test('fails with the first error by time, whatever the schedule, behind all that had come', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.array(fc.nat(4), { minLength: 1 }), async (scheduler, lengths) => {
          const came: unknown[] = []
          const failing = (length: number, s: number): AsyncIterable<string> => {
            let n = 0
            return {
              [Symbol.asyncIterator]: () => ({
                next: async () => {
                  await scheduler.schedule(Promise.resolve())
                  came.push(n < length ? `${s} ${n}` : s)
                  if (n++ < length) return given(`${s} ${n - 1}`)
                  throw s
                },
              }),
            }
          }
          const { values, error } = await scheduler.waitFor(
            outcome(merge({ onError: () => undefined })(lengths.map(failing))),
          )
          const end = came.findIndex((what) => typeof what === 'number')
          expect([...values, error]).toEqual(came.slice(0, end + 1))
        }),
      )
    })

    test('does not give what came behind the error, also where nobody has asked meanwhile', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      const values = iterate(merge()(sources))
      const first = values.next()
      sources[2]?.give(2)
      await first
      sources[1]?.fail('first')
      sources[0]?.give(0)
      await quiet()
      await expect(values.next()).rejects.toBe('first')
      expect(await values.next()).toEqual(done)
    })

    test('tells onError of a failing close behind it, and of a second failure', async () => {
      const late: unknown[] = []
      const onError = (error: unknown): unknown => late.push(error)
      const closing = prompted<number>(() => {
        throw 'close'
      })
      await expect(pipe([closing, fail('first')], merge({ onError }), toArray)).rejects.toBe('first')
      expect(late).toEqual(['close'])
      const throws = function* (numbers: readonly number[], error: string): Generator<number> {
        yield* numbers
        throw error
      }
      const second = prompted<number>()
      const values = iterate(merge({ onError })([throws([1, 2], 'first'), second]))
      await values.next()
      await values.next()
      second.fail('second')
      await quiet()
      await expect(values.next()).rejects.toBe('first')
      expect(late).toEqual(['close', 'second'])
    })

    test('reports those on the console by default', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const closing = prompted<number>(() => {
        throw 'close'
      })
      await expect(pipe([closing, fail('first')], merge(), toArray)).rejects.toBe('first')
      expect(warn.mock.calls).toEqual([[expect.any(String), 'close']])
      warn.mockRestore()
    })

    test('closes all the others where onError throws of one that fails to close', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const sources = [1, 2].map((n) =>
        prompted<number>(() => {
          throw n
        }),
      )
      const onError = (error: unknown): never => {
        throw `late ${String(error)}`
      }
      await expect(pipe([...sources, fail('first')], merge({ onError }), toArray)).rejects.toBe('first')
      expect(sources.map(({ log }) => log.at(-1))).toEqual(['closed', 'closed'])
      expect(warn.mock.calls.map(([, error]) => error as unknown)).toEqual(['late 1', 'late 2'])
      warn.mockRestore()
    })
  })

  describe('cancel', () => {
    test("'transient', the default, goes on past an end", async () => {
      expect(await pipe([of(1), range(2, 4)], merge({ cancel: 'transient' }), toArray)).toEqual([1, 2, 3, 4])
    })

    test("'permanent' ends with the first source, closes the others once, and gives what was there before that", async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      const values = iterate(merge({ cancel: 'permanent' })(sources))
      const first = values.next()
      sources[0]?.give(0)
      await first
      sources[1]?.give(1)
      await quiet()
      sources[2]?.end()
      await quiet()
      expect(await values.next()).toEqual(given(1))
      expect(await values.next()).toEqual(done)
      expect(sources.map(({ log }) => log.at(-1))).toEqual(['closed', 'closed', 'pulled'])
    })

    test("'permanent' fails with what closing the others fails with", async () => {
      const closing = prompted<number>(() => {
        throw 'close'
      })
      await expect(pipe([closing, empty], merge({ cancel: 'permanent' }), toArray)).rejects.toBe('close')
    })

    test("'temporary' leaves a failing source out, tells onError once, and goes on with the others", async () => {
      const errors: unknown[] = []
      const lenient = merge({ cancel: 'temporary', onError: (error) => errors.push(error) })
      expect(await outcome(lenient([concat([of(1), fail('a')]), range(2, 4), fail(undefined)]))).toEqual({
        values: [1, 2, 3, 4],
      })
      expect(errors).toEqual([undefined, 'a'])
    })

    test("'temporary' ends where all sources have failed", async () => {
      const lenient = merge({ cancel: 'temporary', onError: () => undefined })
      expect(await outcome(lenient([fail(1), fail(2)]))).toEqual({ values: [] })
    })

    test("'temporary' fails with what onError throws", async () => {
      const strict = merge({
        cancel: 'temporary',
        onError: () => {
          throw 'told'
        },
      })
      const other = prompted<number>()
      expect(await outcome(strict([other, fail('no')]))).toEqual({ values: [], error: 'told' })
      expect(other.log).toEqual([...asked, 'closed'])
    })

    test('holds for one source where it is said there', async () => {
      const errors: unknown[] = []
      const mixed = merge({ onError: (error) => errors.push(error) })([
        { source: concat([of(1), fail('left out')]), cancel: 'temporary' },
        { source: range(2, 4), cancel: 'permanent' },
        range(5),
      ])
      expect(await outcome(mixed)).toEqual({ values: [1, 2, 5, 3, 6, 4, 7] })
      expect(errors).toEqual(['left out'])
    })

    test('holds for a source whose own options are undefined', async () => {
      const bare = { cancel: undefined, max: undefined, min: undefined } as object
      const both = merge({ cancel: 'permanent', max: 2 })([{ ...bare, source: of(1) }, range(10, 19)])
      expect((await toArray(both)).length).toBeLessThan(11)
      const demands: number[] = []
      const asked = producer(0, (demand) => {
        demands.push(demand)
        return O.none
      })
      await toArray(merge({ max: 7 })([{ ...bare, source: asked }]))
      expect(demands).toEqual([7])
    })
    test('is overridden by that of a source', async () => {
      const lenient = merge({ cancel: 'temporary', onError: () => undefined })
      expect(await outcome(lenient([range(1), { source: fail('strict'), cancel: 'transient' }]))).toEqual({
        values: [1],
        error: 'strict',
      })
    })
  })

  describe('when the consumer leaves', () => {
    test('closes every opened source once, those that owe an answer at once', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      const values = iterate(merge()(sources))
      const first = values.next()
      sources[1]?.give(1)
      await first
      const pending = values.next()
      const left = values.return?.()
      expect(sources.map(({ log }) => log.at(-1))).toEqual(['closed', 'closed', 'closed'])
      expect(await pending).toEqual(done)
      await left
      sources[0]?.give(0)
      await quiet()
      expect(await values.next()).toEqual(done)
    })

    test('pulls no other source where it is left from inside one', async () => {
      const behind = prompted<number>()
      const leaver: Iterable<number> = {
        [Symbol.iterator]: () => ({
          next: () => {
            void values.return?.()
            return given(1)
          },
        }),
      }
      const values: AsyncIterator<unknown> = iterate(merge()([leaver, behind]))
      expect(await values.next()).toEqual(done)
      expect(behind.log).toEqual([])
    })

    test('leaves no timer of a source behind', async () => {
      const clock = virtualClock()
      const values = iterate(merge()([interval(5, { clock }), interval(7, { clock })]))
      const first = values.next()
      clock.advance(5)
      expect(await first).toEqual(given(0))
      await values.return?.()
      expect(clock.sleeping()).toBe(0)
    })

    test('tells of a failing step below it no source, and closes them all', async () => {
      const errors: unknown[] = []
      const sources = [prompted<number>(), prompted<number>()]
      const failing = pipe(
        sources,
        merge({ cancel: 'temporary', onError: (error) => errors.push(error) }),
        map(() => {
          throw 'below'
        }),
      )
      sources[0]?.give(1)
      expect(await outcome(failing)).toEqual({ values: [], error: 'below' })
      expect(errors).toEqual([])
      expect(sources.map(({ log }) => log)).toEqual([
        [...asked, 'closed'],
        [...asked, 'closed'],
      ])
    })
  })

  test('is iterated afresh each time', async () => {
    const values = merge({ max: 2 })([range(1, 2), ['a']])
    expect([await toArray(values), await toArray(values)]).toEqual([
      [1, 'a', 2],
      [1, 'a', 2],
    ])
  })

  test('takes a source that has a property source for what it is', async () => {
    const source = Object.assign([1, 2], { source: [3] })
    expect(await pipe([source], merge(), toArray)).toEqual([1, 2])
  })

  test('refuses bad options', () => {
    const onError = (): void => undefined
    refuses(
      () => merge({ cancel: 'never' as never }),
      RangeError,
      /^cancel must be one of "permanent", .*got: "never"$/,
    )
    refuses(
      () => merge({ cancel: 'temporary' } as never),
      TypeError,
      /^onError must be a function with 'temporary', got: undef/,
    )
    refuses(() => merge({ onError: 1 as never }), TypeError, /^onError must be a function, got: 1$/)
    refuses(() => merge({ max: 0 }), RangeError, /^max must be an integer of at least 1, got: 0$/)
    refuses(() => merge({ max: 4, min: 4 }), RangeError, /^min must be at most 3, .*got: 4$/)
    refuses(() => merge({ min: 1 }), TypeError, /^max must be a number where there is a min, got: undefined$/)
    refuses(() => merge(4 as never), TypeError, /^options must be an object, got: 4$/)
    const all: Cancel[] = ['permanent', 'transient', 'temporary']
    for (const cancel of all) merge({ cancel, onError })
  })

  test('refuses bad sources', () => {
    const both = merge({ max: 4 })
    refuses(() => both(range(1) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => both([range(1), 3 as never]), TypeError, /^a source must be .*, got: 3$/)
    refuses(() => both([{ source: 3 as never }]), TypeError, /^a source must be .*, got: 3$/)
    refuses(() => both([{ source: range(1), min: 4 }]), RangeError, /^min must be at most 3, .*got: 4$/)
    refuses(() => both([{ source: range(1), cancel: 'x' as never }]), RangeError, /^cancel must be one of .*"x"$/)
    refuses(
      () => both([{ source: range(1), cancel: 'temporary' as never }]),
      TypeError,
      /^onError must be a function with/,
    )
  })

  test("has types that refuse 'temporary' without onError", () => {
    const onError = (): void => undefined
    const options: MergeOptions = Object.freeze({ cancel: 'permanent', max: 2 })
    expectTypeOf(merge(options)([range(1)])).toEqualTypeOf<AsyncIterable<number>>()
    void merge({ onError })([{ source: range(1), cancel: 'temporary' }])
    void [
      // @ts-expect-error for all
      () => merge({ cancel: 'temporary' }),
      // @ts-expect-error for one
      () => merge()([{ source: range(1), cancel: 'temporary' }]),
      // @ts-expect-error it may have none
      () => merge(options)([{ source: range(1), cancel: 'temporary' }]),
    ]
  })

  test('unites the types of its sources', () => {
    const texts: Iterable<string> = ['a']
    expectTypeOf(pipe([range(1), texts], merge())).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe([range(1), range(2)], merge())).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe([range(1), { source: texts, max: 2 }], merge())).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe([], merge())).toEqualTypeOf<AsyncIterable<never>>()
    expectTypeOf(pipe([] as never[], merge())).toEqualTypeOf<AsyncIterable<never>>()
    expectTypeOf(pipe([fail('no'), of(1)], merge())).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf<Merged<readonly [AsyncIterable<1>, { readonly source: Iterable<'a'> }]>>().toEqualTypeOf<1 | 'a'>()
    const flowing = flow(
      (n: number) => [range(1, n), texts] as const,
      merge({ max: 2 }),
      map((value) => value),
      toArray,
    )
    expectTypeOf(flowing).returns.resolves.toEqualTypeOf<Array<number | string>>()
  })
})
