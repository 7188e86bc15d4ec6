import type { Applicative1 } from 'fp-ts/Applicative'
import type { Apply1 } from 'fp-ts/Apply'
import type { Chain1 } from 'fp-ts/Chain'
import type { Functor1 } from 'fp-ts/Functor'
import type { FunctorWithIndex1 } from 'fp-ts/FunctorWithIndex'
import type { Monad1 } from 'fp-ts/Monad'
import { flatMap } from '../concurrency/flatMap.ts'
import { of } from '../sources/of.ts'
import { map } from '../transforms/map.ts'
import { mapWithIndex } from '../transforms/mapWithIndex.ts'
import { ap } from './ap.ts'
import { URI } from './asyncIterable.ts'

const mapped: Functor1<URI>['map'] = (fa, f) => map(f)(fa)
const applied: Apply1<URI>['ap'] = (fab, fa) => ap(fa)(fab)
const chained: Chain1<URI>['chain'] = (fa, f) => flatMap(f)(fa)

/**
 * `map`, for generic code.
 *
 * @example
 * import { bindTo } from 'fp-ts/lib/Functor.js'
 * await pipe(range(1, 2), bindTo(Functor)('n'), toArray) // => [{ n: 1 }, { n: 2 }]
 */
export const Functor: Functor1<URI> = { URI, map: mapped }

/**
 * `mapWithIndex`, for generic code; indices count from 0, in each iteration anew.
 *
 * @example
 * await pipe(FunctorWithIndex.mapWithIndex(of('a'), (i, a) => `${i}${a}`), toArray) // => ['0a']
 */
export const FunctorWithIndex: FunctorWithIndex1<URI, number> = {
  URI,
  map: mapped,
  mapWithIndex: (fa, f) => mapWithIndex(f)(fa),
}

/**
 * `ap`, for generic code: in sequence, as it follows from `flatMap`.
 *
 * There is no instance that would run side by side: its `ap` and this `chain` would disagree on effects.
 *
 * @example
 * import { sequenceT } from 'fp-ts/lib/Apply.js'
 * await pipe(sequenceT(Apply)(range(1, 2), of('a')), toArray) // => [[1, 'a'], [2, 'a']]
 */
export const Apply: Apply1<URI> = { URI, map: mapped, ap: applied }

/**
 * `ap` and `of`, for generic code: with it fp-ts traverses its own structures, every source in its turn.
 *
 * `AsyncIterable` itself is neither Foldable nor Traversable: to reduce or traverse it is to run it, which gives a
 * promise. That is what sinks are for, `reduce`, `fold` and `traverse`.
 *
 * @example
 * await pipe([1, 2], RA.traverse(Applicative)((n) => range(1, n)), toArray) // => [[1, 1], [1, 2]]
 * await pipe(O.some(range(1, 2)), O.sequence(Applicative), toArray) // => [O.some(1), O.some(2)]
 */
export const Applicative: Applicative1<URI> = { URI, map: mapped, ap: applied, of }

/**
 * `flatMap` at a concurrency of 1, which fp-ts calls `chain`, for generic code.
 *
 * - **Nests** as deep as memory allows, to either side. A recursion without an end goes by `alt`, `unfold` or `expand`,
 *   which keep nothing of what lies behind.
 *
 * @example
 * import { bind } from 'fp-ts/lib/Chain.js'
 * await pipe(AI.Do, bind(Chain)('n', () => range(1, 2)), toArray) // => [{ n: 1 }, { n: 2 }]
 */
export const Chain: Chain1<URI> = { URI, map: mapped, ap: applied, chain: chained }

/**
 * `of` and `flatMap` at a concurrency of 1, for generic code.
 *
 * @example
 * await pipe(Monad.chain(range(1, 2), (n) => Monad.of(n * 2)), toArray) // => [2, 4]
 */
export const Monad: Monad1<URI> = { URI, map: mapped, ap: applied, of, chain: chained }
