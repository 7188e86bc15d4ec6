import { pipe } from 'fp-ts/lib/function.js'
import { map, range, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

describe('map', () => {
  obeysTheLaws({
    stage: map((value: unknown) => [value]),
    model: (values) => values.map((value) => [value]),
    lookahead: 0,
    failing: (f) => map(f),
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

  test('refuses what is not a function', () => {
    refuses(() => map('x' as never), TypeError, /^f must be a function, got: "x"$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        map((n) => String(n)),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
})
