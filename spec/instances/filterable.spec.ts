import fc from 'fast-check'
import type { Filterable1 } from 'fp-ts/Filterable'
import type { Kind, URIS } from 'fp-ts/HKT'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Separated } from 'fp-ts/Separated'
import { of, range, toArray } from 'sluice'
import { Compactable, Filterable, filterMapWithIndex, FilterableWithIndex, Functor } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { watched } from '../transforms/watched.ts'
import { hold } from './equality.ts'
import { compactable, filterable, filterableWithIndex, functor, functorWithIndex } from './equations.ts'

hold('Compactable', compactable({ ...Functor, ...Compactable }))
hold('Filterable', { ...functor(Filterable), ...compactable(Filterable), ...filterable(Filterable) })
hold('FilterableWithIndex', {
  ...functor(FilterableWithIndex),
  ...functorWithIndex(FilterableWithIndex),
  ...compactable(FilterableWithIndex),
  ...filterable(FilterableWithIndex),
  ...filterableWithIndex(FilterableWithIndex),
})

const letters = filterMapWithIndex((i, a: string) => (i % 2 === 0 ? O.some(`${i}${a}`) : O.none))

describe('filterMapWithIndex', () => {
  obeysTheLaws({
    stage: letters,
    values: fc.constantFrom('a', 'b'),
    model: (values) => values.map((a, i) => `${i}${a}`).filter((_, i) => i % 2 === 0),
    lookahead: 0,
    failing: (f) => filterMapWithIndex((_, a: string) => O.some(f(a))),
  })

  test('fails where its function gives no Option', async () => {
    await expect(pipe([1], filterMapWithIndex((() => 1) as never), toArray)).rejects.toThrow(
      /^what f gives must be an Option, got: 1$/,
    )
  })

  test('refuses what is no function', () => {
    refuses(() => filterMapWithIndex(1 as never), TypeError, /^f must be a function, got: 1$/)
  })

  test('infers what it gives', () => {
    expectTypeOf(
      pipe(
        ['a'],
        filterMapWithIndex((i, a) => O.some([i, a] as const)),
      ),
    ).toEqualTypeOf<AsyncIterable<readonly [number, string]>>()
  })
})

describe('partition of Filterable', () => {
  const isString = (value: string | number): value is string => typeof value === 'string'

  test('gives two views, each of which opens its source', async () => {
    const source = watched([1, 2, 3])
    const { left, right } = Filterable.partition(source, (n) => n > 1)
    expect(await toArray(right)).toEqual([2, 3])
    expect(await toArray(left)).toEqual([1])
    expect(source.seen.opened).toBe(2)
  })

  test('narrows the types of both', () => {
    const values: AsyncIterable<string | number> = of('a')
    expectTypeOf(Filterable.partition(values, isString)).toEqualTypeOf<
      Separated<AsyncIterable<string | number>, AsyncIterable<string>>
    >()
    expectTypeOf(Filterable.filter(values, isString)).toEqualTypeOf<AsyncIterable<string>>()
  })

  test('is the way of generic code', async () => {
    const odd =
      <F extends URIS>(F: Filterable1<F>) =>
      (fa: Kind<F, number>): Kind<F, number> =>
        F.partition(fa, (n) => n % 2 === 0).left
    expect(await pipe(range(1, 4), odd(Filterable), toArray)).toEqual([1, 3])
  })
})
