import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { compact, map, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

const option = fc.oneof(
  fc.constant(O.none),
  fc.constantFrom(undefined, null, 0, 1, 2).map((value) => O.some<unknown>(value)),
)

describe('compact', () => {
  obeysTheLaws({
    stage: compact<unknown>,
    values: option,
    model: (values) => values.flatMap((value) => (value._tag === 'Some' ? [value.value] : [])),
    lookahead: 0,
  })

  test('pulls until one some comes, and no further', async () => {
    const source = watched([O.none, O.none, O.some(1), O.some(2)])
    expect(await pipe(source, compact)[Symbol.asyncIterator]().next()).toEqual({ done: false, value: 1 })
    expect(source.seen.pulls).toBe(3)
  })

  test('gives undefined and null where they are in a some', async () => {
    expect(await pipe([O.some(undefined), O.none, O.some(null)], compact, toArray)).toEqual([undefined, null])
  })

  test('opens one Option of two', async () => {
    expect(await pipe([O.some(O.some(1)), O.some(O.none)], compact, toArray)).toEqual([O.some(1), O.none])
  })

  test('lets the event loop turn while nothing passes', async () => {
    const none = map(() => O.none)
    expect(await letsTheLoopTurn((source) => compact(none(source)))).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    const last = await pipe(
      range(1, many),
      map((n) => (n === many ? O.some(n) : O.none)),
      compact,
      reduce(0, (_, n) => n),
    )
    expect(last).toBe(many)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe([O.some('a'), O.none], compact)).toEqualTypeOf<AsyncIterable<string>>()
    // @ts-expect-error numbers are no Options
    pipe(range(1, 3), compact)
  })
})
