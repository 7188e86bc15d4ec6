import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { dropWhile, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

const small = (n: number): boolean => n < 5

describe('dropWhile', () => {
  obeysTheLaws({
    stage: dropWhile(small),
    values: fc.nat(7),
    model: (values) => {
      const at = values.findIndex((n) => !small(n))
      return at === -1 ? [] : values.slice(at)
    },
    lookahead: 0,
    failing: (f) => dropWhile((n: number) => small(f(n))),
  })

  test('gives the first value that fails the predicate, and all after it', async () => {
    expect(await pipe([1, 2, 9, 1], dropWhile(small), toArray)).toEqual([9, 1])
  })

  test('does not ask its predicate again when one value has passed, and anew in each run', async () => {
    const asked: number[] = []
    const rest = pipe(
      range(1, 4),
      dropWhile((n) => {
        asked.push(n)
        return n < 2
      }),
    )
    expect(await toArray(rest)).toEqual([2, 3, 4])
    expect(await toArray(rest)).toEqual([2, 3, 4])
    expect(asked).toEqual([1, 2, 1, 2])
  })

  test('pulls until one value passes, and no further', async () => {
    const source = watched([1, 2, 9, 9])
    await pipe(source, dropWhile(small))[Symbol.asyncIterator]().next()
    expect(source.seen.pulls).toBe(3)
  })

  test('lets the event loop turn while nothing passes', async () => {
    expect(await letsTheLoopTurn(dropWhile(() => true))).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    expect(
      await pipe(
        range(1, many),
        dropWhile((n) => n < many),
        toArray,
      ),
    ).toEqual([many])
    expect(await pipe(range(1, many), dropWhile(small), reduce(0, Math.max))).toBe(many)
  })

  test('refuses what is not a function', () => {
    refuses(() => dropWhile(true as never), TypeError, /^predicate must be a function, got: true$/)
  })

  test('infers the type of the source and keeps it', () => {
    expectTypeOf(
      pipe(
        range(1),
        dropWhile((n) => n < 3),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    const wide = (value: unknown): boolean => value === undefined
    expectTypeOf(pipe(['a'], dropWhile(wide))).toEqualTypeOf<AsyncIterable<string>>()
  })
})
