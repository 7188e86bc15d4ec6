import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, chunksOf, empty, fail, flatMap, head, map, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const lists = fc.array(fc.nat(9), { maxLength: 3 })

/** All that came out, and the error that ended it. */
const outcome = async <A>(source: AnyIterable<A>): Promise<readonly [A[], E.Either<unknown, void>]> => {
  const values: A[] = []
  try {
    for await (const value of source) values.push(value)
    return [values, E.right(undefined)]
  } catch (error) {
    return [values, E.left(error)]
  }
}

type Kind = 'array' | 'set' | 'async generator' | 'pipeline' | 'failing'

/** A small source of each kind; one of them fails behind its values. */
const sourceOf = (kind: Kind, values: readonly number[]): AnyIterable<number> => {
  if (kind === 'array') return values
  if (kind === 'set') return new Set(values)
  if (kind === 'pipeline')
    return pipe(
      values,
      map((n) => n),
    )
  return {
    [Symbol.asyncIterator]: async function* () {
      yield* values
      if (kind === 'failing') throw values.length
    },
  }
}

const kinds = fc.constantFrom<Kind>('array', 'set', 'async generator', 'pipeline', 'failing')
const sources = fc.tuple(kinds, fc.array(fc.nat(9), { maxLength: 4 }))
const arrows = fc
  .tuple(kinds, fc.array(fc.nat(9), { maxLength: 3 }), fc.nat(3))
  .map(([kind, values, refused]) => (n: number): AnyIterable<number> => {
    if (n === refused) throw `refused ${n}`
    return sourceOf(
      kind,
      values.map((m) => (n + m) % 10),
    )
  })

describe('flatMap', () => {
  describe('to arrays', () => {
    obeysTheLaws({
      stage: flatMap((list: number[]) => list),
      values: lists,
      model: (values) => values.flat(),
      lookahead: 0,
      failing: (f) => flatMap((value: number[]) => [f(value)]),
    })
  })

  describe('to async generators', () => {
    obeysTheLaws({
      stage: flatMap(async function* (list: number[]) {
        yield* list
      }),
      values: lists,
      model: (values) => values.flat(),
      lookahead: 0,
      failing: (f) =>
        flatMap((value: number[]) => {
          f(value)
          return sourceOf('async generator', [1, 2])
        }),
    })
  })

  describe('to pipelines', () => {
    obeysTheLaws({
      stage: flatMap((list: number[]) => pipe(list, chunksOf(2))),
      values: lists,
      model: (values) => values.flatMap((list) => [list.slice(0, 2), list.slice(2)].filter(({ length }) => length > 0)),
      lookahead: 0,
    })
  })

  describe('is a monad', () => {
    test('of one value it is the function', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(9), arrows, async (n, f) => {
          const direct = E.tryCatch(
            () => f(n),
            (error) => error,
          )
          const expected = E.isLeft(direct) ? ([[], direct] as const) : await outcome(direct.right)
          expect(await outcome(pipe([n], flatMap(f)))).toEqual(expected)
        }),
      )
    })

    test('to one value it changes nothing', async () => {
      await fc.assert(
        fc.asyncProperty(sources, async ([kind, values]) => {
          const same = flatMap((n: number) => [n])
          expect(await outcome(pipe(sourceOf(kind, values), same))).toEqual(await outcome(sourceOf(kind, values)))
        }),
      )
    })

    test('it does not matter which two of three come first', async () => {
      await fc.assert(
        fc.asyncProperty(sources, arrows, arrows, async ([kind, values], f, g) => {
          const outer = pipe(sourceOf(kind, values), flatMap(f), flatMap(g))
          const inner = pipe(
            sourceOf(kind, values),
            flatMap((n) => pipe(f(n), flatMap(g))),
          )
          expect(await outcome(outer)).toEqual(await outcome(inner))
        }),
        { numRuns: 300 },
      )
    })
  })

  test('calls its function when the inner source before has ended', async () => {
    const happened: string[] = []
    const inner = (n: number) => {
      happened.push(`f(${n})`)
      return (function* () {
        yield n
        happened.push(`${n} ended`)
      })()
    }
    await pipe(range(1, 2), flatMap(inner), toArray)
    expect(happened).toEqual(['f(1)', '1 ended', 'f(2)', '2 ended'])
  })

  test('goes on past inner sources that are empty', async () => {
    const third = flatMap((n: number) => (n % 3 === 0 ? [n] : empty))
    expect(await pipe(range(1, 7), third, toArray)).toEqual([3, 6])
  })

  test('gives the values of an inner source before its error, and closes the outer one', async () => {
    let closed = 0
    const outer = (function* () {
      try {
        yield 1
      } finally {
        closed++
      }
    })()
    const failing = flatMap(() => sourceOf('failing', [7, 8]))
    expect(await outcome(pipe(outer, failing))).toEqual([[7, 8], E.left(2)])
    expect(closed).toBe(1)
    expect(
      await outcome(
        pipe(
          [1],
          flatMap(() => fail(undefined)),
        ),
      ),
    ).toEqual([[], E.left(undefined)])
  })

  test('wants no more than is asked for where an inner source gives values at its end', async () => {
    const chunks = flatMap((n: number) => pipe(range(1, n), chunksOf(2)))
    expect(await pipe([3, 3], chunks, take(2), toArray)).toEqual([[1, 2], [3]])
    let pulled = 0
    const source = (function* () {
      for (;;) yield (pulled += 1)
    })()
    await pipe(source, chunks, head)
    expect(pulled).toBe(1)
  })

  test.each(['ab', ''])('refuses the inner string %j', async (text) => {
    const message = `what f gives must be iterable and not a string, got: ${JSON.stringify(text)}`
    const letters = flatMap(() => text)
    await expect(pipe([1], letters, toArray)).rejects.toThrow(new TypeError(message))
  })

  test('refuses a promise of a source', async () => {
    const promised = flatMap((() => Promise.resolve([1])) as never)
    const result = pipe([1], promised, toArray)
    await expect(result).rejects.toThrow(TypeError)
    await expect(result).rejects.toThrow(/^a source must be iterable, got: /)
  })

  test('refuses what is not a function', () => {
    refuses(() => flatMap([1] as never), TypeError, /^f must be a function, got: /)
  })

  test.each<Kind>(['array', 'set', 'async generator', 'pipeline'])(
    'carries 300 000 values of kind %s',
    async (kind) => {
      const count = reduce(0, (n: number) => n + 1)
      const three = flatMap((n: number) => sourceOf(kind, [n, n + 1, n + 2]))
      expect(await pipe(range(1, 100_000), three, count)).toBe(300_000)
    },
  )

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        flatMap((n) => [String(n)]),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        flatMap((n) => (n > 1 ? [n] : empty)),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        flatMap(async function* (n) {
          yield n
        }),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
