import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import * as Ord from 'fp-ts/lib/Ord.js'
import * as S from 'fp-ts/lib/string.js'
import { type AnyIterable, concat, empty, fail, filter, map, mergeSorted, range, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { type Prompted, prompted } from '../prompted.ts'

interface Dated {
  readonly n: number
}

const byN = pipe(
  N.Ord,
  Ord.contramap(({ n }: Dated) => n),
)

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

/** What can be known of the sources' merging by their first values alone; those that go on stop it where they run dry. */
const merged = (goingOn: readonly number[], ...sources: ReadonlyArray<readonly Dated[]>): Dated[] => {
  const left = sources.map((values) => [...values])
  const given: Dated[] = []
  const headOf = (i: number): number => left[i]?.[0]?.n ?? Infinity
  while (left.some((values) => values.length > 0) && goingOn.every((i) => left[i]!.length > 0)) {
    const least = left.reduce((best, _, i) => (headOf(i) < headOf(best) ? i : best), 0)
    given.push(left[least]!.shift()!)
  }
  return given
}

const others = [{ n: 2 }, { n: 5 }, { n: 5 }, { n: 7 }]
const values = fc.nat(9).map((n) => Object.freeze({ n }))

const sorted = fc.array(fc.nat(20), { maxLength: 8 }).map((numbers) => numbers.toSorted((a, b) => a - b))

describe('mergeSorted', () => {
  describe('as a stage over its first source', () => {
    obeysTheLaws({
      stage: (source) => mergeSorted(byN)([source, others]),
      model: (given) => merged([], given, others),
      unended: (given) => merged([0], given, others),
      lookahead: 0,
      values,
    })
  })
  describe('as a stage over its last source', () => {
    obeysTheLaws({
      stage: (source) => mergeSorted(byN)([empty, others, source]),
      model: (given) => merged([], others, given),
      unended: (given) => merged([1], others, given),
      lookahead: 0,
      values,
    })
  })

  test('gives the values of sorted sources as one sorted source', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sorted, { maxLength: 12 }), async (sources) => {
        const result = await pipe(sources, mergeSorted(N.Ord), toArray)
        expect(result).toEqual(sources.flat().toSorted((a, b) => a - b))
      }),
    )
  })

  test('gives them in the same order however late each source answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(sorted, { maxLength: 5 }), async (scheduler, sources) => {
        const late = sources.map(async function* (numbers) {
          for (const n of numbers) yield scheduler.schedule(Promise.resolve(n))
        })
        const result = pipe(late, mergeSorted(N.Ord), toArray)
        const expected = sources.flat().toSorted((a, b) => a - b)
        expect(await scheduler.waitFor(result)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  test('gives equal values in the order of their sources', async () => {
    const sources = [
      [{ n: 1, of: 'a' }],
      [
        { n: 1, of: 'b' },
        { n: 1, of: 'b2' },
      ],
      [
        { n: 0, of: 'c' },
        { n: 1, of: 'c' },
      ],
    ]
    const result = await pipe(sources, mergeSorted(byN), toArray)
    expect(result.map(({ of }) => of)).toEqual(['c', 'a', 'b', 'b2', 'c'])
  })

  test('is empty of no sources, and of empty ones', async () => {
    expect(await pipe([], mergeSorted(N.Ord), toArray)).toEqual([])
    expect(await pipe([empty, [], empty], mergeSorted(N.Ord), toArray)).toEqual([])
  })

  test('takes null and undefined for values, if the order knows them', async () => {
    const absentFirst = Ord.fromCompare((a: number | null | undefined, b: number | null | undefined) =>
      N.Ord.compare(a ?? -1, b ?? -1),
    )
    const sources = [
      [undefined, 1],
      [null, 0],
    ]
    expect(await pipe(sources, mergeSorted(absentFirst), toArray)).toEqual([undefined, null, 0, 1])
  })

  test('compares about as often a value as the number of sources has bits', async () => {
    const comparisons = async (sources: number): Promise<number> => {
      let count = 0
      const counting = Ord.fromCompare((a: number, b: number) => {
        count++
        return N.Ord.compare(a, b)
      })
      const each = 64
      // Each source has its turn once a round.
      const lists = Array.from({ length: sources }, (_, i) => Array.from({ length: each }, (__, k) => k * sources + i))
      await pipe(lists, mergeSorted(counting), toArray)
      return count / (sources * each)
    }
    for (const bits of [3, 6, 9]) expect(await comparisons(2 ** bits)).toBeLessThanOrEqual(2 * bits)
  })

  test('looks at no source that waits, however many wake in turn', async () => {
    const sources = Array.from({ length: 4096 }, () => prompted<number>())
    const values = iterate(mergeSorted(N.Ord)(sources))
    const first = values.next()
    const start = process.cpuUsage()
    for (const [i, source] of sources.entries()) {
      source.give(i)
      await Promise.resolve()
    }
    expect(await first).toEqual({ value: 0, done: false })
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000)
    await values.return?.()
  })

  describe('pulls', () => {
    const pulls = ({ log }: Prompted<number>): number => log.filter((what) => what === 'pulled').length

    test('one value of each at first, side by side, and gives none before all are there', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      const first = iterate(mergeSorted(N.Ord)(sources)).next()
      let answered = false
      void first.then(() => (answered = true))
      expect(sources.map(pulls)).toEqual([1, 1, 1])
      sources[2]?.give(3)
      sources[0]?.give(1)
      await quiet()
      expect(answered).toBe(false)
      sources[1]?.give(2)
      expect(await first).toEqual({ value: 1, done: false })
    })

    test('then the source alone whose value was given, and only when asked', async () => {
      const sources = [prompted<number>(), prompted<number>()]
      const values = iterate(mergeSorted(N.Ord)(sources))
      const first = values.next()
      sources[0]?.give(1)
      sources[1]?.give(5)
      await first
      await quiet()
      expect(sources.map(pulls)).toEqual([1, 1])
      const second = values.next()
      await quiet()
      expect(sources.map(pulls)).toEqual([2, 1])
      sources[0]?.end()
      expect(await second).toEqual({ value: 5, done: false })
    })

    test('holds as many values as there are sources, less one', async () => {
      let pulled = 0
      const counted = (): AsyncIterable<number> =>
        pipe(
          range(0),
          map((n) => {
            pulled++
            return n
          }),
        )
      const values = iterate(mergeSorted(N.Ord)([counted(), counted(), counted(), counted()]))
      for (let given = 1; given < 30; given++) {
        await values.next()
        await quiet()
        expect(pulled - given).toBe(3)
      }
      await values.return?.()
    })

    test('goes on where one source is slow to find a value', async () => {
      const rare = pipe(
        range(1),
        filter((n) => n % 3000 === 0),
      )
      expect(await pipe([rare, [4000]], mergeSorted(N.Ord), take(3), toArray)).toEqual([3000, 4000, 6000])
    })
  })

  describe('when it fails', () => {
    test('does so at once, with that very error, and closes the others once', async () => {
      const sources = [prompted<number>(), prompted<number>(), prompted<number>()]
      const values = iterate(mergeSorted(N.Ord)(sources))
      const first = values.next()
      sources[0]?.give(1)
      sources[1]?.fail(undefined)
      await expect(first).rejects.toBe(undefined)
      expect(sources.map(({ log }) => log)).toEqual([
        ['opened', 'pulled', 'closed'],
        ['opened', 'pulled'],
        ['opened', 'pulled', 'closed'],
      ])
      expect(await values.next()).toEqual(done)
    })

    test('has given what could be given before the error', async () => {
      const seen: number[] = []
      const result = pipe(
        [concat([range(1, 3), fail('no')]), [2, 2, 9]],
        mergeSorted(N.Ord),
        map((n) => seen.push(n)),
        toArray,
      )
      await expect(result).rejects.toBe('no')
      expect(seen).toEqual([1, 2, 2, 2, 3])
    })

    test('gives what compare throws, and closes all', async () => {
      const sources = [prompted<number>(), prompted<number>()]
      const broken = Ord.fromCompare<number>(() => {
        throw undefined
      })
      const first = iterate(mergeSorted(broken)(sources)).next()
      sources[0]?.give(1)
      sources[1]?.give(2)
      await expect(first).rejects.toBe(undefined)
      expect(sources.map(({ log }) => log.at(-1))).toEqual(['closed', 'closed'])
    })
  })

  test('closes every opened source once when the consumer leaves', async () => {
    const sources = [prompted<number>(), prompted<number>()]
    const values = iterate(mergeSorted(N.Ord)(sources))
    const first = values.next()
    sources[1]?.give(1)
    await values.return?.()
    expect(await first).toEqual(done)
    expect(sources.map(({ log }) => log)).toEqual(sources.map(() => ['opened', 'pulled', 'closed']))
  })

  test('compares no more, and gives nothing, once compare has made the consumer leave', async () => {
    for (let last = 1; last < 20; last++) {
      let compared = 0
      const leaving = Ord.fromCompare<number>((a, b) => {
        if (++compared === last) void values.return?.()
        return N.Ord.compare(a, b)
      })
      const lists = Array.from({ length: 8 }, (_, i) => [8 - i, 16 - i])
      const values: AsyncIterator<number> = iterate(mergeSorted(leaving)(lists))
      while ((await values.next()).done !== true);
      await quiet()
      expect(compared).toBe(last)
    }
  })

  test('is iterated afresh each time', async () => {
    const values = mergeSorted(N.Ord)([
      [1, 3],
      [2, 4],
    ])
    expect([await toArray(values), await toArray(values)]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ])
  })

  test('refuses what is no order, and what is no array of sources', () => {
    refuses(() => mergeSorted(null as never), TypeError, /^ord.compare must be a function, got: undefined$/)
    refuses(() => mergeSorted(N.Eq as never), TypeError, /^ord.compare must be a function, got: undefined$/)
    refuses(() => mergeSorted(N.Ord)(range(1) as never), TypeError, /^sources must be an array, got: /)
    refuses(() => mergeSorted(N.Ord)([3 as never]), TypeError, /^a source must be .*, got: 3$/)
  })

  test('unites the types of its sources, which its order has to know', () => {
    const numbers: AnyIterable<number> = range(1)
    expectTypeOf(pipe([numbers, [1]], mergeSorted(N.Ord))).toEqualTypeOf<AsyncIterable<number>>()
    const a = [{ n: 1, a: 'a' }]
    const b = pipe(
      range(1),
      map((n) => ({ n, b: true })),
    )
    expectTypeOf(mergeSorted(byN)([a, b])).toEqualTypeOf<
      AsyncIterable<{ n: number; a: string } | { n: number; b: boolean }>
    >()
    expectTypeOf(mergeSorted(S.Ord)([])).toEqualTypeOf<AsyncIterable<never>>()
    // @ts-expect-error -- texts are none of what its order compares
    mergeSorted(N.Ord)([numbers, ['a']])
  })
})
