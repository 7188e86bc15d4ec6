import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as S from 'fp-ts/lib/string.js'
import { intercalate } from 'fp-ts/lib/Semigroup.js'
import {
  broadcastTo,
  describe as graph,
  empty,
  fail,
  fold,
  forEach,
  forEachAsync,
  map,
  of,
  partition,
  range,
  toArray,
} from 'sluice'
import { lefts, mapRight, matchE, rights } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { watched } from '../sinks/sinkClaims.ts'
import { letsTheLoopTurn } from '../transforms/watched.ts'

const either: fc.Arbitrary<E.Either<string, number>> = fc.oneof(
  fc.constantFrom('a', 'b').map(E.left),
  fc.nat(9).map(E.right),
)

describe('rights', () => {
  obeysTheLaws({ stage: rights<string, number>, values: either, model: RA.rights, lookahead: 0 })

  test('lets the event loop turn while there is none', async () => {
    expect(await letsTheLoopTurn(flow(map(E.left), rights))).toBe(true)
  })
})

describe('lefts', () => {
  obeysTheLaws({ stage: lefts<string, number>, values: either, model: RA.lefts, lookahead: 0 })

  test('lets the event loop turn while there is none', async () => {
    expect(await letsTheLoopTurn(flow(map(E.right), lefts))).toBe(true)
  })
})

describe.each([
  { name: 'rights', stage: rights, of: E.right },
  { name: 'lefts', stage: lefts, of: E.left },
])('$name', ({ name, stage, of }) => {
  test('gives undefined, null and promises as they are', async () => {
    const values = [undefined, null, Promise.resolve(1)]
    const given = await pipe(values.map(of), stage, toArray)
    expect(given.map((value, at) => Object.is(value, values[at]))).toEqual([true, true, true])
  })

  test.each([undefined, null, 5, {}])('fails where something else than an Either comes: %o', async (value) => {
    const { source, counts } = watched([value as never])
    await expect(pipe(source, stage, toArray)).rejects.toThrow(/^a value must be an Either, got: /)
    expect(counts.closed).toBe(1)
  })

  test('is called by its name in a description', () => {
    expect(graph(stage([])).nodes.map((node) => node.name)).toEqual(['from', name])
  })
})

describe('both sides of one run', () => {
  const checked = [E.right(1), E.left('no'), E.right(3), E.left('nor')]

  test('come from branches of partition', async () => {
    const { source, counts } = watched(checked)
    const { Left, Right } = pipe(source, partition({ by: ({ _tag }) => _tag, keys: ['Left', 'Right'] }))
    expect(await Promise.all([pipe(Left, lefts, toArray), pipe(Right, rights, toArray)])).toEqual([
      ['no', 'nor'],
      [1, 3],
    ])
    expect(counts.opened).toBe(1)
  })

  test('come from broadcastTo, lefts as one report and rights as they flow', async () => {
    const { source, counts } = watched(checked)
    const log: unknown[] = []
    const report = fold(O.getMonoid(pipe(S.Semigroup, intercalate(', '))))
    const results = await pipe(
      source,
      broadcastTo({
        report: flow(
          lefts,
          map((text) => (log.push(text), O.some(text))),
          report,
        ),
        sum: flow(
          rights,
          map((n) => (log.push(n), n)),
          fold(N.MonoidSum),
        ),
      }),
    )
    expect(results).toEqual({ report: O.some('no, nor'), sum: 4 })
    expect(counts.opened).toBe(1)
    expect(new Set(log)).toEqual(new Set([1, 3, 'no', 'nor']))
  })

  test('are what fp-ts separates', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(either), async (values) => {
        const { left, right } = RA.separate(values)
        const both = broadcastTo({
          left: flow(lefts<string, number>, toArray),
          right: flow(rights<string, number>, toArray),
        })
        expect(await both(values)).toEqual({ left, right })
      }),
    )
  })
})

describe('matchE', () => {
  const spread = matchE(
    (text: string): readonly (string | number)[] => [text, text],
    (n: number) => range(1, n),
  )

  obeysTheLaws({
    stage: spread,
    values: either,
    model: (values) =>
      values.flatMap(
        E.match(
          (text): Array<string | number> => [text, text],
          (n) => (n < 1 ? [] : RA.makeBy(n, (i) => i + 1).slice()),
        ),
      ),
    lookahead: 0,
  })

  describe('with functions that fail', () => {
    obeysTheLaws({
      stage: matchE(
        (text: string) => [text],
        (n: number) => [n],
      ),
      values: either,
      model: (values) => values.map(E.toUnion),
      lookahead: 0,
      failing: (f) =>
        matchE(
          (text: string) => of(f(text)),
          (n: number) => [f(n)],
        ),
    })
  })

  test('opens one inner source after the other, each when it is its turn', async () => {
    const log: string[] = []
    const noted = (name: string): AsyncIterable<string> =>
      map((value: string) => (log.push(`${name} gives`), value))(of(name))
    const results = pipe(
      [E.left(1), E.right(2)],
      matchE(
        () => (log.push('left opens'), noted('left')),
        () => (log.push('right opens'), noted('right')),
      ),
    )
    expect(log).toEqual([])
    await pipe(
      results,
      forEach((name) => void log.push(`${name} taken`)),
    )
    expect(log).toEqual(['left opens', 'left gives', 'left taken', 'right opens', 'right gives', 'right taken'])
  })

  test('fails with the source of a left, behind what came before', async () => {
    const seen: number[] = []
    const failing = pipe([E.right(1), E.left('no'), E.right(2)], matchE(fail, of))
    await expect(
      pipe(
        failing,
        forEach((n) => void seen.push(n)),
      ),
    ).rejects.toBe('no')
    expect(seen).toEqual([1])
  })

  test('fails where a function gives what cannot be iterated, or a string', async () => {
    for (const wrong of [5, 'ab']) {
      const results = pipe(
        [E.left(1)],
        matchE(() => wrong as never, of),
        toArray,
      )
      await expect(results).rejects.toThrow(TypeError)
    }
  })

  test('fails where something else than an Either comes', async () => {
    await expect(pipe([5 as never], matchE(of, of), toArray)).rejects.toThrow(/^a value must be an Either, got: 5$/)
  })

  test('refuses what is no function', () => {
    refuses(() => matchE(null as never, of), TypeError, /^onLeft must be a function, got: null$/)
    refuses(() => matchE(of, null as never), TypeError, /^onRight must be a function, got: null$/)
  })

  test('is called by its name in a description', () => {
    expect(graph(matchE(of, of)([])).nodes.map((node) => node.name)).toEqual(['from', 'matchE'])
  })
})

test('the sides infer their types in a pipe', () => {
  class Bad {
    readonly bad = 1
  }
  const source = map((n: number): E.Either<Bad, number> => (n > 1 ? E.right(n) : E.left(new Bad())))([])
  expectTypeOf(pipe(source, rights)).toEqualTypeOf<AsyncIterable<number>>()
  expectTypeOf(pipe(source, lefts)).toEqualTypeOf<AsyncIterable<Bad>>()
  expectTypeOf(
    pipe(
      source,
      mapRight((n) => n.toFixed()),
      rights,
    ),
  ).toEqualTypeOf<AsyncIterable<string>>()
  expectTypeOf(
    pipe(
      source,
      matchE(
        (error) => of(error.bad > 0),
        (n) => [n.toFixed()],
      ),
    ),
  ).toEqualTypeOf<AsyncIterable<boolean | string>>()
  expectTypeOf(pipe(source, matchE(fail, of))).toEqualTypeOf<AsyncIterable<number>>()
  expectTypeOf(
    pipe(
      source,
      matchE(
        () => empty,
        (n) => range(1, n),
      ),
    ),
  ).toEqualTypeOf<AsyncIterable<number>>()
  expectTypeOf(
    pipe(
      source,
      broadcastTo({
        saved: flow(
          rights,
          forEachAsync(async (n) => n.toFixed()),
        ),
        faults: flow(
          lefts,
          map(({ bad }) => bad),
          fold(N.MonoidSum),
        ),
        all: flow(lefts, toArray),
      }),
    ),
  ).toEqualTypeOf<Promise<{ saved: void; faults: number; all: Bad[] }>>()
  // @ts-expect-error what flows is no Either
  expectTypeOf(rights).toBeCallableWith(range(1))
  // @ts-expect-error the rights are numbers
  expectTypeOf(matchE(of, (text: string) => [text])).toBeCallableWith(source)
})
