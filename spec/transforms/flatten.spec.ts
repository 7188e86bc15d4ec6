import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, fail, flatten, map, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws } from '../laws.ts'

const lists = fc.array(fc.nat(9), { maxLength: 3 })
const flat = (values: readonly (readonly number[])[]): number[] => values.flat()

describe('flatten', () => {
  describe('of arrays', () => {
    obeysTheLaws({ stage: flatten<number>, values: lists, model: flat, lookahead: 0 })
  })

  describe('of sets', () => {
    const sets = map((values: readonly number[]) => new Set(values))
    obeysTheLaws({
      stage: flow(sets, flatten),
      values: lists,
      model: (values) => values.flatMap((list) => [...new Set(list)]),
      lookahead: 0,
    })
  })

  describe('of pipelines', () => {
    const pipelines = map(map((n: number) => n + 1))
    obeysTheLaws({
      stage: flow(pipelines, flatten),
      values: lists,
      model: (values) => values.flat().map((n) => n + 1),
      lookahead: 0,
    })
  })

  test('opens an inner source when the one before it has ended', async () => {
    const happened: string[] = []
    const inner = (name: string) =>
      (async function* () {
        happened.push(`${name} opened`)
        yield name
        happened.push(`${name} ended`)
      })()
    expect(await pipe([inner('a'), inner('b')], flatten, toArray)).toEqual(['a', 'b'])
    expect(happened).toEqual(['a opened', 'a ended', 'b opened', 'b ended'])
  })

  test('closes the inner source, then the outer one', async () => {
    const happened: string[] = []
    const closing = function* <A>(name: string, value: A): Generator<A> {
      try {
        yield value
        yield value
      } finally {
        happened.push(`${name} closed`)
      }
    }
    await pipe(closing('outer', closing('inner', 1)), flatten, take(1), toArray)
    expect(happened).toEqual(['inner closed', 'outer closed'])
  })

  test('closes the outer source where an inner one fails', async () => {
    let closed = 0
    const outer = (function* () {
      try {
        yield fail('no')
      } finally {
        closed++
      }
    })()
    await expect(pipe(outer, flatten, toArray)).rejects.toBe('no')
    expect(closed).toBe(1)
  })

  test('takes away one level only', async () => {
    expect(await pipe([[[1], [2]], [[3]]], flatten, toArray)).toEqual([[1], [2], [3]])
  })

  test.each(['ab', ''])('refuses the inner string %j', async (text) => {
    const message = `an inner source must be iterable and not a string, got: ${JSON.stringify(text)}`
    await expect(pipe([[1], text], flatten<number | string>, toArray)).rejects.toThrow(new TypeError(message))
  })

  test('refuses an inner source that cannot be iterated', async () => {
    const message = 'a source must be iterable, got: 5'
    await expect(pipe([5] as never, flatten, toArray)).rejects.toThrow(new TypeError(message))
  })

  test('carries 300 000 values, of a few large and many small inner sources', async () => {
    const count = reduce(0, (n: number) => n + 1)
    expect(await pipe([range(1, 100_000), range(1, 200_000)], flatten, count)).toBe(300_000)
    expect(
      await pipe(
        range(1, 300_000),
        map((n) => [n]),
        flatten,
        count,
      ),
    ).toBe(300_000)
    const none = map((): AnyIterable<never> => [])
    expect(await pipe(range(1, 300_000), none, flatten, count)).toBe(0)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe([[1], [2]], flatten)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe([range(1, 2), [3]], flatten)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        map((n) => range(1, n)),
        flatten,
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
