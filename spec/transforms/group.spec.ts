import fc from 'fast-check'
import * as Eq from 'fp-ts/lib/Eq.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import { concat, empty, fail, group, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const near: Eq.Eq<number> = { equals: (a, b) => Math.abs(a - b) < 2 }

describe('group', () => {
  obeysTheLaws({
    stage: group(N.Eq),
    values: fc.nat(2),
    model: (values) => NEA.group(N.Eq)([...values]),
    lookahead: 0,
    failing: (f) => group({ equals: (a: number, b) => a === f(b) }),
  })

  test('gives no empty group', async () => {
    expect(await pipe(empty, group(N.Eq), toArray)).toEqual([])
  })

  test('groups undefined like anything else', async () => {
    const values = [undefined, undefined, null]
    const same = group({ equals: (a: unknown, b: unknown) => a === b })
    expect(await pipe(values, same, toArray)).toEqual([[undefined, undefined], [null]])
  })

  test('compares with the first value of the group, as fp-ts does', async () => {
    const values = [1, 2, 3, 4, 5]
    const groups = [[1, 2], [3, 4], [5]]
    expect(NEA.group(near)(values)).toEqual(groups)
    expect(await pipe(values, group(near), toArray)).toEqual(groups)
  })

  test('loses with an error the group that is under way', async () => {
    const seen: unknown[] = []
    const all = reduce(0, (n: number, values: unknown) => n + seen.push(values))
    await expect(pipe(concat([[1, 1, 2], fail('no')]), group(N.Eq), all)).rejects.toBe('no')
    expect(seen).toEqual([[1, 1]])
  })

  test('gives what it holds where a stage before it ends early', async () => {
    expect(await pipe(range(1), take(3), group(near), toArray)).toEqual([[1, 2], [3]])
  })

  test('refuses what is not an Eq', () => {
    refuses(() => group(undefined as never), TypeError, /^eq\.equals must be a function, got: undefined$/)
    refuses(() => group((() => true) as never), TypeError, /^eq\.equals must be a function, got: undefined$/)
  })

  test('carries 300 000 values', async () => {
    const sizes = reduce(0, (sum: number, values: readonly number[]) => sum + values.length)
    const sameHundred: Eq.Eq<number> = { equals: (a, b) => Math.floor(a / 100) === Math.floor(b / 100) }
    expect(await pipe(range(1, 300_000), group(sameHundred), sizes)).toBe(300_000)
  })

  test('infers its types in a pipe and alone', () => {
    expectTypeOf(pipe(range(1, 3), group(N.Eq))).toEqualTypeOf<AsyncIterable<NEA.NonEmptyArray<number>>>()
    expectTypeOf(pipe([{ id: 1 }], group({ equals: (a, b) => a.id === b.id }))).toEqualTypeOf<
      AsyncIterable<NEA.NonEmptyArray<{ id: number }>>
    >()
    const source = [{ id: 1, name: 'a' }]
    const alone = group(Eq.struct({ id: N.Eq }))
    expectTypeOf(alone(source)).toEqualTypeOf<AsyncIterable<NEA.NonEmptyArray<{ id: number; name: string }>>>()
    expectTypeOf(pipe(source, group(Eq.struct({ id: N.Eq })))).toEqualTypeOf<
      AsyncIterable<NEA.NonEmptyArray<{ id: number; name: string }>>
    >()
    // @ts-expect-error strings have no Eq of numbers
    pipe(['a'], group(N.Eq))
  })
})
