import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type AnyIterable, concat, describe as graph, fail, map, range, toArray } from 'sluice'
import { flatMapEither, left, mapLeft, mapRight, mapTaskEither, orElseEither, right } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, sourceObeysTheLaws } from '../laws.ts'
import { outcome } from '../sinks/sinkClaims.ts'

type Numbers = E.Either<number, number>
type One = (either: Numbers) => Numbers
type Stage = (source: AnyIterable<Numbers>) => AsyncIterable<Numbers>

const either: fc.Arbitrary<Numbers> = fc.oneof(fc.nat(9).map(E.left), fc.nat(9).map(E.right))
const half = (n: number): Numbers => (n % 2 === 0 ? E.right(n / 2) : E.left(-n))

/** What each of them is called with, and what fp-ts makes of one `Either`. */
const stages: Record<string, { side: 'Left' | 'Right'; of: (f: (n: number) => Numbers) => Stage; model: One }> = {
  mapRight: { side: 'Right', of: (f) => mapRight((n) => (f(n), -n)), model: E.map((n) => -n) },
  mapLeft: { side: 'Left', of: (f) => mapLeft((n) => (f(n), -n)), model: E.mapLeft((n) => -n) },
  flatMapEither: { side: 'Right', of: flatMapEither, model: E.flatMap(half) },
  orElseEither: { side: 'Left', of: orElseEither, model: E.orElse(half) },
}

describe.each(Object.entries(stages))('%s', (name, { side, of, model }) => {
  const own = (n: number): Numbers => (side === 'Left' ? E.left(n) : E.right(n))
  const other = (n: number): Numbers => (side === 'Left' ? E.right(n) : E.left(n))

  obeysTheLaws({ stage: of(half), values: either, model: (values) => values.map(model), lookahead: 0 })

  describe('over its own side', () => {
    obeysTheLaws({
      stage: of(half),
      values: fc.nat(9).map(own),
      model: (values) => values.map(model),
      lookahead: 0,
      failing: (f) => of((n) => half(f(n))),
    })
  })

  test('gives the very Either of the other side, and calls nothing for it', async () => {
    const values = [other(1), other(2)]
    const given = await pipe(
      values,
      of(() => expect.fail()),
      toArray,
    )
    expect(given.map((value, at) => value === values[at])).toEqual([true, true])
  })

  test('tells its function what is in its side, and nothing else', async () => {
    const told: unknown[][] = []
    const f = (...all: unknown[]): Numbers => (told.push(all), E.right(1))
    await pipe([own(7)], of(f), toArray)
    expect(told).toEqual([[7]])
  })

  test('runs anew for each iteration', async () => {
    const result = pipe([own(4)], of(half))
    expect(await toArray(result)).toEqual([model(own(4))])
    expect(await toArray(result)).toEqual([model(own(4))])
  })

  test('gives what came before the error of its source', async () => {
    const seen: unknown[] = []
    const source = pipe(concat([[own(4)], fail(undefined)]), of(half))
    const reading = async (): Promise<void> => {
      for await (const value of source) seen.push(value)
    }
    expect([await outcome(reading()), seen]).toEqual([['failed', undefined], [model(own(4))]])
  })

  test.each([undefined, null, 5, {}])('fails where something else than an Either comes: %o', async (value) => {
    const result = pipe([value as never], of(half), toArray)
    await expect(result).rejects.toThrow(/^a value must be an Either, got: /)
  })

  test('is called by its name in a description', () => {
    expect(graph(of(half)([])).nodes.map((node) => node.name)).toEqual(['from', name])
  })
})

describe.each([
  { name: 'flatMapEither', stage: flatMapEither(() => 1 as never), value: E.right(1) },
  { name: 'orElseEither', stage: orElseEither(() => 1 as never), value: E.left(1) },
])('$name', ({ stage, value }) => {
  test('fails where its function gives no Either', async () => {
    const result = pipe([value as never], stage as (source: AnyIterable<never>) => AsyncIterable<unknown>, toArray)
    await expect(result).rejects.toThrow(/^what f gives must be an Either, got: 1$/)
  })
})

describe('mapRight and mapLeft', () => {
  test('take undefined, null and a promise for what they are', async () => {
    const promise = Promise.resolve(1)
    for (const value of [undefined, null, promise]) {
      expect(
        await pipe(
          right(1),
          mapRight(() => value),
          toArray,
        ),
      ).toEqual([E.right(value)])
      expect(
        await pipe(
          left(1),
          mapLeft(() => value),
          toArray,
        ),
      ).toEqual([E.left(value)])
    }
  })
})

test('all of them refuse what is no function', () => {
  const text = /^f must be a function, got: null$/
  refuses(() => mapRight(null as never), TypeError, text)
  refuses(() => mapLeft(null as never), TypeError, text)
  refuses(() => flatMapEither(null as never), TypeError, text)
  refuses(() => orElseEither(null as never), TypeError, text)
})

describe('right', () => {
  sourceObeysTheLaws({ source: () => pipe(right(1), map(E.toUnion)), values: [1] })

  test('gives one right, whatever is in it', async () => {
    const promise = Promise.resolve(1)
    for (const value of [1, undefined, promise]) expect(await toArray(right(value))).toEqual([E.right(value)])
  })
})

describe('left', () => {
  sourceObeysTheLaws({ source: () => pipe(left('no'), map(E.toUnion)), values: ['no'] })

  test('gives one left, whatever is in it, and fails not', async () => {
    for (const error of [new Error('down'), undefined]) expect(await toArray(left(error))).toEqual([E.left(error)])
  })
})

test('streams of Either infer their types in a pipe, and unite what they may come to', () => {
  class Malformed {
    readonly row: number = 1
  }
  class Unknown {
    readonly id: string = 'a'
  }
  class Down {
    readonly down: boolean = true
  }
  const parse = (text: string): E.Either<Malformed, number> => (text === '' ? E.left(new Malformed()) : E.right(1))
  const parsed = pipe(right(''), flatMapEither(parse))
  expectTypeOf(parsed).toEqualTypeOf<AsyncIterable<E.Either<Malformed, number>>>()
  expectTypeOf(
    pipe(
      parsed,
      mapRight((n) => n.toFixed()),
    ),
  ).toEqualTypeOf<AsyncIterable<E.Either<Malformed, string>>>()
  expectTypeOf(
    pipe(
      parsed,
      mapLeft((error) => error.row),
    ),
  ).toEqualTypeOf<AsyncIterable<E.Either<number, number>>>()
  const known = pipe(
    parsed,
    flatMapEither((n) => (n > 0 ? E.right({ id: n }) : E.left(new Unknown()))),
  )
  expectTypeOf(known).toEqualTypeOf<AsyncIterable<E.Either<Malformed | Unknown, { id: number }>>>()
  expectTypeOf(
    pipe(
      known,
      flatMapEither(({ id }) => (id > 1 ? E.right(`${id}`) : E.left(new Down()))),
      orElseEither((error) => ('row' in error ? E.right(error.row) : E.left(error))),
    ),
  ).toEqualTypeOf<AsyncIterable<E.Either<Unknown | Down, string | number>>>()
  expectTypeOf(
    pipe(
      range(1, 3),
      mapTaskEither((n) => (n > 1 ? TE.right(n) : TE.left(new Down()))),
      flatMapEither((n) => (n > 2 ? E.right(`${n}`) : E.left(new Unknown()))),
      mapLeft((error) => ('id' in error ? error.id : error.down)),
    ),
  ).toEqualTypeOf<AsyncIterable<E.Either<string | boolean, string>>>()
  expectTypeOf(
    flow(
      (texts: readonly string[]) => texts.map(parse),
      mapRight((n) => n.toFixed()),
      orElseEither((error) => E.right(error.row)),
    ),
  ).returns.toEqualTypeOf<AsyncIterable<E.Either<never, string | number>>>()
  expectTypeOf(right(1)).toEqualTypeOf<AsyncIterable<E.Either<never, number>>>()
  expectTypeOf(left('no')).toEqualTypeOf<AsyncIterable<E.Either<string, never>>>()
  // @ts-expect-error the rights are numbers
  expectTypeOf(mapRight((text: string) => text)).toBeCallableWith(parsed)
  // @ts-expect-error f gives no Either
  expectTypeOf(flatMapEither).toBeCallableWith((n: number) => n)
  // @ts-expect-error what flows is no Either
  expectTypeOf(mapLeft(String)).toBeCallableWith(range(1))
})
