import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { concat, describe as graphOf, empty, map, of, toArray } from 'sluice'
import { fromEither, fromOption, fromReadonlyArray, fromTaskEither, getMonoid } from 'sluice/fp-ts'
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

describe('fromTaskEither', () => {
  sourceObeysTheLaws({
    source: () => pipe(fromTaskEither(TE.right(1)), map(E.toUnion)),
    values: [1],
    failingAsync: (f) => () => fromTaskEither(async () => E.right(await f(1))),
  })

  test('runs once for each iteration, and not before', async () => {
    let runs = 0
    const source = fromTaskEither(async () => E.left(++runs))
    const iterator = source[Symbol.asyncIterator]()
    expect(runs).toBe(0)
    expect(await iterator.next()).toEqual({ done: false, value: E.left(1) })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await toArray(source)).toEqual([E.left(2)])
  })

  test('gives a left, and what stands behind it', async () => {
    expect(await pipe(concat([fromTaskEither(TE.left(undefined)), of(2)]), toArray)).toEqual([E.left(undefined), 2])
  })

  test('fails where its task promises no Either', async () => {
    const promised = toArray(fromTaskEither(T.of(1 as never)))
    await expect(promised).rejects.toThrow(/^what task promises must be an Either, got: 1$/)
  })

  test('refuses what is no function', () => {
    refuses(() => fromTaskEither(1 as never), TypeError, /^task must be a function, got: 1$/)
  })
})

test('a TaskEither is called by its name in a description', () => {
  expect(graphOf(fromTaskEither(TE.right(1))).nodes.map(({ name }) => name)).toEqual(['fromTaskEither'])
})

test('conversions infer what they give', async () => {
  expectTypeOf(fromOption(O.some(1))).toEqualTypeOf<AsyncIterable<number>>()
  expectTypeOf(fromEither(E.right(1))).toEqualTypeOf<AsyncIterable<number>>()
  expectTypeOf(fromTaskEither(TE.left('no'))).toEqualTypeOf<AsyncIterable<E.Either<string, never>>>()
  expectTypeOf(fromReadonlyArray(['a'])).toEqualTypeOf<AsyncIterable<string>>()
  expect(await toArray(fromReadonlyArray([]))).toEqual([])
})
