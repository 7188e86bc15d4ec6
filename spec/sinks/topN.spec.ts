import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import { contramap, type Ord, reverse } from 'fp-ts/lib/Ord.js'
import { empty, mapAsync, range, take, topN } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks, outcome, watched } from './sinkClaims.ts'

interface Player {
  readonly name: string
  readonly points: number
}
const byPoints = pipe(
  N.Ord,
  contramap(({ points }: Player) => points),
)

const player = fc.record({ name: fc.string({ maxLength: 2 }), points: fc.nat(6) }, { noNullPrototype: true })

/** Counts its comparisons. */
const counted = (ord: Ord<number>) => {
  const counts = { calls: 0 }
  const compare = (a: number, b: number) => {
    counts.calls++
    return ord.compare(a, b)
  }
  return { ord: { ...ord, compare }, counts }
}

describe('topN', () => {
  sinkObeysTheLaws({
    sink: topN(2, byPoints),
    values: player,
    model: (players) => players.toSorted((a, b) => b.points - a.points).slice(0, 2),
  })
  keepsTheClaimsOfSinks(topN(2, N.Ord))

  test('gives what sorting all of them, stably, would give first', async () => {
    const players = fc.array(player, { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(players, fc.nat(12), async (values, n) => {
        const sorted = values.toSorted((a, b) => b.points - a.points).slice(0, n)
        const top = await topN(n, byPoints)(values)
        expect(top).toHaveLength(sorted.length)
        for (const [at, value] of top.entries()) expect(value).toBe(sorted[at])
      }),
    )
  })

  test('keeps the earlier of equal ones, and gives it first', async () => {
    const values = ['a', 'b', 'c'].map((name) => ({ name, points: 1 }))
    expect((await topN(2, byPoints)(values)).map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('gives all of them where there are fewer', async () => {
    expect(await topN(5, N.Ord)([1, 3, 2])).toEqual([3, 2, 1])
    expect(await topN(5, N.Ord)(empty)).toEqual([])
  })

  test('sorts them all where n is Infinity', async () => {
    expect(await topN(Infinity, reverse(N.Ord))([2, 3, 1])).toEqual([1, 2, 3])
  })

  test('of 0 is empty and opens nothing', async () => {
    const { source, counts } = watched([1, 2])
    expect(await topN(0, N.Ord)(source)).toEqual([])
    expect(counts.opened).toBe(0)
  })

  test('takes undefined for a value', async () => {
    const definedFirst: Ord<number | undefined> = {
      equals: Object.is,
      compare: (a, b) => N.Ord.compare(a ?? -1, b ?? -1),
    }
    expect(await topN(2, definedFirst)([undefined, 1, undefined])).toEqual([1, undefined])
  })

  test('compares once for a value that is not among the greatest', async () => {
    const { ord, counts } = counted(N.Ord)
    await pipe([9, 8, 7, ...Array.from({ length: 1000 }, () => 1)], topN(3, ord))
    expect(counts.calls).toBeLessThan(1020)
  })

  test('compares about log n times for one that is', async () => {
    const { ord, counts } = counted(N.Ord)
    await pipe(range(1, 10_000), topN(1000, ord))
    expect(counts.calls).toBeLessThan(10_000 * 2 * Math.log2(1000) * 1.1)
  })

  test.each([[new Error('of compare')], [undefined]])(
    'R4: closes its source, before it rejects, where compare throws %s',
    async (value) => {
      const compare = () => {
        throw value
      }
      const { source, counts } = watched([1, 2, 3])
      expect(await outcome(topN(1, { ...N.Ord, compare })(source))).toEqual(['failed', value])
      expect(counts).toEqual({ opened: 1, pulls: 2, closes: 1, closed: 1 })
    },
  )

  test('rejects where compare throws as it sorts, at the end', async () => {
    let broken = false
    const compare = (a: number, b: number) => {
      if (broken) throw undefined
      return N.Ord.compare(a, b)
    }
    const source = (function* () {
      yield* [1, 2, 3]
      broken = true
    })()
    expect(await outcome(topN(3, { ...N.Ord, compare })(source))).toEqual(['failed', undefined])
  })

  test('R7: compares no more once it has settled, even where the source wakes it again', async () => {
    const { ord, counts } = counted(N.Ord)
    let answer: (n: number) => void = () => undefined
    const late = new Promise<number>((resolve) => (answer = resolve))
    const first = pipe(
      [1, 2, 3],
      mapAsync((n) => (n === 3 ? late : n), { concurrency: 3, ordered: false }),
      take(2),
    )
    expect(await topN(2, ord)(first)).toEqual([2, 1])
    const { calls } = counts
    answer(3)
    await late
    expect(counts.calls).toBe(calls)
  })

  test('finds the greatest of 300 000 values', { timeout: 30_000 }, async () => {
    expect(await pipe(range(1, 300_000), topN(3, N.Ord))).toEqual([300_000, 299_999, 299_998])
  })

  test('refuses bad arguments', () => {
    refuses(() => topN(-1, N.Ord), RangeError, /^n must be an integer of at least 0, or Infinity, got: -1$/)
    refuses(() => topN(1.5, N.Ord), RangeError, /got: 1\.5$/)
    refuses(() => topN('2' as never, N.Ord), TypeError, /^n must be a number, got: "2"$/)
    refuses(() => topN(2, undefined as never), TypeError, /^ord\.compare must be a function, got: undefined$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), topN(2, N.Ord))).toEqualTypeOf<Promise<number[]>>()
    expectTypeOf(pipe([1, 2] as const, topN(2, N.Ord))).toEqualTypeOf<Promise<Array<1 | 2>>>()
    // @ts-expect-error strings are no numbers
    expectTypeOf(topN(2, N.Ord)).toBeCallableWith(['a'])
  })
})
