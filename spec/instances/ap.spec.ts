import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import {
  type AnyIterable,
  describe as graphOf,
  filter,
  map,
  mapWithIndex,
  of,
  prefetch,
  producer,
  range,
  take,
  tap,
  toArray,
} from 'sluice'
import { ap, Monad } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { watched } from '../transforms/watched.ts'
import { hold, type Term, type World } from './equality.ts'

/** The `ap` that follows from chain, to compare with. */
const derived = <A, B>(fab: AsyncIterable<(a: A) => B>, fa: AsyncIterable<A>): AsyncIterable<B> =>
  Monad.chain(fab, (f) => Monad.map(fa, f))

const add = (w: World) => (n: unknown) => (a: Term) => w.f(`add ${String(n)} to`)(a)
const three =
  (w: World) =>
  (a: Term) =>
  (b: Term) =>
  (c: Term): Term =>
    w.f('f')(`${String(a)}, ${String(b)}, ${String(c)}`)

hold('ap of ap', {
  'is what follows from chain': [
    (w) => pipe(w.source('fa'), map(three(w)), ap(w.source('fb')), ap(w.source('fc'))),
    (w) => derived(derived(map(three(w))(w.source('fa')), w.source('fb')), w.source('fc')),
    'left from within',
  ],
  'is what follows from chain, with maps and filters between': [
    (w) =>
      pipe(
        w.functions('fab'),
        filter(w.holds('p')),
        ap(w.source('fa')),
        map(w.f('g')),
        mapWithIndex((i, a) => (i % 2 === 0 ? a : undefined)),
        filter(w.holds('q')),
        map(add(w)),
        filter(w.holds('r')),
        ap(w.source('fb')),
      ),
    (w) =>
      derived(
        pipe(
          derived(filter(w.holds('p'))(w.functions('fab')), w.source('fa')),
          map(w.f('g')),
          mapWithIndex((i, a) => (i % 2 === 0 ? a : undefined)),
          filter(w.holds('q')),
          map(add(w)),
          filter(w.holds('r')),
        ),
        w.source('fb'),
      ),
    'left from within',
  ],
  'is what follows from chain, with a stage that ends early between': [
    (w) => pipe(w.functions('fab'), ap(w.source('fa')), take(2), map(add(w)), ap(w.source('fb'))),
    (w) => derived(pipe(derived(w.functions('fab'), w.source('fa')), take(2), map(add(w))), w.source('fb')),
    'left from within',
  ],
})

const pair =
  (n: number) =>
  (m: number): string =>
    `${n}.${m}`

describe('ap, over functions', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<number>) => pipe(source, map(pair), ap([1, 2])),
    values: fc.nat(9),
    model: (values) => values.flatMap((n) => [`${n}.1`, `${n}.2`]),
    lookahead: 0,
    failing: (f) => (source: AnyIterable<number>) =>
      pipe(
        source,
        map((n) => () => f(n)),
        ap([1]),
      ),
  })
})

describe('ap, over values', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<number>) => pipe(of(pair(7)), ap(source)),
    values: fc.nat(9),
    model: (values) => values.map((n) => `7.${n}`),
    lookahead: 0,
  })
})

describe('ap', () => {
  test('opens its values for each function in its turn', async () => {
    const values = watched([1, 2])
    const log: string[] = []
    const noted = pipe(
      [pair(1), pair(2)],
      tap(() => log.push(`function, opened ${values.seen.opened}`)),
      ap(values),
    )
    expect(await toArray(noted)).toEqual(['1.1', '1.2', '2.1', '2.2'])
    expect(log).toEqual(['function, opened 0', 'function, opened 1'])
    expect(values.seen.opened).toBe(2)
  })

  test('tells its values what is open downstream', async () => {
    const demands: number[] = []
    const values = producer(0, (demand, n) => {
      demands.push(demand)
      return O.some([RA.makeBy(demand, (i) => n + i), n + demand])
    })
    await pipe(of(pair(1)), ap(values), prefetch({ max: 4, min: 2 }), take(5), toArray)
    expect(demands[0]).toBe(4)
    expect(demands.slice(1).every((demand) => demand === 2)).toBe(true)
  })

  test('has values for the first function alone where they can be iterated once', async () => {
    expect(await pipe([pair(1), pair(2)], ap([1, 2][Symbol.iterator]()), toArray)).toEqual(['1.1', '1.2'])
  })

  test('fails where something else than a function comes', async () => {
    await expect(pipe([1 as never], ap([1]), toArray)).rejects.toThrow(/^f must be a function, got: 1$/)
  })

  test('refuses values that cannot be iterated', () => {
    refuses(() => ap(1 as never), TypeError, /^a source must be iterable, got: 1$/)
  })

  test('infers what its functions give', () => {
    expectTypeOf(pipe([pair(1)], ap(range(1)))).toEqualTypeOf<AsyncIterable<string>>()
  })

  test('describes itself, with both of its sources', () => {
    const { nodes, edges } = graphOf(ap(range(1))(of(pair(1))))
    expect(nodes.map(({ name }) => name)).toEqual(['of', 'range', 'ap'])
    expect(edges).toHaveLength(2)
  })
})
