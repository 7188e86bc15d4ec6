/** Who has to lose values where an `overflow` drops or fails: only those who let time pass, however quick the source is. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  broadcast,
  broadcastThrough,
  broadcastTo,
  chunksOf,
  count,
  filter,
  flatten,
  map,
  mapAsync,
  OverflowError,
  partition,
  partitionThrough,
  partitionTo,
  prefetch,
  range,
  type Stage,
  toArray,
} from 'sluice'
import { describe, expect, test } from 'vitest'
import { openCalls, quiet } from '../openCalls.ts'
import { outcome } from '../sinks/sinkClaims.ts'
import { counted } from './branching.ts'

const all = Array.from({ length: 60 }, (_, i) => i + 1)
type Numbers = Stage<number, number>

/** Each of them reads what is there without letting time pass. */
const quick: Record<string, Numbers> = {
  'map': map((n) => n),
  'a filter of few': filter((n) => n % 10 === 0),
  'chunksOf and flatten': (source) => flatten(chunksOf(7)(source)),
  'prefetch': prefetch(4),
  'mapAsync': mapAsync(async (n) => n, { concurrency: 4 }),
  'an async generator': async function* (source) {
    yield* source
  },
}
const pairs = Object.keys(quick).flatMap((one) => Object.keys(quick).map((other) => [one, other] as const))

/** In long rows, so that one of them has to read many while the other one waits. */
const byRow = (n: number): 0 | 1 => (n > 30 ? 1 : 0)
const byTurns = (n: number): 0 | 1 => (n % 2 === 0 ? 0 : 1)

interface Room {
  readonly capacity: number
  readonly overflow: 'drop-oldest' | 'drop-newest' | 'error'
}
type Form = (
  stages: readonly [Numbers, Numbers],
  room: Room,
  by?: (n: number) => 0 | 1,
) => (source: AnyIterable<number>) => Promise<number[]>

const sinksOf = ([one, other]: readonly [Numbers, Numbers]) => ({
  0: (source: AnyIterable<number>) => toArray(one(source)),
  1: (source: AnyIterable<number>) => toArray(other(source)),
})
const flat = (results: Record<0 | 1, readonly number[]>): number[] => Object.values(results).flat()

const broadcasts: Record<string, Form> = {
  broadcastThrough: (stages, room) => (source) => toArray(broadcastThrough(stages, room)(source)),
  broadcastTo: (stages, room) => async (source) => flat(await broadcastTo(sinksOf(stages), room)(source)),
}
const partitions: Record<string, Form> = {
  'partitionThrough with keys':
    (stages, room, by = byRow) =>
    (source) =>
      toArray(partitionThrough({ by, keys: [0, 1], stage: (key) => stages[key], ...room })(source)),
  'partitionThrough with maxKeys':
    (stages, room, by = byRow) =>
    (source) =>
      toArray(partitionThrough({ by, maxKeys: 2, stage: (key) => stages[key], ...room })(source)),
  'partitionThrough with maxKeys to spare':
    (stages, room, by = byRow) =>
    (source) =>
      toArray(partitionThrough({ by, maxKeys: 3, stage: (key) => stages[key], ...room })(source)),
  'partitionTo':
    (stages, room, by = byRow) =>
    async (source) =>
      flat(await partitionTo({ by, sinks: sinksOf(stages), ...room })(source)),
}

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

describe.each(['drop-oldest', 'drop-newest', 'error'] as const)("an overflow of '%s'", (overflow) => {
  describe.each([0, 1, 4])('and a capacity of %i', (capacity) => {
    test.each(Object.entries(broadcasts))('loses nothing in %s where all keep up', async (_, form) => {
      for (const [one, other] of pairs) {
        const stages = [quick[one]!, quick[other]!] as const
        const due = [...(await toArray(stages[0](all))), ...(await toArray(stages[1](all)))]
        expect(sorted(await form(stages, { capacity, overflow })(all)), `${one} and ${other}`).toEqual(sorted(due))
      }
    })
    const keyed = Object.entries(partitions).flatMap(([name, form]) =>
      [byRow, byTurns].map((by) => [name, by.name, form, by] as const),
    )
    test.each(keyed)('loses nothing in %s, %s, where all keep up', async (_, __, form, by) => {
      for (const [one, other] of pairs) {
        const stages = [quick[one]!, quick[other]!] as const
        const due = await Promise.all(stages.map((stage, at) => toArray(stage(all.filter((n) => by(n) === at)))))
        const given = await form(stages, { capacity, overflow }, by)(all)
        expect(sorted(given), `${one} and ${other}`).toEqual(sorted(due.flat()))
      }
    })
  })

  test.each(Object.entries(broadcasts))('loses nothing in %s while the event loop has its turns', async (_, form) => {
    const stages = [map((n: number) => n), map((n: number) => n)] as const
    expect(await form(stages, { capacity: 16, overflow })(range(1, 300_000))).toHaveLength(600_000)
  })
})

describe.each(['drop-oldest', 'drop-newest'] as const)("an overflow of '%s'", (overflow) => {
  const busy: Numbers = mapAsync(async (n) => {
    for (let i = 0; i < 4; i++) await quiet()
    return n
  })
  const room = { capacity: 1, overflow }
  const odd = map((n: number) => n + 0.5)

  test.each(Object.entries(broadcasts))('lets nobody in %s wait long for one that is busy', async (_, form) => {
    const given = await form([busy, odd], room)(range(1, 1000))
    const late = given.filter(Number.isInteger)
    expect(given.length - late.length).toBe(1000)
    expect(late.length).toBeLessThan(20)
    expect(late).toContain(overflow === 'drop-oldest' ? 1000 : 1)
  })
  test.each(Object.entries(partitions))('lets nobody in %s wait long for one that is busy', async (_, form) => {
    const source = all.flatMap((n) => (n > 30 ? [n, n - 30] : []))
    const given = await form([busy, map((n) => n)], room)(source)
    expect(given.filter((n) => n > 30)).toHaveLength(30)
    expect(given.filter((n) => n <= 30).length).toBeLessThan(8)
  })

  test.each(Object.entries(partitions))('forgives one in %s that has been busy', async (_, form) => {
    const source = async function* (): AsyncIterable<number> {
      yield* [1, 2, 3, 31, 4, 32, 33]
      for (let i = 0; i < 20; i++) await quiet()
      yield* all.slice(9)
    }
    const onceBusy: Numbers = mapAsync(async (n) => {
      for (let i = 0; i < 4 && n === 1; i++) await quiet()
      return n
    })
    const given = await form([onceBusy, map((n) => n)], room)(source())
    expect(given.filter((n) => n <= 30).length).toBeLessThan(25)
    expect(given.filter((n) => n >= 10 && n <= 30)).toEqual(all.slice(9, 30))
  })
  // Where there is a key to spare, it is read on for that one.
  const known = Object.entries(partitions).filter(([name]) => !name.endsWith('to spare'))
  test.each(known)('reads no further in %s where all are busy', async (_, form) => {
    const { source, pulled } = counted()
    const { f } = openCalls<number, number>()
    const waiting = mapAsync(f, { concurrency: 2 })
    void form([waiting, waiting], room)(map((n: number) => (n % 2) * 31)(source))
    for (let i = 0; i < 4; i++) await quiet()
    expect(pulled()).toBeLessThan(12)
  })

  test('gives a branch that nobody reads no time but a few turns', async () => {
    const [read, unread] = pipe(range(1, 1000), broadcast(2, { capacity: 1, overflow }))
    expect(await count(read)).toBe(1000)
    expect(await toArray(unread)).toEqual([overflow === 'drop-oldest' ? 1000 : 1])
    const { a, b } = pipe(range(1, 1000), partition({ by: (n) => (n < 900 ? 'a' : 'b'), keys: ['a', 'b'], ...room }))
    expect(await count(b)).toBe(101)
    expect(await toArray(a)).toEqual([overflow === 'drop-oldest' ? 899 : 1])
  })
})

test("an overflow of 'error' fails the one that is busy alone", async () => {
  const busy: Numbers = mapAsync(async (n) => {
    for (let i = 0; i < 4; i++) await quiet()
    return n
  })
  for (const form of Object.values({ ...broadcasts, ...partitions }))
    expect(
      await outcome(form([busy, map((n) => n)], { capacity: 1, overflow: 'error' })([1, 2, 31, 3, 32, 4, 33])),
    ).toEqual(['failed', new OverflowError(1)])
})
