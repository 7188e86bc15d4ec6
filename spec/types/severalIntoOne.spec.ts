import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import type { Option } from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import {
  type AnyIterable,
  balance,
  concat,
  empty,
  interleave,
  map,
  merge,
  mergeAll,
  mergeByPriority,
  mergeSorted,
  of,
  race,
  range,
  withLatestFrom,
  zip,
  zipAll,
  zipLatest,
  zipWith,
} from 'sluice'
import { describe, expectTypeOf, test } from 'vitest'

const numbers = range(1, 2)
const texts: AnyIterable<string> = ['a']
const flags = new Set([true])

describe('a row', () => {
  test('of zip is a tuple', () => {
    expectTypeOf(zip([numbers, texts])).toEqualTypeOf<AsyncIterable<[number, string]>>()
    expectTypeOf(zip([numbers, texts, flags])).toEqualTypeOf<AsyncIterable<[number, string, boolean]>>()
    expectTypeOf(zip([])).toEqualTypeOf<AsyncIterable<[]>>()
  })
  test('of zip is taken apart in a pipe', () => {
    const widths = pipe(
      zip([numbers, texts, flags]),
      map(([n, text, flag]) => (flag ? n : text.length)),
    )
    expectTypeOf(widths).toEqualTypeOf<AsyncIterable<number>>()
  })
  test('of zip is a list where the sources are one', () => {
    const sources: ReadonlyArray<AsyncIterable<number>> = [numbers]
    expectTypeOf(zip(sources)).toEqualTypeOf<AsyncIterable<number[]>>()
    expectTypeOf(pipe(sources, zip)).toEqualTypeOf<AsyncIterable<number[]>>()
  })
  test('is what the function of zipWith is given', () => {
    const rows = zipWith([numbers, texts, flags], (n, text, flag) => {
      expectTypeOf(n).toEqualTypeOf<number>()
      expectTypeOf(text).toEqualTypeOf<string>()
      expectTypeOf(flag).toEqualTypeOf<boolean>()
      return { n, text }
    })
    expectTypeOf(rows).toEqualTypeOf<AsyncIterable<{ n: number; text: string }>>()
  })
  test('of zipAll has an Option in each place', () => {
    expectTypeOf(zipAll([numbers, texts])).toEqualTypeOf<AsyncIterable<[Option<number>, Option<string>]>>()
  })
  test('of zipLatest is a tuple', () => {
    expectTypeOf(zipLatest([numbers, texts])).toEqualTypeOf<AsyncIterable<[number, string]>>()
  })
  test('of withLatestFrom is a pair', () => {
    expectTypeOf(pipe(numbers, withLatestFrom(texts))).toEqualTypeOf<AsyncIterable<[number, string]>>()
  })
})

describe('several sources as one', () => {
  test('give what any of them gives', () => {
    type Any = AsyncIterable<number | string | boolean>
    expectTypeOf(concat([numbers, texts, flags])).toEqualTypeOf<Any>()
    expectTypeOf(interleave([numbers, texts, flags])).toEqualTypeOf<Any>()
    expectTypeOf(race([numbers, texts, flags])).toEqualTypeOf<Any>()
    expectTypeOf(merge()([numbers, texts, flags])).toEqualTypeOf<Any>()
    expectTypeOf(mergeByPriority([1, 2, 3])([numbers, texts, flags])).toEqualTypeOf<Any>()
    expectTypeOf(pipe([numbers, texts, flags], merge())).toEqualTypeOf<Any>()
    expectTypeOf(pipe([numbers, texts, flags], concat)).toEqualTypeOf<Any>()
  })
  test('give what all give where that is the same', () => {
    expectTypeOf(mergeSorted(N.Ord)([numbers, [3]])).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(of(numbers), mergeAll({ concurrency: 2 }))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(concat([numbers, empty])).toEqualTypeOf<AsyncIterable<number>>()
  })
  test('may be one of several kinds each, which unite', () => {
    const either = Math.random() > 2 ? of(1) : ['a']
    expectTypeOf(concat([either])).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(pipe([either, flags], merge())).toEqualTypeOf<AsyncIterable<number | string | boolean>>()
  })
  test('may come with options of their own', () => {
    const merged = merge({ onError: (error) => expectTypeOf(error).toEqualTypeOf<unknown>() })([
      numbers,
      { source: texts, max: 4, min: 1, cancel: 'temporary' },
    ])
    expectTypeOf(merged).toEqualTypeOf<AsyncIterable<number | string>>()
  })
  test('stand in a pipe behind what one became', () => {
    const worked = pipe(numbers, balance(2), RA.map(map((n) => `${n}`)), merge())
    expectTypeOf(worked).toEqualTypeOf<AsyncIterable<string>>()
  })
})
