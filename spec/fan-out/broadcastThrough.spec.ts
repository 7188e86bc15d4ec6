import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import {
  broadcastThrough,
  concat,
  fail,
  filter,
  map,
  mapAsync,
  of,
  OverflowError,
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
import { closedOnce, counted, days, done, iterate, stageOf, told, value } from './branching.ts'

const same = map((value: unknown) => value)

describe('broadcastThrough', () => {
  describe.each([0, 4])('one stage, of capacity %i', (capacity) => {
    obeysTheLaws({
      stage: broadcastThrough([same], { capacity }),
      model: (values) => values,
      lookahead: 0,
      failing: (f) => broadcastThrough([map(f)], { capacity }),
      failingAsync: (f) => broadcastThrough([mapAsync(f)], { capacity }),
    })
  })
  describe.each([0, 4])('two stages, of capacity %i', (capacity) => {
    const twice = (values: readonly unknown[]): unknown[] => values.flatMap((value) => [value, value])
    obeysTheLaws({
      stage: broadcastThrough([same, same], { capacity }),
      model: twice,
      lookahead: 2 * capacity + 1,
      ordered: false,
    })
  })
  describe('a stage that ends early', () => {
    obeysTheLaws({
      stage: broadcastThrough([take(2)]),
      model: (values) => values.slice(0, 2),
      lookahead: 0,
      stopsAfter: 2,
      // The end is seen a pull after the last value, as with all that merge.
      exceptions: [],
    })
  })

  test('keeps the order of each stage, and gives what is there first', async () => {
    const { f, calls } = openCalls<number, string>()
    const values = iterate(pipe(range(1, 2), broadcastThrough([mapAsync(f), map((n) => n)])))
    expect(await values.next()).toEqual(value(1))
    expect(await values.next()).toEqual(value(2))
    const next = values.next()
    calls[0]!.resolve('a')
    expect(await next).toEqual(value('a'))
  })

  test('holds at most capacity for a stage that is slower than another', async () => {
    const { f } = openCalls<number, number>()
    const { source, pulled } = counted()
    const values = told(pipe(source, broadcastThrough([mapAsync(f), same], { capacity: 3 }), toArray))
    await quiet()
    expect([values.is, pulled()]).toEqual(['pending', 4])
  })

  test('waits no longer for a stage that has ended, nor for one that never reads', async () => {
    const peek: Stage<number, number> = async function* (source) {
      const { value: first } = await iterate(source as AsyncIterable<number>).next()
      yield first as number
    }
    const all = broadcastThrough<number, number>([() => of(-1), peek, take(2), same as Stage<number, number>], {
      capacity: 0,
    })
    const values = await pipe(range(1, 5), all, toArray)
    expect(values.toSorted((a, b) => a - b)).toEqual([-1, 1, 1, 1, 2, 2, 3, 4, 5])
  })

  test('closes its source when all stages have ended, also where they have left their branch open', async () => {
    const source = prompted<number>(() => {
      throw new Error('close')
    })
    const peek: Stage<number, number> = async function* (branch) {
      const { value: first } = await iterate(branch as AsyncIterable<number>).next()
      yield first as number
    }
    const values = iterate(pipe(source, broadcastThrough([peek, take(1)])))
    source.give(1)
    expect([await values.next(), await values.next()]).toEqual([value(1), value(1)])
    await expect(values.next()).rejects.toThrow('close')
    expect(source.log).toEqual(['opened', 'pulled', 'closed'])
  })

  test('opens nothing where no stage reads', async () => {
    const { source, log } = counted()
    expect(await pipe(source, broadcastThrough([() => of(1), () => of(2)]), toArray)).toEqual([1, 2])
    expect(log).toEqual([])
  })

  test.each([new Error('stage'), undefined])(
    'fails with a stage that fails, with %s, and closes the others',
    async (error) => {
      const { source, log } = counted()
      const { f, calls } = openCalls<number, number>()
      const failing = map((n: number) => {
        if (n === 1) throw error
        return n
      })
      expect(await outcome(pipe(source, broadcastThrough([failing, mapAsync(f)]), toArray))).toEqual(['failed', error])
      expect([log, calls.map(({ signal }) => signal.aborted)]).toEqual([['opened', 'closed'], [true]])
    },
  )
  test('fails with a stage that throws when it is made, and opens nothing', async () => {
    const { source, log } = counted()
    const throws = (): never => {
      throw new Error('made')
    }
    await expect(pipe(source, broadcastThrough([same, throws]), toArray)).rejects.toThrow('made')
    expect(log).toEqual([])
  })
  test('gives the values before an error of its source, of each stage', async () => {
    const seen: unknown[] = []
    const values = pipe(
      concat([range(1, 3), fail(undefined)]),
      broadcastThrough([map((n) => n), map((n) => `${n}`)]),
      map((v) => seen.push(v)),
      toArray,
    )
    expect(await outcome(values)).toEqual(['failed', undefined])
    expect(seen.filter((v) => typeof v === 'number')).toEqual([1, 2, 3])
    expect(seen.filter((v) => typeof v === 'string')).toEqual(['1', '2', '3'])
  })
  test("with an overflow of 'error' fails with the slow stage, unless that can do with it", async () => {
    const slow = mapAsync(async (n: number) => {
      await quiet()
      await quiet()
      return n
    })
    const hasty = broadcastThrough([slow, map((n: number) => n)], { capacity: 1, overflow: 'error' })
    await expect(pipe(range(1, 9), hasty, toArray)).rejects.toThrow(new OverflowError(1))
  })

  test.each(['return', 'throw'] as const)(
    'closes its source once on %s before the first next(), and in mid-pull',
    async (leave) => {
      const unopened = counted()
      const before = iterate(pipe(unopened.source, broadcastThrough([same, same])))
      await outcome(before[leave]!())
      expect([await before.next(), unopened.log]).toEqual([done, []])
      const source = prompted<number>()
      const values = iterate(pipe(source, broadcastThrough([same, mapAsync(async (v) => v)])))
      const pending = values.next()
      await outcome(values[leave]!())
      expect(await pending).toEqual(done)
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    },
  )

  test('never deadlocks while each stage reads on or ends, on any bad day', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const leaving = fc.constantFrom(1, 3, Infinity)
    await fc.assert(
      fc.asyncProperty(days, leaving, async ({ source: how, all, capacity }, reads) => {
        const { source, log } = counted(how)
        const stages = all.map(
          (reader, at) => (branch: Parameters<Stage<number, number>>[0]) =>
            pipe(
              stageOf(reader)(branch),
              map((n) => [at, n] as const),
            ),
        )
        const got: Array<readonly [number, number]> = []
        const reading = async (): Promise<string> => {
          for await (const pair of pipe(source, broadcastThrough(stages, { capacity })))
            if (got.push(pair) >= reads) return 'left'
          return 'ended'
        }
        const [how2, end] = await outcome(reading())
        const fails = all.some(
          ({ kind, after }) => kind === 'throws at once' || (kind === 'fails' && after < how.length),
        )
        if (reads === Infinity && !how.fails)
          expect([how2, end]).toEqual(fails ? ['failed', undefined] : ['gave', 'ended'])
        for (const [at, { kind, after }] of all.entries()) {
          const seen = got.filter(([from]) => from === at).map(([, n]) => n)
          const due = kind === 'breaks' ? after + 1 : kind === 'fails' ? after : how.length
          const values = Array.from({ length: Math.min(due, how.length) }, (_, i) => i)
          expect(seen).toEqual(values.slice(0, seen.length))
          if (end === 'ended' && !['never reads', 'settles late'].includes(kind)) expect(seen).toEqual(values)
        }
        await quiet()
        expect(closedOnce(log)).toBe(true)
      }),
    )
    warn.mockRestore()
  })

  test.each([
    [() => broadcastThrough([]), RangeError, /^stages must be at least one, got: none$/],
    [() => broadcastThrough(same as never), TypeError, /^stages must be an array, got: Function$/],
    [() => broadcastThrough([same, 3 as never]), TypeError, /^stages\[1\] must be a function, got: 3$/],
    [() => broadcastThrough([same], { capacity: -1 }), RangeError, /^capacity must be .*, got: -1$/],
  ] as const)('refuses bad arguments: %s', (build, kind, text) => refuses(build, kind, text))

  test('unites what its stages give', () => {
    const source = range(1, 3)
    expectTypeOf(pipe(source, broadcastThrough([map((n) => n.toFixed()), mapAsync(async (n) => n > 1)]))).toEqualTypeOf<
      AsyncIterable<string | boolean>
    >()
    expectTypeOf(pipe(source, broadcastThrough([map((n) => n.toFixed()), filter((n) => n > 1)]))).toEqualTypeOf<
      AsyncIterable<string | number>
    >()
    const built = broadcastThrough([map((n: number) => `${n}`), map((n: number) => n)])
    expectTypeOf(built(source)).toEqualTypeOf<AsyncIterable<string | number>>()
    // @ts-expect-error stages of strings take no numbers
    void pipe(source, broadcastThrough([map((text: string) => text.trim())]))
  })
})
