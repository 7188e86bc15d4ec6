import type { Option } from 'fp-ts/Option'
import { aFunction } from '../core/check.ts'
import { type Stage, stage } from '../core/pipeline.ts'
import { anOption } from '../origins/given.ts'

/**
 * Gives what is in the `Option` that `f` gives for each value, and nothing for a none.
 *
 * - **Pulls** until one value gives a some.
 * - **Fails** with a TypeError where `f` gives no `Option`.
 *
 * Source: the Filterable of fp-ts.
 *
 * @example
 * await pipe(range(1, 3), filterMap((n) => (n > 1 ? O.some(String(n)) : O.none)), toArray) // => ['2', '3']
 */
export const filterMap = <A, B>(f: (value: A) => Option<B>): Stage<A, B> => {
  aFunction('f', f)
  return stage('filterMap', (down) => ({
    ...down,
    next: (value) => {
      const option = anOption('what f gives', f(value))
      return option._tag === 'Some' ? down.next(option.value) : true
    },
  }))
}
