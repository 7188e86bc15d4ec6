import type { Kind } from 'fp-ts/HKT'
import { URI } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'

describe('URI', () => {
  test('is the name of AsyncIterable among the types that fp-ts knows', () => {
    expect(URI).toBe('AsyncIterable')
    expectTypeOf<Kind<URI, number>>().toEqualTypeOf<AsyncIterable<number>>()
  })
})
