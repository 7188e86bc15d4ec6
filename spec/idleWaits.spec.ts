/** Whoever waits must not leave something behind with each wait, however many there are. */
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import {
  abortable,
  type AnyIterable,
  channel,
  concat,
  filterAsync,
  flatMap,
  interval,
  mapAsync,
  mergeByPriority,
  mergeSorted,
  never,
  prefetch,
  takeUntil,
  zip,
} from 'sluice'
import { describe, expect, test } from 'vitest'
import { virtualClock } from './laws.ts'
import { turn } from './laws/timeline.ts'
import { bytesUsed } from './memory.ts'

type Numbers = (source: AnyIterable<number>) => AsyncIterable<number>

const later = async (n: number): Promise<number> => n

const lasting = new AbortController().signal
const promised = new Promise<never>(() => undefined)

/** Every stage that waits, and all of them in a row. */
const waiting: Record<string, Numbers> = {
  'mapAsync': mapAsync(later, { concurrency: 4 }),
  'mapAsync in any order': mapAsync(later, { concurrency: 4, ordered: false }),
  'filterAsync': filterAsync(async () => true, { concurrency: 4 }),
  'flatMap': flatMap((n) => [n]),
  'prefetch': prefetch({ max: 8, min: 4 }),
  'takeUntil a signal': takeUntil(lasting),
  'takeUntil a promise': takeUntil(promised),
  'abortable': abortable(lasting),
  'zip with one that is ready': (source) => flatMap(([n]: [number, number]) => [n])(zip([source, interval1()])),
  'mergeByPriority beside one that waits': (source) => mergeByPriority([1, 3])([never, source]),
  'mergeSorted beside one that is last': (source) => mergeSorted(N.Ord)([source, [Infinity]]),
}

/** As quick as it is asked. */
const interval1 = (): AsyncIterable<number> => {
  const clock = virtualClock()
  const sleep = async (ms: number): Promise<void> => clock.advance(ms)
  return interval(1, { clock: { now: clock.now, sleep } })
}

/**
 * Feeds values, of which nobody knows when they come: behind each few the pipeline runs dry and waits. Gives by how
 * many bytes a value the heap has grown since a first part of them had passed.
 */
const growth = async (through: Numbers, count: number, few: number): Promise<number> => {
  const fed = channel<number>({ capacity: few })
  let taken = 0
  let wrong: number | undefined
  const reading = (async () => {
    for await (const n of through(fed)) {
      if (n !== taken++) wrong ??= n
      // Some have a source beside this one that goes on.
      if (taken === count) break
    }
  })()
  const first = count / 5
  let before = 0
  for (let n = 0; n < count; n++) {
    await fed.push(n)
    if (n === first) before = await bytesUsed()
    else if (n % few === few - 1) await turn()
  }
  const after = await bytesUsed()
  await reading
  expect([taken, wrong]).toEqual([count, undefined])
  return (after - before) / (count - first)
}

describe('memory', () => {
  test.each(Object.entries(waiting))(
    'stays flat through %s, which waits ten thousand times',
    async (_, stage) => {
      expect(await growth(stage, 100_000, 10)).toBeLessThan(8)
    },
    30_000,
  )

  test('stays flat over a million values through all of them in a row, which wait between', async () => {
    const { 'mergeSorted beside one that is last': sorted, ...others } = waiting
    const all: Numbers = (source) =>
      sorted!(Object.values(others).reduce((below, stage) => stage(below), concat([source])))
    expect(await growth(all, 1_000_000, 100)).toBeLessThan(1)
  }, 60_000)

  test('stays flat over a hundred thousand ticks of a clock, asked for one by one', async () => {
    const ticks = pipe(interval1(), mapAsync(later), prefetch(2))[Symbol.asyncIterator]()
    const pass = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) await ticks.next()
    }
    await pass(20_000)
    const before = await bytesUsed()
    await pass(100_000)
    expect(((await bytesUsed()) - before) / 100_000).toBeLessThan(8)
    await ticks.return?.()
  }, 30_000)
})
