import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { type AnyIterable, map, of, range, toArray } from 'sluice'
import * as AI from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { hold } from './equality.ts'

hold('do-notation', {
  'bindTo is map': [(w) => AI.bindTo('x')(w.source('fa')), (w) => AI.Functor.map(w.source('fa'), (x) => ({ x }))],
  'bind is chain, and map': [
    (w) => pipe(w.source('fa'), AI.bindTo('x'), AI.bind('y', w.kleisli('f'))),
    (w) =>
      AI.Monad.chain(
        AI.Monad.map(w.source('fa'), (x) => ({ x })),
        (record) => AI.Monad.map(w.kleisli('f')(record), (y) => ({ ...record, y })),
      ),
  ],
  'let is map': [
    (w) =>
      pipe(
        w.source('fa'),
        AI.bindTo('x'),
        AI.let('y', ({ x }) => w.f('f')(x)),
      ),
    (w) => AI.Functor.map(w.source('fa'), (x) => ({ x, y: w.f('f')(x) })),
  ],
  'apS is bind to what does not look at the record': [
    (w) => pipe(w.source('fa'), AI.bindTo('x'), AI.apS('y', w.source('fb'))),
    (w) =>
      pipe(
        w.source('fa'),
        AI.bindTo('x'),
        AI.bind('y', () => w.source('fb')),
      ),
  ],
})

describe('bind', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<unknown>) =>
      pipe(
        source,
        AI.bindTo('x'),
        AI.bind('y', () => [1, 2]),
      ),
    model: (values) =>
      values.flatMap((x) => [
        { x, y: 1 },
        { x, y: 2 },
      ]),
    lookahead: 0,
    failing: (f) => (source: AnyIterable<unknown>) =>
      pipe(
        source,
        AI.bindTo('x'),
        AI.bind('y', ({ x }) => [f(x)]),
      ),
  })

  test('refuses an inner string, as flatMap does', async () => {
    await expect(
      pipe(
        AI.Do,
        AI.bind('x', () => 'ab'),
        toArray,
      ),
    ).rejects.toThrow(/^what f gives must be iterable and not/)
  })

  test('refuses what is no function', () => {
    refuses(() => AI.bind('x', 1 as never), TypeError, /^f must be a function, got: 1$/)
  })
})

describe('apS', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<unknown>) => pipe(source, AI.bindTo('x'), AI.apS('y', [1, 2])),
    model: (values) =>
      values.flatMap((x) => [
        { x, y: 1 },
        { x, y: 2 },
      ]),
    lookahead: 0,
  })

  test('refuses what cannot be iterated', () => {
    refuses(() => AI.apS('x', 1 as never), TypeError, /^a source must be iterable, got: 1$/)
  })
})

describe('let', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<unknown>) =>
      pipe(
        source,
        AI.bindTo('x'),
        AI.let('y', () => 1),
      ),
    model: (values) => values.map((x) => ({ x, y: 1 })),
    lookahead: 0,
    failing: (f) => (source: AnyIterable<unknown>) =>
      pipe(
        source,
        AI.bindTo('x'),
        AI.let('y', ({ x }) => f(x)),
      ),
  })

  test('refuses what is no function', () => {
    refuses(() => AI.let('x', 1 as never), TypeError, /^f must be a function, got: 1$/)
  })
})

describe('do-notation', () => {
  test('gives what that of ReadonlyArray gives', async () => {
    const here = pipe(
      AI.Do,
      AI.bind('x', () => range(1, 3)),
      AI.bind('y', ({ x }) => range(x, 3)),
      AI.apS('z', of('z')),
      AI.let('sum', ({ x, y }) => x + y),
    )
    const there = pipe(
      RA.Do,
      RA.bind('x', () => [1, 2, 3]),
      RA.bind('y', ({ x }) => [1, 2, 3].filter((y) => y >= x)),
      RA.apS('z', ['z']),
      RA.let('sum', ({ x, y }) => x + y),
    )
    expect(await toArray(here)).toEqual(there)
    expectTypeOf(here).toEqualTypeOf<
      AsyncIterable<{ readonly x: number; readonly y: number; readonly z: string; readonly sum: number }>
    >()
  })

  test('gives each record of its own, and leaves the one before as it is', async () => {
    const seen: unknown[] = []
    const records = pipe(
      of({ a: 1 }),
      map((record) => {
        seen.push(record)
        return record
      }),
      AI.let('b', () => 2),
    )
    expect(await toArray(records)).toEqual([{ a: 1, b: 2 }])
    expect(seen).toEqual([{ a: 1 }])
  })

  test('has a field that is called __proto__, too', async () => {
    const [record] = await pipe(
      AI.Do,
      AI.let('__proto__', () => 1),
      AI.let('b', () => 2),
      toArray,
    )
    expect(Object.entries(record ?? {})).toEqual([
      ['__proto__', 1],
      ['b', 2],
    ])
  })

  test('takes no name twice', () => {
    const records = AI.bindTo('x')(of(1))
    pipe(
      records,
      // @ts-expect-error x is a field already
      AI.let('x', () => 2),
    )
    pipe(
      records,
      // @ts-expect-error x is a field already
      AI.bind('x', () => of(2)),
    )
    pipe(
      records,
      // @ts-expect-error x is a field already
      AI.apS('x', of(2)),
    )
  })
})
