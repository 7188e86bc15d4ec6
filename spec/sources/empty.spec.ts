import { pipe } from 'fp-ts/lib/function.js'
import { empty, map, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sourceObeysTheLaws } from '../laws.ts'

describe('empty', () => {
  sourceObeysTheLaws({ source: () => empty, values: [] })

  test('calls no function of the stages behind it', async () => {
    const called: unknown[] = []
    await pipe(
      empty,
      map((value) => called.push(value)),
      toArray,
    )
    expect(called).toEqual([])
  })

  test('fits where any source does', () => {
    expectTypeOf(empty).toEqualTypeOf<AsyncIterable<never>>()
    expectTypeOf(empty).toExtend<AsyncIterable<string>>()
  })
})
