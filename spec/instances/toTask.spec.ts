import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import type * as O from 'fp-ts/lib/Option.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type AnyIterable, fail, find, fold, forEach, map, range, toArray } from 'sluice'
import { toTask, toTaskEither } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses } from '../laws.ts'
import { outcome, watched } from '../sinks/sinkClaims.ts'

describe('toTask', () => {
  test('opens nothing until it runs, and the source anew for each run', async () => {
    const { source, counts } = watched([1, 2])
    const task = pipe(source, toTask(toArray))
    expect(counts.opened).toBe(0)
    expect(await task()).toEqual([1, 2])
    expect(counts.opened).toBe(1)
    const [one, other] = await Promise.all([task(), task()])
    expect([one, other]).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect(counts.opened).toBe(3)
  })

  test('gives the very source to a sink of yours', async () => {
    const source = [1, 2]
    const same = async (given: AnyIterable<number>): Promise<boolean> => given === source
    expect(await pipe(source, toTask(same))()).toBe(true)
  })

  test.each([new Error('down'), undefined])('rejects with what the sink rejects with: %o', async (error) => {
    expect(await outcome(pipe(fail(error), toTask(toArray))())).toEqual(['failed', error])
  })

  test('rejects where a sink throws', async () => {
    const throws = (): never => {
      throw 'down'
    }
    const task = pipe([1], toTask(throws))
    expect(await outcome(task())).toEqual(['failed', 'down'])
  })

  test('refuses what is no function', () => {
    refuses(() => toTask(null as never), TypeError, /^sink must be a function, got: null$/)
  })

  test('refuses what cannot be iterated where it is applied, before it runs', () => {
    refuses(() => toTask(toArray)(5 as never), TypeError, /^a source must be iterable, got: 5$/)
  })
})

describe('toTaskEither', () => {
  test('opens nothing until it runs, and the source anew for each run', async () => {
    const { source, counts } = watched([1, 2])
    const task = pipe(source, toTaskEither(toArray, E.toError))
    expect(counts.opened).toBe(0)
    expect(await task()).toEqual(E.right([1, 2]))
    expect(await task()).toEqual(E.right([1, 2]))
    expect(counts.opened).toBe(2)
  })

  test('makes a left of what the source, a stage or the sink fails with, undefined too', async () => {
    const box = (error: unknown): unknown => ({ error })
    const throws = (error: unknown) => (): never => {
      throw error
    }
    expect(await pipe(fail(undefined), toTaskEither(toArray, box))()).toEqual(E.left({ error: undefined }))
    expect(await pipe([1], map(throws('stage')), toTaskEither(toArray, box))()).toEqual(E.left({ error: 'stage' }))
    expect(await pipe([1], toTaskEither(forEach(throws('sink')), box))()).toEqual(E.left({ error: 'sink' }))
    expect(await pipe([1], toTaskEither(throws('sink'), box))()).toEqual(E.left({ error: 'sink' }))
  })

  test('calls onError where something fails alone, and with that alone', async () => {
    const told: unknown[][] = []
    const onError = (...all: unknown[]): number => told.push(all)
    expect(await pipe([1], toTaskEither(toArray, onError))()).toEqual(E.right([1]))
    expect(told).toEqual([])
    await pipe(fail('down'), toTaskEither(toArray, onError))()
    expect(told).toEqual([['down']])
  })

  test('gives a result that is an Either as it is', async () => {
    const first = async (): Promise<E.Either<string, number>> => E.left('no')
    expect(await pipe([1], toTaskEither(first, String))()).toEqual(E.right(E.left('no')))
  })

  test('refuses what is no function', () => {
    refuses(() => toTaskEither(null as never, String), TypeError, /^sink must be a function, got: null$/)
    refuses(() => toTaskEither(toArray, null as never), TypeError, /^onError must be a function, got: null$/)
  })

  test('refuses what cannot be iterated where it is applied, before it runs', () => {
    refuses(() => toTaskEither(toArray, String)(5 as never), TypeError, /^a source must be iterable, got: 5$/)
  })
})

test('toTask and toTaskEither infer their types in a pipe', () => {
  const source = range(1, 3)
  const isOne = (n: number): n is 1 => n === 1
  expectTypeOf(pipe(source, toTask(toArray))).toEqualTypeOf<T.Task<number[]>>()
  expectTypeOf(pipe(source, toTask(fold(N.MonoidSum)))).toEqualTypeOf<T.Task<number>>()
  expectTypeOf(
    pipe(
      source,
      toTask(find((n) => n > 1)),
      T.map((found) => found._tag),
    ),
  ).toEqualTypeOf<T.Task<'None' | 'Some'>>()
  expectTypeOf(pipe(source, toTask(find(isOne)))).toEqualTypeOf<T.Task<O.Option<1>>>()
  expectTypeOf(pipe(source, toTaskEither(toArray, E.toError))).toEqualTypeOf<TE.TaskEither<Error, number[]>>()
  expectTypeOf(
    pipe(
      source,
      toTaskEither(fold(N.MonoidSum), () => 'down' as const),
      TE.map((sum) => sum.toFixed()),
    ),
  ).toEqualTypeOf<TE.TaskEither<'down', string>>()
  expectTypeOf(flow(map(String), toTask(toArray))).returns.toEqualTypeOf<T.Task<string[]>>()
  // @ts-expect-error a stage is no sink
  expectTypeOf(toTask).toBeCallableWith(map(String))
  // @ts-expect-error the values are numbers
  expectTypeOf(toTask(forEach((text: string) => void text))).toBeCallableWith(source)
  // @ts-expect-error what becomes of an error has to be said
  expectTypeOf(toTaskEither).toBeCallableWith(toArray)
})
