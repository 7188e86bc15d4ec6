import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, empty, expand, filter, head, map, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const below = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const walk = (n: number): number[] => [n, ...below(n).flatMap(walk)]
const trees = (values: readonly number[]): number[] => values.flatMap(walk)
const count = reduce(0, (n: number) => n + 1)

describe('expand', () => {
  describe('by arrays', () => {
    obeysTheLaws({
      stage: expand(below),
      values: fc.nat(3),
      model: trees,
      lookahead: 0,
      failing: (f) =>
        expand((n: number) => {
          f(n)
          return empty
        }),
    })
  })

  describe('by async generators', () => {
    obeysTheLaws({
      stage: expand(async function* (n: number) {
        yield* below(n)
      }),
      values: fc.nat(3),
      model: trees,
      lookahead: 0,
    })
  })

  describe('by pipelines', () => {
    obeysTheLaws({
      stage: expand((n: number) =>
        pipe(
          below(n),
          map((m) => m),
        ),
      ),
      values: fc.nat(3),
      model: trees,
      lookahead: 0,
    })
  })

  test('gives a value, then all that is below it, then the value beside it', async () => {
    const tree: Record<string, string[]> = { a: ['b', 'c'], b: ['d'], c: [], d: [], e: ['f'], f: [] }
    expect(
      await pipe(
        ['a', 'e'],
        expand((name) => tree[name] ?? []),
        toArray,
      ),
    ).toEqual(['a', 'b', 'd', 'c', 'e', 'f'])
  })

  test('calls its function for a value when the one after it is asked for', async () => {
    const called: number[] = []
    const source = pipe(
      [1],
      expand((n) => {
        called.push(n)
        return [n + 1]
      }),
    )
    const iterator = source[Symbol.asyncIterator]()
    await iterator.next()
    expect(called).toEqual([])
    await iterator.next()
    expect(called).toEqual([1])
    await iterator.return?.()
    expect(called).toEqual([1])
  })

  test('calls its function no more once it is left, be it from inside', async () => {
    const called: number[] = []
    const children = expand((n: number) => {
      called.push(n)
      return [n + 1]
    })
    const leaving = filter((n: number) => {
      if (n === 50) void iterator.return?.()
      return false
    })
    const iterator = pipe([1], children, leaving)[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
    expect(called).toHaveLength(49)
  })

  const happened: string[] = []
  const watched = (level: number): AnyIterable<number> => ({
    [Symbol.asyncIterator]: async function* () {
      try {
        yield level
        if (level === 3) throw 'no'
        yield level
      } finally {
        happened.push(`level ${level} closed`)
      }
    },
  })

  test('closes the sources of all levels, the innermost first', async () => {
    happened.length = 0
    await pipe(
      watched(0),
      expand((level) => watched(level + 1)),
      take(3),
      toArray,
    )
    expect(happened).toEqual(['level 2 closed', 'level 1 closed', 'level 0 closed'])
  })

  test('closes the levels around the one that fails', async () => {
    happened.length = 0
    const failing = expand((level: number) => (level === 3 ? empty : watched(level + 1)))
    await expect(pipe(watched(0), failing, toArray)).rejects.toBe('no')
    expect(happened).toEqual(['level 3 closed', 'level 2 closed', 'level 1 closed', 'level 0 closed'])
  })

  test('closes all levels where its function throws', async () => {
    happened.length = 0
    const failing = expand((level: number) => {
      if (level === 2) throw undefined
      return watched(level + 1)
    })
    await expect(pipe(watched(0), failing, toArray)).rejects.toBe(undefined)
    expect(happened).toEqual(['level 2 closed', 'level 1 closed', 'level 0 closed'])
  })

  test('expands undefined like anything else', async () => {
    const once = expand<number | undefined>((value) => (value === undefined ? [1] : []))
    expect(await pipe([undefined], once, toArray)).toEqual([undefined, 1])
  })

  test('refuses an inner string, which would have no end', async () => {
    const letters = expand((text: string) => text)
    const message = 'what f gives must be iterable and not a string, got: "ab"'
    await expect(pipe(['ab'], letters, toArray)).rejects.toThrow(new TypeError(message))
    expect(await pipe(['ab'], letters, head)).toEqual({ _tag: 'Some', value: 'ab' })
  })

  test('refuses what is not a function', () => {
    refuses(() => expand(1 as never), TypeError, /^f must be a function, got: 1$/)
  })

  test('carries 300 000 values side by side', async () => {
    const two = expand((n: number) => (n > 0 ? [-n, -n] : []))
    expect(await pipe(range(1, 100_000), two, count)).toBe(300_000)
  })

  test.each([
    ['arrays', (n: number): AnyIterable<number> => (n < 100_000 ? [n + 1] : [])],
    ['pipelines', (n: number): AnyIterable<number> => (n < 100_000 ? range(n + 1, n + 1) : empty)],
    [
      'async generators',
      async function* (n: number) {
        if (n < 100_000) yield n + 1
      },
    ],
  ])(
    'goes 100 000 levels deep by %s, and comes back from there',
    async (_, f) => {
      expect(await pipe([1], expand(f), count)).toBe(100_000)
      expect(await pipe([1], expand(f), take(99_000), count)).toBe(99_000)
    },
    30_000,
  )

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        expand((n) => [n + 1]),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        expand((n) => (n > 1 ? range(1, n - 1) : [])),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
