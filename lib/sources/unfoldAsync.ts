import type { Option } from 'fp-ts/Option'
import { aFunction } from '../core/check.ts'
import { origin } from '../core/pipeline.ts'
import { anOption } from '../origins/given.ts'
import { unfolding } from '../origins/unfolding.ts'

/**
 * Builds a source from a state: `f` promises the next value and the next state, or none at the end.
 *
 * - **Calls** `f` once for each value that is asked for, one call at a time.
 * - **Fails** with what `f` fails with, and with a TypeError where it promises no `Option`.
 * - **Closes** at once when the consumer leaves, and aborts the signal of the call in flight.
 *
 * Source: Akka's `unfoldAsync`.
 *
 * @example
 * await pipe(unfoldAsync(1, async (n) => (n > 3 ? O.none : O.some([n, n + 1]))), toArray) // => [1, 2, 3]
 */
export const unfoldAsync = <S, A>(
  seed: S,
  f: (state: S, signal: AbortSignal) => PromiseLike<Option<readonly [A, S]>>,
): AsyncIterable<A> => {
  aFunction('f', f)
  return origin(
    'unfoldAsync',
    unfolding(seed, f, (answer) => anOption('what f promises', answer)),
  )
}
