import { chainFirstIOK } from 'fp-ts/lib/FromIO.js'
import { chainTaskK } from 'fp-ts/lib/FromTask.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import { concat, describe as graphOf, forEach, range, tap, toArray } from 'sluice'
import { FromIO, fromIO, FromTask, fromTask, Monad, MonadIO, MonadTask } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { hold } from './equality.ts'
import * as laws from './equations.ts'

hold('FromIO', laws.fromIO(FromIO, Monad))
hold('FromTask', { ...laws.fromIO(FromTask, Monad), ...laws.fromTask(FromTask, Monad) })
hold('MonadIO', {
  ...laws.functor(MonadIO),
  ...laws.applicative(MonadIO),
  ...laws.chain(MonadIO),
  ...laws.monad(MonadIO),
  ...laws.fromIO(MonadIO, MonadIO),
})
hold('MonadTask', {
  ...laws.functor(MonadTask),
  ...laws.applicative(MonadTask),
  ...laws.chain(MonadTask),
  ...laws.monad(MonadTask),
  ...laws.fromIO(MonadTask, MonadTask),
  ...laws.fromTask(MonadTask, MonadTask),
})

describe('fromIO', () => {
  sourceObeysTheLaws({ source: () => fromIO(() => 1), values: [1], failing: (f) => () => fromIO(() => f(1)) })

  test('runs once for each iteration, and not before', async () => {
    let runs = 0
    const source = fromIO(() => ++runs)
    const iterator = source[Symbol.asyncIterator]()
    expect(runs).toBe(0)
    expect(await iterator.next()).toEqual({ done: false, value: 1 })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await toArray(source)).toEqual([2])
  })

  test('gives a promise as a value', async () => {
    const promise = Promise.resolve(1)
    const seen: unknown[] = []
    await forEach((value) => void seen.push(value))(fromIO(() => promise))
    expect(seen).toEqual([promise])
  })

  test('fails with an undefined that is thrown', async () => {
    const io = (): number => {
      throw undefined
    }
    await expect(toArray(fromIO(io))).rejects.toBe(undefined)
  })

  test('refuses what is no function', () => {
    refuses(() => fromIO(1 as never), TypeError, /^io must be a function, got: 1$/)
  })
})

describe('fromTask', () => {
  sourceObeysTheLaws({
    source: () => fromTask(async () => 1),
    values: [1],
    failingAsync: (f) => () => fromTask(() => f(1)),
  })

  test('runs once for each iteration, and not before', async () => {
    let runs = 0
    const source = fromTask(async () => ++runs)
    const iterator = source[Symbol.asyncIterator]()
    expect(runs).toBe(0)
    expect(await iterator.next()).toEqual({ done: false, value: 1 })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await toArray(source)).toEqual([2])
  })

  test.each([new Error('down'), undefined])('fails behind the values before it where it rejects: %o', async (error) => {
    const given: number[] = []
    const source = pipe(
      concat([range(1, 2), fromTask<number>(() => Promise.reject(error)), range(3, 4)]),
      tap((n) => given.push(n)),
    )
    await expect(toArray(source)).rejects.toBe(error)
    expect(given).toEqual([1, 2])
  })

  test('fails where the task throws', async () => {
    const task = (): Promise<number> => {
      throw new Error('at once')
    }
    await expect(toArray(fromTask(task))).rejects.toThrow('at once')
  })

  test('keeps nobody waiting who leaves while it runs', async () => {
    const iterator = fromTask(() => new Promise<number>(() => undefined))[Symbol.asyncIterator]()
    const asked = iterator.next()
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
    expect(await asked).toEqual({ done: true, value: undefined })
  })

  test('gives null and undefined', async () => {
    expect(await toArray(fromTask(T.of(undefined)))).toEqual([undefined])
    expect(await toArray(fromTask(T.of(null)))).toEqual([null])
  })

  test('refuses what is no function', () => {
    refuses(() => fromTask(Promise.resolve(1) as never), TypeError, /^task must be a function, got: Promise$/)
  })
})

test('effects are called by their names in a description', () => {
  const names = [fromIO(() => 1), fromTask(T.of(1))].map((source) => graphOf(source).nodes.at(-1)?.name)
  expect(names).toEqual(['fromIO', 'fromTask'])
})

test('generic code chains effects one after another', async () => {
  const log: string[] = []
  const source = pipe(
    range(1, 2),
    chainFirstIOK(FromIO, Monad)((n) => () => void log.push(`io ${n}`)),
    chainTaskK(
      FromTask,
      Monad,
    )((n) => async () => {
      log.push(`task ${n}`)
      return n * 2
    }),
  )
  expect(log).toEqual([])
  expect(await toArray(source)).toEqual([2, 4])
  expect(log).toEqual(['io 1', 'task 1', 'io 2', 'task 2'])
  expectTypeOf(source).toEqualTypeOf<AsyncIterable<number>>()
})
