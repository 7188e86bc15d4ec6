import type { Functor1 } from 'fp-ts/Functor'
import { map } from '../transforms/map.ts'
import { URI } from './asyncIterable.ts'

/**
 * `map`, for generic code of fp-ts.
 *
 * @example
 * await pipe(AI.Functor.map(range(1, 2), (n) => n * 2), toArray) // => [2, 4]
 */
export const Functor: Functor1<URI> = {
  URI,
  map: (fa, f) => map(f)(fa),
}
