import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { empty, of, toArray } from 'sluice'
import { fromEither, fromOption, fromReadonlyArray, getMonoid } from 'sluice/fp-ts'
import { concatAll } from 'fp-ts/lib/Monoid.js'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { hold } from './equality.ts'

hold('the conversions', {
  'fromOption keeps of': [() => fromOption(O.some('a')), () => of('a')],
  'fromOption keeps zero': [() => fromOption(O.none), () => empty],
  'fromEither keeps of': [() => fromEither(E.right('a')), () => of('a')],
  'fromEither keeps no left': [() => fromEither(E.left('a')), () => empty],
  'fromReadonlyArray is the sum of its values': [
    () => fromReadonlyArray(['a', undefined, 'b']),
    () => concatAll(getMonoid<string | undefined>())(['a', undefined, 'b'].map(of)),
  ],
})

describe('fromOption', () => {
  sourceObeysTheLaws({ source: () => fromOption(O.some(1)), values: [1] })

  test('refuses what is no Option', () => {
    refuses(() => fromOption(E.right(1) as never), TypeError, /^option must be an Option, got: Object$/)
  })
})

describe('fromEither', () => {
  sourceObeysTheLaws({ source: () => fromEither(E.right(undefined)), values: [undefined] })

  test('refuses what is no Either', () => {
    refuses(() => fromEither(null as never), TypeError, /^either must be an Either, got: null$/)
  })
})

describe('fromReadonlyArray', () => {
  sourceObeysTheLaws({ source: () => fromReadonlyArray([1, 2, 3]), values: [1, 2, 3] })

  test('refuses what is no array', () => {
    refuses(() => fromReadonlyArray('ab' as never), TypeError, /^values must be an array, got: "ab"$/)
  })
})

test('conversions infer what they give', async () => {
  expectTypeOf(fromOption(O.some(1))).toEqualTypeOf<AsyncIterable<number>>()
  expectTypeOf(fromEither(E.right(1))).toEqualTypeOf<AsyncIterable<number>>()
  expectTypeOf(fromReadonlyArray(['a'])).toEqualTypeOf<AsyncIterable<string>>()
  expect(await toArray(fromReadonlyArray([]))).toEqual([])
})
