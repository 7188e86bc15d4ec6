import { flow, pipe } from 'fp-ts/lib/function.js'
import { empty, map, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { many, watched } from './watched.ts'

describe('map', () => {
  obeysTheLaws({
    stage: map((value: unknown) => [value]),
    model: (values) => values.map((value) => [value]),
    lookahead: 0,
    failing: (f) => map(f),
  })

  test('gives nothing for an empty source', async () => {
    expect(
      await pipe(
        empty,
        map((n) => [n]),
        toArray,
      ),
    ).toEqual([])
  })

  test('calls its function once for each value, in order, and only when one is asked for', async () => {
    const seen: number[] = []
    const iterator = pipe(
      range(1),
      map((n) => seen.push(n)),
    )[Symbol.asyncIterator]()
    expect(seen).toEqual([])
    await iterator.next()
    await iterator.next()
    expect(seen).toEqual([1, 2])
  })

  test('passes a promise on as a value', async () => {
    const promise = Promise.resolve(1)
    expect(
      (
        await pipe(
          [1],
          map(() => promise),
          toArray,
        )
      )[0],
    ).toBe(promise)
  })

  test('gives undefined and null where its function does', async () => {
    expect(
      await pipe(
        range(1, 2),
        map((n) => (n === 1 ? undefined : null)),
        toArray,
      ),
    ).toEqual([undefined, null])
  })

  test('fails with what its function throws, be it undefined, and closes the source', async () => {
    const source = watched([1, 2])
    const failing = pipe(
      source,
      map(() => {
        throw undefined
      }),
      toArray,
    )
    await expect(failing).rejects.toBeUndefined()
    expect(source.seen).toEqual({ opened: 1, pulls: 1, closed: 1 })
  })

  test('takes any number of values without a deep stack', async () => {
    expect(
      await pipe(
        range(1, many),
        map((n) => n + 1),
        reduce(0, Math.max),
      ),
    ).toBe(many + 1)
  })

  test('refuses what is not a function', () => {
    refuses(() => map('x' as never), TypeError, /^f must be a function, got: "x"$/)
    refuses(() => map(undefined as never), TypeError, /^f must be a function, got: undefined$/)
  })

  test('infers its types in a pipe and in a flow', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        map((n) => String(n)),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      flow(
        map((n: number) => String(n)),
        map((s) => [s]),
      ),
    ).returns.toEqualTypeOf<AsyncIterable<string[]>>()
  })
})
