import type { Eq } from 'fp-ts/Eq'
import { aFunction } from '../core/check.ts'
import { keep } from '../core/each.ts'
import type { Keeper } from '../core/pipeline.ts'

/**
 * Drops the values that equal the one given last, so that only changes come through.
 *
 * - **Pulls** until one value differs.
 * - **Compares** as a `Set` does where there is no `eq`: NaN repeats NaN, 0 repeats -0, objects are compared by identity.
 * - **Throws** a TypeError where `eq` is not an `Eq`.
 *
 * Source: `uniq` of Unix and fp-ts's `Eq`.
 *
 * @example
 * await pipe([1, 1, 2, 2, 1], changes(), toArray) // => [1, 2, 1]
 * await pipe(['a', 'A', 'b'], changes(Eq.contramap((s: string) => s.toLowerCase())(S.Eq)), toArray) // => ['a', 'b']
 */
export const changes = <A>(eq: Eq<A> = identical): Keeper<A> => {
  aFunction('eq.equals', (eq as Eq<A> | null)?.equals)
  return keep<A>('changes', () => {
    let first = true
    let last: A | undefined
    return (value) => {
      if (!first && eq.equals(last as A, value)) return false
      first = false
      last = value
      return true
    }
  })
}

const identical: Eq<unknown> = { equals: (a, b) => a === b || Object.is(a, b) }
