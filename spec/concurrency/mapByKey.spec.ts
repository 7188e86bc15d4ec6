import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { concat, drain, fail, mapByKey, type MapByKeyOptions, range, reduce, take, tap, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { stillTime } from '../stillTime.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()
const letter = (name: string): string => name.slice(0, 1)
const itself = (value: unknown): unknown => value

/** Names such as 'a1' by their letters, with calls that the test answers. */
const loading = (names: readonly string[], options: MapByKeyOptions) => {
  const { f, calls, values } = openCalls<string, string>()
  const pulled: string[] = []
  const results = iterate(
    pipe(
      names,
      tap((name) => pulled.push(name)),
      mapByKey(letter, f, options),
    ),
  )
  const call = (name: string) => calls.find(({ value }) => value === name)
  const finish = async (name: string): Promise<void> => {
    call(name)?.resolve(name)
    await quiet()
  }
  return { results, called: values, pulled, call, finish }
}

const options: MapByKeyOptions[] = [
  { concurrency: 1, capacity: 1 },
  { concurrency: 2, capacity: 3 },
  { concurrency: 3 },
]

describe('mapByKey', () => {
  describe.each(options)('concurrency $concurrency, capacity $capacity', (limits) => {
    const { capacity = 16 } = limits

    describe('by one key', () => {
      const one = (): string => 'key'
      obeysTheLaws({
        stage: mapByKey(one, async (value: unknown) => [value], limits),
        model: (values) => values.map((value) => [value]),
        lookahead: capacity - 1,
        failingAsync: (f) => mapByKey(one, f, limits),
      })
    })

    describe('by a key for each value', () => {
      obeysTheLaws({
        stage: mapByKey(itself, async (value: unknown) => [value], limits),
        model: (values) => values.map((value) => [value]),
        lookahead: capacity - 1,
        ordered: false,
        failing: (f) => mapByKey(f, async (value) => value, limits),
        failingAsync: (f) => mapByKey(itself, f, limits),
      })
    })
  })

  const jobs = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 })
  const limits = fc.record({ concurrency: fc.integer({ min: 1, max: 4 }), capacity: fc.integer({ min: 1, max: 8 }) })

  test('keeps the order of each key and loses nothing, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), jobs, limits, async (scheduler, keys, given) => {
        const names = keys.map((key, i) => `${key}${i}`)
        const f = scheduler.scheduleFunction(async (name: string) => name)
        const done = pipe(names, mapByKey(letter, f, given), toArray)
        await scheduler.waitFor(done)
        const results = await done
        expect(results).toHaveLength(names.length)
        for (const key of new Set(keys))
          expect(results.filter((name) => letter(name) === key)).toEqual(names.filter((name) => letter(name) === key))
      }),
    )
  })

  test('has as many calls in flight as keys, concurrency and capacity allow, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), jobs, limits, async (scheduler, keys, { concurrency, capacity }) => {
        const names = keys.map((key, i) => `${key}${i}`)
        const flying = new Set<string>()
        const over = new Set<string>()
        let pulled = 0
        let delivered = 0
        const f = async (name: string): Promise<void> => {
          expect([...flying].map(letter)).not.toContain(letter(name))
          flying.add(name)
          expect(flying.size).toBeLessThanOrEqual(concurrency)
          await scheduler.schedule(Promise.resolve())
          flying.delete(name)
          over.add(name)
        }
        const done = pipe(
          names,
          tap(() => expect(++pulled - delivered).toBeLessThanOrEqual(capacity)),
          mapByKey(letter, f, { concurrency, capacity }),
          reduce(0, () => ++delivered),
        )
        for (;;) {
          await quiet()
          const held = names.slice(0, over.size + capacity).filter((name) => !over.has(name))
          expect(flying.size).toBe(Math.min(concurrency, new Set(held.map(letter)).size))
          if (scheduler.count() === 0) break
          await scheduler.waitOne()
        }
        expect(await done).toBe(names.length)
      }),
    )
  })

  test('keeps all other keys going beside a stuck one, until capacity is full of its values', async () => {
    const { results, called, pulled, finish } = loading(['a1', 'a2', 'b1', 'a3', 'b2', 'c1', 'b3'], {
      concurrency: 2,
      capacity: 4,
    })
    void results.next()
    await quiet()
    expect([called(), pulled]).toEqual([
      ['a1', 'b1'],
      ['a1', 'a2', 'b1', 'a3'],
    ])
    for (const name of ['b1', 'b2', 'c1']) {
      void results.next()
      await finish(name)
    }
    expect([called(), pulled.length]).toEqual([['a1', 'b1', 'b2', 'c1', 'b3'], 7])
    await results.return?.()
  })

  test('gives results as they come, and starts the next of a key as the one before it is over', async () => {
    const { results, called, finish } = loading(['a1', 'a2', 'b1'], { concurrency: 3 })
    const answers = [results.next(), results.next(), results.next()]
    expect(called()).toEqual(['a1', 'b1'])
    await finish('b1')
    expect(called()).toEqual(['a1', 'b1'])
    await finish('a1')
    expect(called()).toEqual(['a1', 'b1', 'a2'])
    await finish('a2')
    expect(await Promise.all(answers)).toEqual(['b1', 'a1', 'a2'].map((value) => ({ value, done: false })))
  })

  test('lets keys take turns where more of them wait than may go on', async () => {
    const { results, called, finish } = loading(['a1', 'a2', 'b1', 'c1', 'a3'], { concurrency: 1 })
    for (const name of ['a1', 'b1', 'c1', 'a2']) {
      void results.next()
      await finish(name)
    }
    expect(called()).toEqual(['a1', 'b1', 'c1', 'a2', 'a3'])
    await results.return?.()
  })

  test('goes on unasked with what it holds, and pulls one fewer than capacity', async () => {
    const { results, called, pulled, finish } = loading(['a1', 'a2', 'a3', 'a4', 'a5'], { concurrency: 2, capacity: 3 })
    const first = results.next()
    await finish('a1')
    expect(await first).toEqual({ value: 'a1', done: false })
    await finish('a2')
    await finish('a3')
    expect([called(), pulled]).toEqual([
      ['a1', 'a2', 'a3'],
      ['a1', 'a2', 'a3'],
    ])
    expect(await results.next()).toEqual({ value: 'a2', done: false })
    await results.return?.()
  })

  test.each([
    [2, 16],
    [20, 20],
  ])('holds 16 values by default, or concurrency where that is more (%d: %d)', async (concurrency, held) => {
    stillTime()
    const { results, pulled } = loading(
      Array.from({ length: 99 }, (_, i) => `a${i}`),
      { concurrency },
    )
    void results.next()
    await quiet()
    expect(pulled).toHaveLength(held)
    await results.return?.()
  })

  test('starts more calls at the next ask where concurrency is turned up', async () => {
    const concurrency = { current: 1 }
    const { results, called, finish } = loading(['a1', 'b1', 'c1', 'd1', 'd2'], { concurrency })
    const first = results.next()
    await finish('a1')
    await first
    concurrency.current = 3
    expect(called()).toEqual(['a1', 'b1'])
    void results.next()
    expect(called()).toEqual(['a1', 'b1', 'c1', 'd1'])
    await results.return?.()
  })

  test('fails at the next ask where concurrency is turned too low', async () => {
    const concurrency = { current: 1 }
    const results = iterate(pipe(range(1), mapByKey(itself, itself, { concurrency })))
    await results.next()
    concurrency.current = 0
    await expect(toArray({ [Symbol.asyncIterator]: () => results })).rejects.toThrow(/^concurrency must be .*got: 0$/)
  })

  test('tells keys apart as a Map does', async () => {
    const keys = [undefined, null, NaN, NaN, 0, -0, '0', {}, {}]
    const { f, values } = openCalls<readonly unknown[], unknown>()
    const pairs = keys.map((key, i) => [key, i] as const)
    const results = iterate(
      pipe(
        pairs,
        mapByKey(([key]) => key, f, { concurrency: 99 }),
      ),
    )
    void results.next()
    await quiet()
    expect(values().map(([, i]) => i)).toEqual([0, 1, 2, 4, 6, 7, 8])
    await results.return?.()
  })

  test('waits for a slow key without a deep stack, however many values wait behind it', async () => {
    const most = 50_000
    const { f, calls } = openCalls<number, number>()
    const slowly = (n: number, signal: AbortSignal): number | Promise<number> => (n === 1 ? f(n, signal) : n)
    const done = pipe(
      range(1, most),
      mapByKey(() => 'key', slowly, { concurrency: 1, capacity: most }),
      drain,
    )
    await quiet()
    calls[0]?.resolve(1)
    await done
  })

  describe('a failing call', () => {
    test('comes behind the results before it, aborts all others at once and lets none start', async () => {
      const { results, called, call, finish } = loading(['a1', 'b1', 'c1', 'a2', 'b2'], { concurrency: 3 })
      const answers = [results.next(), results.next().catch((error: unknown) => error)]
      await finish('c1')
      call('b1')?.reject('b1')
      await quiet()
      expect(['a1', 'b1', 'c1'].map((name) => call(name)?.signal.aborted)).toEqual([true, false, false])
      expect(await Promise.all(answers)).toEqual([{ value: 'c1', done: false }, 'b1'])
      await finish('a1')
      expect(called()).toEqual(['a1', 'b1', 'c1'])
    })

    test('wins by time, undefined too', async () => {
      const { results, call } = loading(['a1', 'b1'], { concurrency: 2 })
      const answer = results.next().catch((error: unknown) => [error])
      call('b1')?.reject(undefined)
      call('a1')?.reject('a1')
      expect(await answer).toEqual([undefined])
    })

    test('may be one of by: it aborts the calls in flight', async () => {
      const { f, calls } = openCalls<number, number>()
      const by = (n: number): number => {
        if (n === 3) throw 'by'
        return n
      }
      const answer = pipe(range(1), mapByKey(by, f, { concurrency: 4 }), toArray)
      await expect(answer).rejects.toBe('by')
      expect(calls.map(({ value, signal }) => [value, signal.aborted])).toEqual([
        [1, true],
        [2, true],
      ])
    })
  })

  test('gives the results of all values before the error of its source', async () => {
    const seen: number[] = []
    const done = pipe(
      concat([range(1, 5), fail('source')]),
      mapByKey(
        (n) => n % 2,
        async (n) => n,
        { concurrency: 2 },
      ),
      tap((n) => seen.push(n)),
      toArray,
    )
    await expect(done).rejects.toBe('source')
    expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
  })

  test('aborts all calls and makes no other one where the consumer leaves', async () => {
    const { results, called, call, finish } = loading(['a1', 'a2', 'b1', 'c1'], { concurrency: 2 })
    const answer = results.next()
    await results.return?.()
    expect(['a1', 'b1'].map((name) => call(name)?.signal.aborted)).toEqual([true, true])
    await finish('a1')
    expect(called()).toEqual(['a1', 'b1'])
    expect(await answer).toEqual({ value: undefined, done: true })
  })

  test('makes no call for a value whose key made the consumer leave', async () => {
    const called: number[] = []
    const results: AsyncIterator<unknown> = iterate(
      pipe(
        range(1),
        mapByKey(
          () => void results.return?.(),
          (n) => called.push(n),
          { concurrency: 1 },
        ),
      ),
    )
    expect(await results.next()).toEqual({ value: undefined, done: true })
    expect(called).toEqual([])
  })

  test('uses its signals again and again, and has no more of them than capacity', async () => {
    const signals = new Set<AbortSignal>()
    const f = async (_: number, signal: AbortSignal): Promise<unknown> => signals.add(signal)
    await pipe(range(1), mapByKey(itself, f, { concurrency: 2, capacity: 4 }), take(100), toArray)
    expect(signals.size).toBeLessThanOrEqual(4)
  })

  test('refuses bad arguments', () => {
    const f = async (n: number): Promise<number> => n
    const keyed = (given: object) => () => mapByKey(itself, f, given as never)
    refuses(() => mapByKey('by' as never, f, { concurrency: 1 }), TypeError, /^by must be a function, got: "by"$/)
    refuses(() => mapByKey(itself, 3 as never, { concurrency: 1 }), TypeError, /^f must be a function, got: 3$/)
    refuses(() => (mapByKey as (...given: unknown[]) => unknown)(itself, f), TypeError, /^options must be an object/)
    refuses(keyed({}), TypeError, /^concurrency must be a number, got: undefined$/)
    refuses(keyed({ concurrency: 0 }), RangeError, /^concurrency must be an integer of at least 1, got: 0$/)
    refuses(keyed({ concurrency: Infinity }), RangeError, /^concurrency must be an integer .* Infinity$/)
    refuses(keyed({ concurrency: 1, capacity: 0 }), RangeError, /^capacity must be an integer of at least 1, got: 0$/)
    refuses(keyed({ concurrency: 1, capacity: '4' }), TypeError, /^capacity must be a number, got: "4"$/)
  })

  test('infers its types in a pipe', () => {
    const piped = pipe(
      ['a1'],
      mapByKey(
        (name) => name.slice(0, 1),
        async (name, signal) => [name.length, signal.aborted] as const,
        { concurrency: 2 },
      ),
      mapByKey(
        ([length]) => length,
        ([length]) => length,
        { concurrency: { current: 2 } },
      ),
    )
    expectTypeOf(piped).toEqualTypeOf<AsyncIterable<number>>()
    // @ts-expect-error concurrency has no default
    expect(() => mapByKey(itself, itself, {})).toThrow(TypeError)
  })
})
