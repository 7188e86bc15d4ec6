import type { Eq } from 'fp-ts/Eq'
import type { NonEmptyArray } from 'fp-ts/NonEmptyArray'
import { aFunction } from '../core/check.ts'
import { type AnyIterable, stage } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'

/**
 * Gathers equal neighbours into an array.
 *
 * - **Pulls** until a value differs from the first one of its group.
 * - **Holds** the group that is under way, however long it gets.
 * - **Ends** with that group.
 * - **Fails** with its source, and the group under way is lost.
 * - **Throws** a TypeError where `eq` is not an `Eq`.
 *
 * Source: fp-ts's `group`.
 *
 * @example
 * await pipe([1, 1, 2, 3, 3], group(N.Eq), toArray) // => [[1, 1], [2], [3, 3]]
 */
export const group = <A>(
  eq: Eq<A>,
): (<B extends A>(source: AnyIterable<B> & AnyIterable<A>) => AsyncIterable<NonEmptyArray<B>>) => {
  aFunction('eq.equals', (eq as Eq<A> | null)?.equals)
  return stage('group', <B extends A>(down: Down<NonEmptyArray<B>>): Down<B> => {
    let held: NonEmptyArray<B> | undefined
    return {
      ...down,
      next: (value) => {
        const full = held
        if (full !== undefined && eq.equals(full[0], value)) {
          full.push(value)
          return true
        }
        held = [value]
        return full === undefined || down.next(full)
      },
      end: () => {
        if (held !== undefined) down.next(held)
        down.end()
      },
    }
  })
}
