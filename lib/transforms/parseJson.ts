import type { Either } from 'fp-ts/Either'
import type { Json } from 'fp-ts/Json'
import { each } from '../core/each.ts'
import type { Stage } from '../core/pipeline.ts'

/**
 * Parses each text as JSON: a right with what it says, or a left with the SyntaxError, so that one bad line harms no
 * other.
 *
 * - **Gives** `Json`, which is as much as is known: what shape it has is for a decoder to find out.
 *
 * Source: fp-ts's `Json.parse`.
 *
 * @example
 * await pipe(['{"a":1}', '2'], parseJson(), toArray) // => [E.right({ a: 1 }), E.right(2)]
 * const [bad] = await pipe(['{'], parseJson(), toArray)
 * pipe(bad!, E.mapLeft((error) => error.name)) // => E.left('SyntaxError')
 */
export const parseJson = (): Stage<string, Either<SyntaxError, Json>> => each('parseJson', () => parse)

const parse = (text: string): Either<SyntaxError, Json> => {
  try {
    return { _tag: 'Right', right: JSON.parse(text) as Json }
  } catch (error) {
    return { _tag: 'Left', left: error as SyntaxError }
  }
}
