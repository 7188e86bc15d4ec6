import { altAll } from 'fp-ts/lib/Alternative.js'
import { pipe } from 'fp-ts/lib/function.js'
import { concatAll } from 'fp-ts/lib/Monoid.js'
import { guard } from 'fp-ts/lib/Zero.js'
import { type AnyIterable, count, describe as graphOf, empty, fail, last, map, of, range, take, toArray } from 'sluice'
import { alt, Alt, Alternative, Functor, getMonoid, Zero, zero } from 'sluice/fp-ts'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, sourceObeysTheLaws } from '../laws.ts'
import { many, watched } from '../transforms/watched.ts'
import { hold } from './equality.ts'
import { alt as altLaws, alternative, applicative, apply, functor, monoid, zero as zeroLaws } from './equations.ts'

hold('Zero', zeroLaws({ ...Functor, ...Zero }))
hold('Alt', { ...functor(Alt), ...altLaws(Alt) })
hold('Alternative', {
  ...functor(Alternative),
  ...apply(Alternative),
  ...applicative(Alternative),
  ...zeroLaws(Alternative),
  ...altLaws(Alternative),
  ...alternative(Alternative),
})
hold('the Monoid', monoid(getMonoid()))
hold('the Monoid', {
  'concat is alt': [
    (w) => getMonoid().concat(w.source('fa'), w.source('fb')),
    (w) => Alt.alt(w.source('fa'), () => w.source('fb')),
  ],
})

describe('alt, of its first', () => {
  obeysTheLaws({
    stage: alt(() => ['x', 'y']),
    model: (values) => [...values, 'x', 'y'],
    unended: (values) => values,
    lookahead: 0,
  })
})

describe('alt, of its second', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<unknown>) =>
      pipe(
        ['x'],
        alt(() => source),
      ),
    model: (values) => ['x', ...values],
    unended: (values) => ['x', ...values],
    lookahead: 0,
    // It is asked for, and looked at, when it is its turn.
    exceptions: ['R14'],
  })
})

describe('alt', () => {
  test('asks for the second source when the first has ended, once in each iteration', async () => {
    let asked = 0
    const source = pipe(
      range(1, 2),
      alt(() => [++asked * 10]),
    )
    expect(await pipe(source, take(2), toArray)).toEqual([1, 2])
    expect(asked).toBe(0)
    expect(await toArray(source)).toEqual([1, 2, 10])
    expect(await toArray(source)).toEqual([1, 2, 20])
  })

  test('does not ask for the second source where the first has failed', async () => {
    let asked = 0
    const source = pipe(
      fail(new Error('down')),
      alt(() => [++asked]),
    )
    await expect(toArray(source)).rejects.toThrow('down')
    expect(asked).toBe(0)
  })

  test('fails with what its function throws, behind the values of the first', async () => {
    const given: number[] = []
    const source = pipe(
      range(1, 2),
      alt((): number[] => {
        throw new Error('no second')
      }),
      map((n) => given.push(n)),
    )
    await expect(toArray(source)).rejects.toThrow('no second')
    expect(given).toEqual([1, 2])
  })

  test.each([1, undefined, 'ab'])('fails where its function gives what is no source: %o', async (result) => {
    const source = pipe(
      empty,
      alt(() => result as never),
    )
    await expect(toArray(source)).rejects.toThrow(/must be iterable/)
  })

  test('closes what is open when its consumer leaves', async () => {
    const first = watched([1])
    const second = watched([2, 3])
    expect(
      await pipe(
        first,
        alt(() => second),
        take(2),
        toArray,
      ),
    ).toEqual([1, 2])
    expect([first.seen.closed, second.seen.closed]).toEqual([0, 1])
  })

  test('recurs without an end, a deep stack or a growing one', async () => {
    const from = (n: number): AsyncIterable<number> =>
      pipe(
        of(n),
        alt(() => from(n + 1)),
      )
    expect(await pipe(from(1), take(many), last)).toEqual(O.some(many))
  })

  test('nests to either side without a deep stack', async () => {
    const sources = Array.from({ length: 100_000 }, (_, n) => of(n))
    expect(await count(altAll(Alternative)(sources))).toBe(100_000)
    const toTheRight = sources.reduceRight<AsyncIterable<number>>((rest, source) => alt(() => rest)(source), empty)
    expect(await count(toTheRight)).toBe(100_000)
  })

  test('unites the types of both', () => {
    expectTypeOf(
      pipe(
        range(1),
        alt(() => of('a')),
      ),
    ).toEqualTypeOf<AsyncIterable<number | string>>()
  })

  test('describes itself', () => {
    const { nodes } = graphOf(alt(() => of(1))(range(1)))
    expect(nodes.map(({ name }) => name)).toEqual(['range', 'alt'])
  })

  test('refuses what is no function, and a source that cannot be iterated', () => {
    refuses(() => alt(of(1) as never), TypeError, /^that must be a function, got: /)
    refuses(() => alt(() => of(1))(1 as never), TypeError, /^a source must be iterable, got: 1$/)
  })
})

describe('getMonoid', () => {
  test('concatenates any number of sources without a deep stack', async () => {
    const sources = Array.from({ length: 100_000 }, (_, n) => of(n))
    expect(await count(concatAll(getMonoid<number>())(sources))).toBe(100_000)
  })

  test('iterates what it is made of anew, as often as it stands in it', async () => {
    const { concat } = getMonoid<number>()
    const source = watched([1, 2])
    const twice = concat(source, source)
    expect(await toArray(concat(twice, twice))).toEqual([1, 2, 1, 2, 1, 2, 1, 2])
    expect(source.seen.opened).toBe(4)
  })
})

describe('zero', () => {
  sourceObeysTheLaws({ source: zero, values: [] })

  test('ends what guard does not let through', async () => {
    const even = (n: number) =>
      pipe(
        guard(Zero, Alternative)(n % 2 === 0),
        map(() => n),
      )
    expect(await toArray(even(1))).toEqual([])
    expect(await toArray(even(2))).toEqual([2])
  })
})
