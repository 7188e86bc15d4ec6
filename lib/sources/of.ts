import { openIterable } from '../core/iterables.ts'
import { origin } from '../core/pipeline.ts'

/**
 * Gives one value, whatever it is.
 *
 * Source: fp-ts's `of`.
 *
 * @example
 * await pipe(of(1), toArray) // => [1]
 */
export const of = <A>(value: A): AsyncIterable<A> => origin('of', openIterable([value]))
