import type { Option } from 'fp-ts/Option'
import { aFunction } from '../core/check.ts'
import { origin } from '../core/pipeline.ts'
import { DONE, MORE } from '../core/protocol.ts'
import { anOption } from '../origins/given.ts'

/**
 * Builds a source from a state: `f` gives the next value and the next state, or none at the end.
 *
 * - **Calls** `f` once for each value that is asked for.
 * - **Fails** with what `f` throws, and with a TypeError where it gives no `Option`.
 *
 * Source: fp-ts's `unfold`.
 *
 * @example
 * await pipe(unfold(1, (n) => (n > 3 ? O.none : O.some([n, n + 1]))), toArray) // => [1, 2, 3]
 */
export const unfold = <S, A>(seed: S, f: (state: S) => Option<readonly [A, S]>): AsyncIterable<A> => {
  aFunction('f', f)
  return origin('unfold', (down) => {
    let state = seed
    let closed = false
    return {
      pull: (limit) => {
        for (let left = limit; left > 0 && !closed; left--) {
          const next = anOption('what f gives', f(state))
          if (next._tag === 'None') return DONE
          state = next.value[1]
          if (!down.next(next.value[0])) return MORE
        }
        return MORE
      },
      close: () => void (closed = true),
    }
  })
}
