import { pipe } from 'fp-ts/lib/function.js'
import type { Option } from 'fp-ts/lib/Option.js'
import { none, some } from 'fp-ts/lib/Option.js'
import { empty, head, map, range, stage } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sinkObeysTheLaws } from '../laws.ts'

describe('head', () => {
  sinkObeysTheLaws({
    sink: head,
    model: (values) => (values.length > 0 ? some(values[0]) : none),
    stopsAfter: 1,
  })

  test('gives none for an empty source', async () => {
    expect(await head(empty)).toEqual(none)
  })

  test('takes undefined, null and a promise for values', async () => {
    const promise = Promise.resolve(1)
    expect(await head([undefined, 1])).toEqual(some(undefined))
    expect(await head([null, 1])).toEqual(some(null))
    expect(await head([promise])).toEqual(some(promise))
  })

  test('keeps the first of several that a stage gives at its end', async () => {
    const twice = stage<number, string>('twice', (down) => ({
      ...down,
      next: () => true,
      end: () => {
        down.next('first')
        down.next('second')
        down.end()
      },
    }))
    expect(await pipe([1], twice, head)).toEqual(some('first'))
  })

  test('finds the first of 300 000 values that pass', { timeout: 30_000 }, async () => {
    const late = stage<number, number>('late', (down) => ({
      ...down,
      next: (n) => (n < 300_000 ? true : down.next(n)),
    }))
    expect(await pipe(range(1), late, head)).toEqual(some(300_000))
  })

  test('infers its type in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), map(String), head)).toEqualTypeOf<Promise<Option<string>>>()
  })
})
