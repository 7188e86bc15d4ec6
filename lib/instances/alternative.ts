import type { Alt1 } from 'fp-ts/Alt'
import type { Alternative1 } from 'fp-ts/Alternative'
import type { Monoid } from 'fp-ts/Monoid'
import type { Zero1 } from 'fp-ts/Zero'
import { aFunction } from '../core/check.ts'
import { type AnyIterable, Pipeline, pipelineOf } from '../core/pipeline.ts'
import type { Open } from '../core/protocol.ts'
import { Flattening } from '../origins/flattening.ts'
import { notAString } from '../origins/given.ts'
import { empty } from '../sources/empty.ts'
import { of } from '../sources/of.ts'
import { map } from '../transforms/map.ts'
import { ap } from './ap.ts'
import { URI } from './asyncIterable.ts'

/** Knows what it is made of. */
class Both<A> extends Pipeline<A> {
  constructor(
    readonly first: AnyIterable<unknown>,
    readonly that: () => AnyIterable<unknown>,
    open: Open<A>,
  ) {
    super('alt', [pipelineOf(first)], open)
  }
}

/** One after the other what is no `alt` itself, with a list of those to come in place of a stack. */
function* leavesOf(tree: AnyIterable<unknown>): Iterable<AnyIterable<unknown>> {
  const coming: Array<() => AnyIterable<unknown>> = [() => tree]
  while (coming.length > 0) {
    const source = coming.pop()!()
    if (source instanceof Both) coming.push(source.that, () => source.first)
    else yield source
  }
}

/**
 * Gives all values of the source, then all of `that()`.
 *
 * - **Calls** `that` when the source has ended and another value is asked for, once in each iteration.
 * - **Nests** as deep as you like, also without an end: `that` may be the next step of a recursion.
 * - **Fails** with what `that` throws, and with a TypeError where it gives what cannot be iterated or is a string.
 *
 * So it concatenates, whether the source has given values or not, as in `ReadonlyArray`. For a second source in place of
 * an empty one there is `ifEmpty`, in place of one that has failed `catchError`.
 *
 * Source: fp-ts's `alt` of `ReadonlyArray`, and its `altW`: types unite.
 *
 * @example
 * await pipe(range(1, 2), alt(() => of('a')), toArray) // => [1, 2, 'a']
 * const from1 = (n: number): AsyncIterable<number> => pipe(of(n), alt(() => from1(n + 1)))
 * await pipe(from1(1), take(3), toArray) // => [1, 2, 3]
 */
export const alt = <B>(that: () => AnyIterable<B>): (<A>(first: AnyIterable<A>) => AsyncIterable<A | B>) => {
  aFunction('that', that)
  return <A>(first: AnyIterable<A>) => {
    const leaves: Iterable<AnyIterable<unknown>> = { [Symbol.iterator]: () => leavesOf(both)[Symbol.iterator]() }
    const both = new Both<A | B>(
      first,
      that,
      (down, wake) =>
        new Flattening(pipelineOf(leaves as Iterable<AnyIterable<A | B>>), down, wake, (source) =>
          notAString('what that gives', source),
        ),
    )
    return both
  }
}

/**
 * Gives the source without values.
 *
 * Source: fp-ts's `zero`.
 *
 * @example
 * await pipe(zero(), toArray) // => []
 */
export const zero = <A>(): AsyncIterable<A> => empty

const mapped: Alt1<URI>['map'] = (fa, f) => map(f)(fa)
const followed: Alt1<URI>['alt'] = (fa, that) => alt(that)(fa)

/**
 * `zero`, for generic code.
 *
 * @example
 * import { guard } from 'fp-ts/lib/Zero.js'
 * import { of } from 'sluice'
 * await pipe(guard(AI.Zero, AI.Applicative)(1 > 2), toArray) // => []
 */
export const Zero: Zero1<URI> = { URI, zero }

/**
 * `alt`, for generic code: it concatenates.
 *
 * @example
 * import { altAll } from 'fp-ts/lib/Alt.js'
 * await pipe([of(2), of(3)], altAll(Alt)(of(1)), toArray) // => [1, 2, 3]
 */
export const Alt: Alt1<URI> = { URI, map: mapped, alt: followed }

/**
 * `alt`, `zero`, `ap` and `of`, for generic code.
 *
 * @example
 * import { altAll } from 'fp-ts/lib/Alternative.js'
 * await pipe([of(1), range(2, 3)], altAll(Alternative), toArray) // => [1, 2, 3]
 */
export const Alternative: Alternative1<URI> = {
  URI,
  map: mapped,
  ap: (fab, fa) => ap(fa)(fab),
  of,
  alt: followed,
  zero,
}

/**
 * Makes a Monoid of sources: one after the other, and the empty one.
 *
 * - **Nests** as deep as you like.
 *
 * Source: fp-ts's `getMonoid` of `ReadonlyArray`.
 *
 * @example
 * import { concatAll } from 'fp-ts/lib/Monoid.js'
 * await pipe([of(1), range(2, 3)], concatAll(AI.getMonoid<number>()), toArray) // => [1, 2, 3]
 */
export const getMonoid = <A>(): Monoid<AsyncIterable<A>> => ({
  concat: (first, second) => alt(() => second)(first),
  empty,
})
