import fc from 'fast-check'
import { type Eq, struct } from 'fp-ts/lib/Eq.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as S from 'fp-ts/lib/string.js'
import { changes, map, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const sameParity: Eq<number> = { equals: (a, b) => a % 2 === b % 2 }
const count = reduce(0, (n: number) => n + 1)

describe('changes', () => {
  describe('by default', () => {
    obeysTheLaws({
      stage: changes(),
      model: (values) => values.filter((value, i) => i === 0 || ![values[i - 1]].includes(value)),
      lookahead: 0,
    })
  })

  describe('by an Eq', () => {
    obeysTheLaws({
      stage: changes(sameParity),
      values: fc.nat(9),
      model: (values) => values.filter((n, i) => i === 0 || n % 2 !== values[i - 1]! % 2),
      lookahead: 0,
      failing: (f) => changes({ equals: (_, b: number) => f(b) === -1 }),
    })
  })

  test('takes NaN for a repeat of NaN, and -0 for one of 0', async () => {
    expect(await pipe([Number.NaN, Number.NaN, 0, -0], changes(), toArray)).toEqual([Number.NaN, 0])
  })

  test('lets a first undefined through', async () => {
    expect(await pipe([undefined, undefined, null], changes(), toArray)).toEqual([undefined, null])
  })

  test('compares with the value given last, not with the one dropped last', async () => {
    const near: Eq<number> = { equals: (a, b) => Math.abs(a - b) < 2 }
    expect(await pipe(range(1, 6), changes(near), toArray)).toEqual([1, 3, 5])
  })

  test('gives the Eq the earlier value first', async () => {
    const calls: unknown[] = []
    await pipe(range(1, 3), changes({ equals: (...both: readonly [number, number]) => calls.push(both) < 0 }), toArray)
    expect(calls).toEqual([
      [1, 2],
      [2, 3],
    ])
  })

  test('keeps the Eq in one piece', async () => {
    class Length implements Eq<string> {
      readonly unit = 1
      equals(a: string, b: string): boolean {
        return a.length * this.unit === b.length * this.unit
      }
    }
    expect(await pipe(['a', 'b', 'cc'], changes(new Length()), toArray)).toEqual(['a', 'cc'])
  })

  test('refuses what is not an Eq', () => {
    refuses(() => changes({} as never), TypeError, /^eq\.equals must be a function, got: undefined$/)
    refuses(() => changes(null as never), TypeError, /^eq\.equals must be a function, got: undefined$/)
  })

  test('carries 300 000 values', async () => {
    const halves = map((n: number) => n >> 1)
    expect(await pipe(range(1, 300_000), halves, changes(), count)).toBe(150_001)
  })

  test('infers its types in a pipe and alone', () => {
    const source: Array<{ readonly id: string; readonly n: number }> = []
    expectTypeOf(pipe(source, changes())).toEqualTypeOf<AsyncIterable<{ readonly id: string; readonly n: number }>>()
    expectTypeOf(pipe(source, changes(struct({ id: S.Eq })))).toEqualTypeOf<
      AsyncIterable<{ readonly id: string; readonly n: number }>
    >()
    expectTypeOf(pipe(source, changes({ equals: (a, b) => a.n === b.n }))).toEqualTypeOf<
      AsyncIterable<{ readonly id: string; readonly n: number }>
    >()
    const alone = changes({ equals: (a: { readonly id: string }, b: typeof a) => a.id === b.id })
    expectTypeOf(alone(source)).toEqualTypeOf<AsyncIterable<{ readonly id: string; readonly n: number }>>()
    // @ts-expect-error numbers have no Eq of strings
    pipe(range(1, 3), changes(S.Eq))
  })
})
