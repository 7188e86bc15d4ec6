import { flow, pipe } from 'fp-ts/lib/function.js'
import { empty, map, range, reduce, scan, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { many, watched } from './watched.ts'

describe('scan', () => {
  obeysTheLaws({
    stage: scan([] as readonly unknown[], (two, value: unknown) => [...two, value].slice(-2)),
    model: (values) => values.map((_, i) => values.slice(Math.max(0, i - 1), i + 1)),
    lookahead: 0,
    failing: (f) => scan(undefined as unknown, (_, value) => f(value)),
  })

  test('gives no init, also for an empty source', async () => {
    expect(await pipe(empty, scan(0, Math.max), toArray)).toEqual([])
    expect(await pipe([1], scan(0, Math.max), toArray)).toEqual([1])
  })

  test('keeps undefined and null as what it has come to', async () => {
    const given: unknown[] = []
    const last = scan<unknown, unknown>('init', (before, value) => {
      given.push(before)
      return value
    })
    expect(await pipe([undefined, null, 1], last, toArray)).toEqual([undefined, null, 1])
    expect(given).toEqual(['init', undefined, null])
  })

  test('starts each run with init', async () => {
    const sums = pipe(
      range(1, 3),
      scan(0, (sum, n) => sum + n),
    )
    expect(await toArray(sums)).toEqual([1, 3, 6])
    expect(await toArray(sums)).toEqual([1, 3, 6])
  })

  test('closes the source where its function throws', async () => {
    const source = watched([1, 2])
    const failing = pipe(
      source,
      scan(0, () => {
        throw undefined
      }),
      toArray,
    )
    await expect(failing).rejects.toBeUndefined()
    expect(source.seen).toEqual({ opened: 1, pulls: 1, closed: 1 })
  })

  test('takes any number of values without a deep stack', async () => {
    const count = scan(0, (count: number) => count + 1)
    expect(await pipe(range(1, many), count, reduce(0, Math.max))).toBe(many)
  })

  test('refuses what is not a function', () => {
    refuses(() => scan(0, 0 as never), TypeError, /^f must be a function, got: 0$/)
  })

  test('infers its types in a pipe and in a flow', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        scan(0, (sum, n) => sum + n),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        ['a'],
        scan(0, (length, s) => length + s.length),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      flow(
        map((n: number) => String(n)),
        scan('', (all, s) => all + s.trim()),
      ),
    ).returns.toEqualTypeOf<AsyncIterable<string>>()
  })
})
