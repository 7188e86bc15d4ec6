import { pipe } from 'fp-ts/lib/function.js'
import { mapWithIndex, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { many } from './watched.ts'

describe('mapWithIndex', () => {
  obeysTheLaws({
    stage: mapWithIndex((index, value: unknown) => [index, value]),
    model: (values) => values.map((value, index) => [index, value]),
    lookahead: 0,
    failing: (f) => mapWithIndex((_, value) => f(value)),
  })

  test('counts anew in each run', async () => {
    const indices = pipe(
      ['a', 'b'],
      mapWithIndex((index) => index),
    )
    expect(await toArray(indices)).toEqual([0, 1])
    expect(await toArray(indices)).toEqual([0, 1])
  })

  test('passes a promise on as a value', async () => {
    const promise = Promise.resolve(1)
    const [value] = await pipe(
      [1],
      mapWithIndex(() => promise),
      toArray,
    )
    expect(value).toBe(promise)
  })

  test('takes any number of values without a deep stack', async () => {
    const last = await pipe(
      range(1, many),
      mapWithIndex((index) => index),
      reduce(0, Math.max),
    )
    expect(last).toBe(many - 1)
  })

  test('refuses what is not a function', () => {
    refuses(() => mapWithIndex(1 as never), TypeError, /^f must be a function, got: 1$/)
  })

  test('infers its types in a pipe', () => {
    const pairs = pipe(
      ['a'],
      mapWithIndex((index, value) => ({ index, value })),
    )
    expectTypeOf(pairs).toEqualTypeOf<AsyncIterable<{ index: number; value: string }>>()
  })
})
