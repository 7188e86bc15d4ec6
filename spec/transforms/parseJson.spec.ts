import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import { pipe } from 'fp-ts/lib/function.js'
import { map, parseJson, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws } from '../laws.ts'

const parsed = (text: string): E.Either<SyntaxError, Json> =>
  E.tryCatch(
    () => JSON.parse(text) as Json,
    (error) => error as SyntaxError,
  )

describe('parseJson', () => {
  obeysTheLaws({
    stage: parseJson(),
    values: fc.oneof(fc.json({ maxDepth: 1 }), fc.constantFrom('', '{', 'undefined', 'null')),
    model: (values) => values.map(parsed),
    lookahead: 0,
  })

  test('gives a left for a bad text and goes on', async () => {
    const [first, bad, last] = await pipe(['1', '{"a":', 'null'], parseJson(), toArray)
    expect([first, last]).toEqual([E.right(1), E.right(null)])
    expect(bad).toEqual(E.left(expect.any(SyntaxError)))
  })

  test('does not take for a bad text what fails behind it', async () => {
    const throws = map(() => {
      throw new SyntaxError('not of JSON')
    })
    await expect(pipe(['1'], parseJson(), throws, toArray)).rejects.toThrow('not of JSON')
  })

  test('carries 300 000 values', async () => {
    const sum = reduce(0, (sum: number, value: E.Either<unknown, Json>) =>
      E.isRight(value) && typeof value.right === 'number' ? sum + value.right : sum,
    )
    expect(await pipe(range(1, 300_000), map(String), parseJson(), sum)).toBe((300_000 * 300_001) / 2)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(['1'], parseJson())).toEqualTypeOf<AsyncIterable<E.Either<SyntaxError, Json>>>()
  })
})
