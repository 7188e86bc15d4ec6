import type { Either, Left } from 'fp-ts/Either'
import { wrongType } from '../core/check.ts'

/** What a user's function gives is looked at as it comes. */
export const anOption = <O extends { readonly _tag: string }>(name: string, value: O): O => {
  if (value?._tag === 'Some' || value?._tag === 'None') return value
  throw wrongType(name, 'an Option', value)
}

/** A string can be iterated, but as an inner source it is hardly ever meant letter by letter. */
export const notAString = <A>(name: string, value: A): A => {
  if (typeof value === 'string') throw wrongType(name, 'iterable and not a string', value)
  return value
}

export const anEither = <E extends { readonly _tag: string }>(name: string, value: E): E => {
  if (value?._tag === 'Left' || value?._tag === 'Right') return value
  throw wrongType(name, 'an Either', value)
}

export const isLeft = <E, A>(either: Either<E, A>): either is Left<E> => anEither('a value', either)._tag === 'Left'
