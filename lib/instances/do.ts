import { flatMap } from '../concurrency/flatMap.ts'
import { aFunction } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { notAString } from '../origins/given.ts'
import { of } from '../sources/of.ts'
import { map } from '../transforms/map.ts'
import { ap } from './ap.ts'

/** What a record is with one more field. */
export type Bound<N extends string, A, B> = { readonly [K in keyof A | N]: K extends keyof A ? A[K] : B }

/** The name of a new field. One that the record has is refused in these words, which the compiler shows. */
type Unbound<N extends string, A> = N extends keyof A ? `${N} is a field already` : N

const withField = <N extends string, A, B>(record: A, name: Unbound<N, A>, value: B): Bound<N, A, B> =>
  ({ ...record, [name]: value }) as Bound<N, A, B>

/**
 * The source of one empty record, where a do-notation begins.
 *
 * @example
 * const pairs = pipe(
 *   AI.Do,
 *   AI.bind('x', () => range(1, 2)),
 *   AI.bind('y', ({ x }) => range(x, 2)),
 *   AI.let('sum', ({ x, y }) => x + y),
 *   map(({ x, y, sum }) => `${x} + ${y} = ${sum}`),
 * )
 * await pipe(pairs, toArray) // => ['1 + 1 = 2', '1 + 2 = 3', '2 + 2 = 4']
 */
export const Do: AsyncIterable<{}> = of({})

/**
 * Makes a record of each value, with that as the field `name`.
 *
 * Source: fp-ts's do-notation.
 *
 * @example
 * await pipe(range(1, 2), bindTo('x'), toArray) // => [{ x: 1 }, { x: 2 }]
 */
export const bindTo = <N extends string>(
  name: N,
): (<A>(source: AnyIterable<A>) => AsyncIterable<{ readonly [K in N]: A }>) => {
  return <A>(source: AnyIterable<A>) => map((value: A) => ({ [name]: value }) as { readonly [K in N]: A })(source)
}

/**
 * Adds a field to each record, once for each value of the source that `f` gives for it.
 *
 * - **Pulls** from the source that `f` gave, and another record only when that has ended.
 * - **Fails** with the first source that fails, or with what `f` throws.
 * - **Closes** the source that `f` gave, then its own.
 *
 * Source: fp-ts's do-notation.
 *
 * @example
 * await pipe(AI.Do, bind('x', () => [1, 2]), toArray) // => [{ x: 1 }, { x: 2 }]
 */
export const bind = <N extends string, A, B>(
  name: Unbound<N, A>,
  f: (record: A) => AnyIterable<B>,
): ((source: AnyIterable<A>) => AsyncIterable<Bound<N, A, B>>) => {
  aFunction('f', f)
  return flatMap((record: A) =>
    map((value: B) => withField<N, A, B>(record, name, value))(notAString('what f gives', f(record))),
  )
}

/**
 * Adds a field to each record, which `f` makes of it.
 *
 * Source: fp-ts's do-notation.
 *
 * @example
 * await pipe(range(1, 2), bindTo('x'), AI.let('double', ({ x }) => x * 2), toArray) // => [{ x: 1, double: 2 }, { x: 2, double: 4 }]
 */
const letField = <N extends string, A, B>(
  name: Unbound<N, A>,
  f: (record: A) => B,
): ((source: AnyIterable<A>) => AsyncIterable<Bound<N, A, B>>) => {
  aFunction('f', f)
  return map((record: A) => withField<N, A, B>(record, name, f(record)))
}

/**
 * Adds a field to each record, once for each value of a source that is the same for all of them.
 *
 * - **Opens** `fb` anew for each record, as `ap` does: what can be iterated once only has values for the first record
 *   alone.
 *
 * Source: fp-ts's do-notation.
 *
 * @example
 * await pipe(range(1, 2), bindTo('x'), apS('y', of('a')), toArray) // => [{ x: 1, y: 'a' }, { x: 2, y: 'a' }]
 */
export const apS = <N extends string, A, B>(
  name: Unbound<N, A>,
  fb: AnyIterable<B>,
): ((source: AnyIterable<A>) => AsyncIterable<Bound<N, A, B>>) => {
  const applied = ap(fb)
  return (source) => applied(map((record: A) => (value: B) => withField<N, A, B>(record, name, value))(source))
}

export { letField as let }
