import type { Unfoldable1 } from 'fp-ts/Unfoldable'
import { unfold } from '../sources/unfold.ts'
import { URI } from './asyncIterable.ts'

/**
 * `unfold`, for generic code.
 *
 * @example
 * const countdown = Unfoldable.unfold(2, (n: number) => (n > 0 ? O.some([n, n - 1]) : O.none))
 * await pipe(countdown, toArray) // => [2, 1]
 */
export const Unfoldable: Unfoldable1<URI> = { URI, unfold }
