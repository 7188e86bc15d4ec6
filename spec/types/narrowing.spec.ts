import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as S from 'fp-ts/lib/string.js'
import { filter, filterAsync, filterWithIndex, find, map, takeWhile } from 'sluice'
import { Filterable } from 'sluice/fp-ts'
import { describe, expectTypeOf, test } from 'vitest'

interface Cat {
  readonly kind: 'cat'
  readonly lives: number
}
interface Dog {
  readonly kind: 'dog'
  readonly bark: () => void
}
const isCat = (pet: Cat | Dog): pet is Cat => pet.kind === 'cat'
const isString = (value: unknown): value is string => typeof value === 'string'
const pets: Iterable<Cat | Dog> = []
const mixed: Iterable<number | string> = []

describe('a refinement', () => {
  test('narrows what filter gives', () => {
    expectTypeOf(pipe(pets, filter(isCat))).toEqualTypeOf<AsyncIterable<Cat>>()
    expectTypeOf(pipe(mixed, filter(S.isString))).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(pipe([O.some(1), O.none], filter(O.isSome))).toEqualTypeOf<AsyncIterable<O.Some<number>>>()
  })
  test('narrows where it is written in place', () => {
    const dogs = pipe(
      pets,
      filter((pet): pet is Dog => pet.kind === 'dog'),
      map((dog) => dog.bark),
    )
    expectTypeOf(dogs).toEqualTypeOf<AsyncIterable<() => void>>()
  })
  test('narrows what filterWithIndex gives', () => {
    const cats = pipe(
      pets,
      filterWithIndex((index, pet): pet is Cat => index > 0 && isCat(pet)),
    )
    expectTypeOf(cats).toEqualTypeOf<AsyncIterable<Cat>>()
  })
  test('narrows what filterAsync gives', () => {
    expectTypeOf(pipe(pets, filterAsync(isCat, { concurrency: 2 }))).toEqualTypeOf<AsyncIterable<Cat>>()
  })
  test('narrows what takeWhile gives, but not with the value that ends it', () => {
    expectTypeOf(pipe(pets, takeWhile(isCat))).toEqualTypeOf<AsyncIterable<Cat>>()
    expectTypeOf(pipe(pets, takeWhile(isCat, { inclusive: false }))).toEqualTypeOf<AsyncIterable<Cat>>()
    expectTypeOf(pipe(pets, takeWhile(isCat, { inclusive: true }))).toEqualTypeOf<AsyncIterable<Cat | Dog>>()
  })
  test('narrows what find gives', () => {
    expectTypeOf(pipe(pets, find(isCat))).toEqualTypeOf<Promise<O.Option<Cat>>>()
  })
  test('narrows in a flow', () => {
    const lives = flow(
      map((pet: Cat | Dog) => pet),
      filter(isCat),
      map(({ lives }) => lives),
    )
    expectTypeOf(lives(pets)).toEqualTypeOf<AsyncIterable<number>>()
  })
  test('of a wider type narrows, too', () => {
    expectTypeOf(pipe(mixed, filter(isString))).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('narrows what the instance gives', () => {
    const numbers: AsyncIterable<number | string> = pipe(
      mixed,
      map((value) => value),
    )
    expectTypeOf(Filterable.filter(numbers, S.isString)).toEqualTypeOf<AsyncIterable<string>>()
    const { left, right } = Filterable.partition(numbers, S.isString)
    expectTypeOf(left).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(right).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('tells the sides of an Either apart', () => {
    const eithers: Iterable<E.Either<Error, number>> = []
    expectTypeOf(pipe(eithers, filter(E.isRight))).toEqualTypeOf<AsyncIterable<E.Right<number>>>()
  })
})

describe('a predicate', () => {
  test('leaves the type as it is', () => {
    expectTypeOf(
      pipe(
        pets,
        filter((pet) => pet.kind === 'cat' && pet.lives > 0),
      ),
    ).toEqualTypeOf<AsyncIterable<Cat | Dog>>()
    expectTypeOf(
      pipe(
        pets,
        filterWithIndex((index) => index > 0),
      ),
    ).toEqualTypeOf<AsyncIterable<Cat | Dog>>()
    expectTypeOf(
      pipe(
        pets,
        filterAsync(async ({ kind }) => kind === 'cat'),
      ),
    ).toEqualTypeOf<AsyncIterable<Cat | Dog>>()
    expectTypeOf(
      pipe(
        pets,
        find(({ kind }) => kind === 'cat'),
      ),
    ).toEqualTypeOf<Promise<O.Option<Cat | Dog>>>()
  })
})
