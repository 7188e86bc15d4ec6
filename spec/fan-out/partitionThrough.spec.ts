import fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  catchError,
  concat,
  DispatchError,
  fail,
  map,
  mapAsync,
  of,
  partitionThrough,
  type PartitionThroughOptions,
  range,
  type Stage,
  take,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { outcome } from '../sinks/sinkClaims.ts'
import { stillTime } from '../stillTime.ts'
import { closedOnce, counted, days, done, iterate, stageOf, told, value } from './branching.ts'

const same = map((v: unknown) => v)
const letter = (word: string): string => word.slice(0, 1)
const tagged = (key: string | number): Stage<unknown, string> => map((v) => `${key}:${String(v)}`)

describe('partitionThrough', () => {
  describe.each([0, 1, 4])('with keys and a capacity of %i', (capacity) => {
    obeysTheLaws({
      stage: partitionThrough({ by: () => 'a', keys: ['a'], stage: () => same, capacity }),
      model: (values) => values,
      lookahead: 0,
      failing: (f) => partitionThrough({ by: (v: unknown) => (f(v), 'a'), keys: ['a'], stage: () => same, capacity }),
      failingAsync: (f) => partitionThrough({ by: () => 'a', keys: ['a'], stage: () => mapAsync(f), capacity }),
      exceptions: [],
    })
  })
  describe.each([0, 1, 4])('with maxKeys and a capacity of %i', (capacity) => {
    obeysTheLaws({
      stage: partitionThrough({ by: () => 'a', maxKeys: 1, stage: () => same, capacity }),
      model: (values) => values,
      lookahead: capacity + 1,
      failing: (f) => partitionThrough({ by: (v: unknown) => (f(v), 'a'), maxKeys: 1, stage: () => same, capacity }),
      failingAsync: (f) => partitionThrough({ by: () => 'a', maxKeys: 1, stage: () => mapAsync(f), capacity }),
    })
  })
  describe('with more keys than may be open', () => {
    obeysTheLaws({
      stage: partitionThrough({ by: (n) => n % 5, maxKeys: 2, stage: () => map((n: number) => n), capacity: 2 }),
      model: (values) => values,
      lookahead: 2 * 3,
      values: fc.nat(9),
      ordered: false,
    })
  })

  test.each([{ keys: ['a', 'b'] }, { maxKeys: 2 }])(
    'sends each value through the stage of its key: %j',
    async (which) => {
      stillTime()
      const options = { by: letter, stage: tagged, ...which } as Parameters<
        typeof partitionThrough<string, string, string>
      >[0]
      expect(await pipe(['a1', 'b1', 'a2', 'b2'], partitionThrough(options), toArray)).toEqual([
        'a:a1',
        'b:b1',
        'a:a2',
        'b:b2',
      ])
    },
  )
  test.each([{ keys: ['a', 'b'] }, { maxKeys: 2 }])('drops a none: %j', async (which) => {
    const by = (word: string): O.Option<string> => (word === 'a2' ? O.none : O.some(letter(word)))
    const options = { by, stage: tagged, ...which } as Parameters<typeof partitionThrough<string, string, string>>[0]
    expect(await pipe(['a1', 'a2', 'b1'], partitionThrough(options), toArray)).toEqual(['a:a1', 'b:b1'])
  })
  test('fails with a DispatchError where there is no such key, or what is given is none', async () => {
    const { source, log } = counted()
    const one = partitionThrough({ by: (n: number) => n, keys: [0], stage: tagged })
    expect(await outcome(pipe(source, one, toArray))).toEqual(['failed', new DispatchError(1, 'one of 0')])
    expect(log).toEqual(['opened', 'closed'])
    const none = partitionThrough({ by: () => undefined as never, maxKeys: 1, stage: tagged })
    await expect(toArray(none([1]))).rejects.toThrow(new DispatchError(undefined, 'a string or a number'))
  })

  describe.each(['drop-oldest', 'drop-newest', 'error'] as const)("whose overflow is '%s'", (overflow) => {
    const parity = (n: number): number => n % 2
    const at = { by: parity, capacity: 4, overflow }

    test.each([{ keys: [0, 1] }, { maxKeys: 2 }])('drops nothing of stages that keep up: %j', async (which) => {
      stillTime()
      for (const stage of [map((n: number) => n), mapAsync(async (n: number) => n)]) {
        const options = { ...at, ...which, stage: () => stage } as PartitionThroughOptions<number, number, number>
        const all = await pipe(range(1, 100), partitionThrough(options), toArray)
        expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
      }
    })
    test('opens a stage for a new key while the others are busy', async () => {
      const { f, calls, values } = openCalls<number, number>()
      const all = pipe([1, 2], partitionThrough({ ...at, maxKeys: 2, stage: () => mapAsync(f) }), toArray)
      await quiet()
      expect(values()).toEqual([1, 2])
      for (const { value: n, resolve } of calls) resolve(n)
      expect(await all).toEqual([1, 2])
    })
  })

  describe('with maxKeys', () => {
    test('opens a stage as its key comes, and ends and drains the one opened first before one too many', async () => {
      const { f, calls, values } = openCalls<string, string>()
      const made: string[] = []
      const stage = (key: string): Stage<string, string> => {
        made.push(key)
        return mapAsync(f)
      }
      const results = pipe(['a1', 'b1', 'a2', 'c1', 'a3'], partitionThrough({ by: letter, maxKeys: 2, stage }), toArray)
      await quiet()
      expect([made, values()]).toEqual([
        ['a', 'b'],
        ['a1', 'b1'],
      ])
      calls[0]!.resolve('A1')
      await quiet()
      expect([made, values()]).toEqual([
        ['a', 'b'],
        ['a1', 'b1', 'a2'],
      ])
      calls[2]!.resolve('A2')
      await quiet()
      // The second a waits for b to drain.
      expect([made, values()]).toEqual([
        ['a', 'b', 'c'],
        ['a1', 'b1', 'a2', 'c1'],
      ])
      calls[1]!.resolve('B1')
      await quiet()
      expect(made).toEqual(['a', 'b', 'c', 'a'])
      calls[3]!.resolve('C1')
      calls[4]!.resolve('A3')
      expect(await results).toEqual(['A1', 'A2', 'B1', 'C1', 'A3'])
    })
    test('opens a stage anew for a key whose stage has ended, also by itself', async () => {
      const made: string[] = []
      const stage = (key: string): Stage<string, string> => {
        made.push(key)
        return take(1)
      }
      const words = ['a1', 'a2', 'b1', 'a3']
      expect(await pipe(words, partitionThrough({ by: letter, maxKeys: 2, stage, capacity: 0 }), toArray)).toEqual(
        words,
      )
      expect(made).toEqual(['a', 'a', 'b', 'a'])
    })
    test('waits for a stage that has left and is still to end, when its key comes back', async () => {
      const { f, calls } = openCalls<string, string>()
      const stage = (): Stage<string, string> => (branch) => pipe(branch, take(1), mapAsync(f))
      const results = told(pipe(['a1', 'a2'], partitionThrough({ by: letter, maxKeys: 2, stage }), toArray))
      await quiet()
      expect(calls.length).toBe(1)
      calls[0]!.resolve('A1')
      await quiet()
      calls[1]!.resolve('A2')
      await quiet()
      expect(results.is).toEqual(['A1', 'A2'])
    })
    test('goes on where a stage never reads, and ends', async () => {
      const { source } = counted({ length: 4 })
      const stage = (key: number): Stage<number, number> => (key === 0 ? () => of(-1) : map((n) => n))
      const values = await pipe(source, partitionThrough({ by: (n) => n % 2, maxKeys: 1, stage, capacity: 0 }), toArray)
      expect(values.filter((n) => n >= 0)).toEqual([1, 3])
    })
    test('holds at most capacity before a stage, and one value that waits', async () => {
      const { f } = openCalls<number, number>()
      const { source, pulled } = counted()
      void pipe(source, partitionThrough({ by: () => 1, maxKeys: 1, stage: () => mapAsync(f), capacity: 2 }), toArray)
      await quiet()
      expect(pulled()).toBe(1 + 2 + 1)
    })
    test('fails with a stage that throws when it is made, behind the values in flight', async () => {
      const { source, log } = counted()
      const stage = (key: number): Stage<number, number> => {
        if (key === 2) throw undefined
        return map((n) => n)
      }
      const seen: number[] = []
      const values = pipe(
        source,
        partitionThrough({ by: (n) => n, maxKeys: 9, stage }),
        map((n) => seen.push(n)),
        toArray,
      )
      expect([await outcome(values), seen, log]).toEqual([
        ['failed', undefined],
        [0, 1],
        ['opened', 'closed'],
      ])
    })
    test('fails so also while all that are open drain, when they have', async () => {
      const { f, calls } = openCalls<string, string>()
      const stage = (key: string): Stage<string, string> => {
        if (key === 'c') throw new Error('made')
        return key === 'a' ? (branch) => pipe(branch, take(1), mapAsync(f)) : take(1)
      }
      const values = iterate(pipe(['a1', 'b1', 'c1'], partitionThrough({ by: letter, maxKeys: 2, stage })))
      const seen = [values.next(), values.next(), values.next()].map(told)
      await quiet()
      calls[0]!.resolve('A1')
      await quiet()
      expect(seen.map(({ is }) => is)).toEqual([value('b1'), value('A1'), new Error('made')])
    })
    test.each([new Error('source'), undefined])(
      'gives the values in flight before an error of its source, %s',
      async (error) => {
        const seen: string[] = []
        const words = concat([['a1', 'b1', 'a2', 'c1'], fail(error)])
        const values = pipe(
          words,
          partitionThrough({ by: letter, maxKeys: 3, stage: tagged }),
          map((w) => seen.push(w)),
          toArray,
        )
        expect(await outcome(values)).toEqual(['failed', error])
        expect(seen.toSorted()).toEqual(['a:a1', 'a:a2', 'b:b1', 'c:c1'])
      },
    )
    test('lets each stage do with an error of its source what it can', async () => {
      const stage = (key: string) => (branch: AsyncIterable<string>) =>
        pipe(
          branch,
          catchError(() => [`${key} ended`]),
        )
      const words = concat([['a1', 'b1'], fail('source')])
      const values = await pipe(words, partitionThrough({ by: letter, maxKeys: 3, stage: stage as never }), toArray)
      expect(values).toEqual(['a1', 'b1', 'a ended', 'b ended'])
    })
    test.each(['return', 'throw'] as const)(
      'closes its source once on %s in mid-pull, and before the first next()',
      async (leave) => {
        const through = partitionThrough({ by: () => 'a', maxKeys: 1, stage: () => mapAsync(async (n: number) => n) })
        const unopened = counted()
        await outcome(iterate(through(unopened.source))[leave]!())
        expect(unopened.log).toEqual([])
        const source = prompted<number>()
        const values = iterate(through(source))
        const pending = values.next()
        await outcome(values[leave]!())
        expect([await pending, source.log]).toEqual([done, ['opened', 'pulled', 'closed']])
      },
    )
  })

  test('never deadlocks while each stage reads on or ends, on any bad day', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const shape = fc.record({
      reads: fc.constantFrom(1, 3, Infinity),
      maxKeys: fc.constantFrom(undefined, 1, 2, 9),
      run: fc.constantFrom(1, 2),
    })
    await fc.assert(
      fc.asyncProperty(days, shape, async ({ source: how, all, capacity }, { reads, maxKeys, run }) => {
        const { source, log } = counted(how)
        const by = (n: number): number => Math.floor(n / run) % all.length
        const stage = (key: number): Stage<number, number> => stageOf(all[key]!)
        const keys = all.map((_, at) => at)
        const through = partitionThrough<number, number, number>(
          maxKeys === undefined ? { by, keys, stage, capacity } : { by, maxKeys, stage, capacity },
        )
        const got: number[] = []
        const reading = async (): Promise<string> => {
          for await (const n of through(source)) if (got.push(n) >= reads) return 'left'
          return 'ended'
        }
        const [is, end] = await outcome(reading())
        if (is === 'failed') expect(['failed', undefined]).toContain(end)
        for (const key of keys) {
          const seen = got.filter((n) => by(n) === key)
          expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b))
          const { kind } = all[key]!
          if (end === 'ended' && (kind === 'reads' || kind === 'is slow'))
            expect(seen).toEqual(Array.from({ length: how.length }, (_, i) => i).filter((n) => by(n) === key))
        }
        await quiet()
        expect(closedOnce(log)).toBe(true)
      }),
    )
    warn.mockRestore()
  })

  test.each([
    [{ by: letter, stage: tagged }, TypeError, /^either keys or maxKeys must be given, got: neither$/],
    [
      { by: letter, stage: tagged, keys: ['a'], maxKeys: 1 },
      TypeError,
      /^either keys or maxKeys must be given, got: both$/,
    ],
    [{ by: letter, stage: tagged, maxKeys: 0 }, RangeError, /^maxKeys must be an integer of at least 1, got: 0$/],
    [{ by: letter, stage: tagged, keys: [] }, RangeError, /^keys must be at least one, .*, got: none$/],
    [{ by: letter, stage: tagged, keys: 'ab' }, TypeError, /^keys must be an array, got: "ab"$/],
    [{ by: letter, stage: 3, maxKeys: 1 }, TypeError, /^stage must be a function, got: 3$/],
    [{ by: 3, stage: tagged, maxKeys: 1 }, TypeError, /^by must be a function, got: 3$/],
    [{ by: letter, stage: tagged, maxKeys: 1, capacity: -1 }, RangeError, /^capacity must be .*, got: -1$/],
    [undefined, TypeError, /^options must be an object, got: undefined$/],
  ])('refuses %j', (options, kind, text) => refuses(() => partitionThrough(options as never), kind, text))

  test('infers what its stages take and give, and their keys', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        partitionThrough({ by: (n) => n % 2, keys: [0, 1], stage: (key) => map((n) => n.toFixed() + key.toFixed()) }),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        partitionThrough({ by: (n) => O.some(`${n}`), maxKeys: 2, stage: (key) => map((n) => n + key.length) }),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    // @ts-expect-error keys are strings or numbers
    void partitionThrough({ by: (n: number) => n > 1, maxKeys: 2, stage: () => map((n: number) => n) })
  })
})
