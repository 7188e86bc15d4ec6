import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { concat, describe as graph, fail, forEach, range, type RetryPolicy, toArray } from 'sluice'
import { mapTask, mapTaskEither } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { outcome } from '../sinks/sinkClaims.ts'

const modes: Array<{ readonly concurrency: number; readonly ordered: boolean }> = [
  { concurrency: 1, ordered: true },
  { concurrency: 3, ordered: true },
  { concurrency: 3, ordered: false },
]

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

/** All values, and how it went on from there. */
const read = async <A>(source: AsyncIterable<A>): Promise<readonly [readonly A[], ...unknown[]]> => {
  const values: A[] = []
  return [
    values,
    ...(await outcome(
      pipe(
        source,
        forEach((value) => void values.push(value)),
      ),
    )),
  ]
}

/** Grants these delays, one after the other. */
const delays =
  (...ms: readonly number[]): RetryPolicy =>
  ({ iterNumber }) =>
    O.fromNullable(ms[iterNumber])

/** Tasks that are ended by hand, by a clock of their own. */
const tasks = <B>() => {
  const clock = virtualClock()
  const { f, calls, values } = openCalls<number, B>()
  const task = (n: number) => () => f(n, undefined as never)
  const after = async (ms: number): Promise<readonly number[]> => {
    clock.advance(ms)
    await quiet()
    return values()
  }
  return { clock, calls, task, after }
}

const typeError = (message: string): unknown => expect.objectContaining({ name: 'TypeError', message })

describe('mapTask', () => {
  describe.each(modes)('concurrency $concurrency, ordered $ordered', (options) => {
    obeysTheLaws({
      stage: mapTask((value: unknown) => async () => [value], options),
      model: (values) => values.map((value) => [value]),
      lookahead: options.concurrency - 1,
      ordered: options.ordered,
      failingAsync: (f) => mapTask((value) => () => f(value), options),
    })
  })

  test('calls nothing before the pull, and each task once for each iteration', async () => {
    const log: string[] = []
    const source = pipe(
      ['a', 'b'],
      mapTask((value) => {
        log.push(`f ${value}`)
        return async () => log.push(`task ${value}`)
      }),
    )
    const iterator = iterate(source)
    await quiet()
    expect(log).toEqual([])
    expect(await iterator.next()).toEqual({ done: false, value: 2 })
    await quiet()
    expect(log).toEqual(['f a', 'task a'])
    expect(await toArray(source)).toEqual([4, 6])
    expect(log).toEqual(['f a', 'task a', 'f a', 'task a', 'f b', 'task b'])
  })

  test('tells neither f nor its task anything but the value', async () => {
    const told: unknown[][] = []
    const f = (...all: unknown[]) => {
      told.push(all)
      return async (...rest: unknown[]) => void told.push(rest)
    }
    await pipe(['a'], mapTask(f, { retry: () => O.none, timeout: 60_000 }), toArray)
    expect(told).toEqual([['a'], []])
  })

  test('keeps as many tasks in flight as concurrency says', async () => {
    const { calls, task, after } = tasks<string>()
    const all = pipe(range(1, 4), mapTask(task, { concurrency: 2 }), toArray)
    expect(await after(0)).toEqual([1, 2])
    calls[0]?.resolve('a')
    expect(await after(0)).toEqual([1, 2, 3])
    for (const n of [1, 2, 3]) {
      calls[n]?.resolve('abcd'.charAt(n))
      await quiet()
    }
    expect(await all).toEqual(['a', 'b', 'c', 'd'])
  })

  test.each([new Error('down'), undefined])('fails behind earlier results where a task rejects: %o', async (error) => {
    const f = (n: number): T.Task<number> => (n === 2 ? () => Promise.reject(error) : T.delay(1)(T.of(n)))
    expect(await read(pipe(range(1), mapTask(f, { concurrency: 3 })))).toEqual([[1], 'failed', error])
  })

  test('fails behind earlier results where f or its task throws', async () => {
    const throws = (): never => {
      throw 'down'
    }
    const f = (n: number): T.Task<number> => (n === 2 ? throws : T.delay(1)(T.of(n)))
    const g = (n: number): T.Task<number> => (n === 2 ? throws() : T.delay(1)(T.of(n)))
    for (const each of [f, g])
      expect(await read(pipe(range(1), mapTask(each, { concurrency: 3 })))).toEqual([[1], 'failed', 'down'])
  })

  test('gives earlier results before the error of its source', async () => {
    const source = concat([range(1, 2), fail('source')])
    expect(await read(pipe(source, mapTask(T.of)))).toEqual([[1, 2], 'failed', 'source'])
  })

  test('fails where f gives no task', async () => {
    const promised = async (n: number): Promise<number> => n
    const error = typeError('what f gives must be a Task, got: Promise')
    expect(await read(pipe([1], mapTask(promised as never)))).toEqual([[], 'failed', error])
  })

  test('gives undefined, null and Eithers as they are', async () => {
    const values = [undefined, null, E.left('a value')]
    expect(await pipe(values, mapTask(T.of), toArray)).toEqual(values)
  })

  test('calls f again, and runs its task again, where retry grants it', async () => {
    const { clock, calls, task, after } = tasks<string>()
    const results = iterate(pipe([1], mapTask(task, { retry: delays(10), clock })))
    const answer = results.next()
    calls[0]?.reject('once')
    expect(await after(0)).toEqual([1])
    expect(await after(10)).toEqual([1, 1])
    calls[1]?.resolve('there')
    expect(await answer).toEqual({ done: false, value: 'there' })
  })

  test('fails with a TimeoutError where a task takes longer than it may', async () => {
    const { clock, task, after } = tasks<string>()
    const all = read(pipe([1], mapTask(task, { timeout: 10, clock })))
    await after(10)
    expect(await all).toEqual([[], 'failed', expect.objectContaining({ name: 'TimeoutError' })])
    expect(clock.sleeping()).toBe(0)
  })
})

describe('mapTaskEither', () => {
  const retry = () => O.none
  describe.each(modes)('concurrency $concurrency, ordered $ordered', (options) => {
    const even = (value: unknown): boolean => typeof value !== 'number' || value % 2 === 0
    obeysTheLaws({
      stage: mapTaskEither((value: unknown) => (even(value) ? TE.right(value) : TE.left(value)), options),
      model: (values) => values.map((value) => (even(value) ? E.right(value) : E.left(value))),
      lookahead: options.concurrency - 1,
      ordered: options.ordered,
      failingAsync: (f) => mapTaskEither((value) => async () => E.right(await f(value)), options),
    })
    describe('with retry and timeout', () => {
      const patient = { ...options, retry, timeout: 60_000 }
      obeysTheLaws({
        stage: mapTaskEither((value: unknown) => (even(value) ? TE.right(value) : TE.left(value)), patient),
        model: (values) => values.map((value) => (even(value) ? E.right(value) : E.left(value))),
        lookahead: options.concurrency - 1,
        ordered: options.ordered,
        failingAsync: (f) => mapTaskEither((value) => async () => E.right(await f(value)), patient),
      })
    })
  })

  test('gives lefts as values, in order, and goes on', async () => {
    const f = (n: number): TE.TaskEither<string, number> => (n % 2 === 0 ? T.delay(1)(TE.left(`${n}`)) : TE.right(n))
    expect(await pipe(range(1, 4), mapTaskEither(f, { concurrency: 4 }), toArray)).toEqual([
      E.right(1),
      E.left('2'),
      E.right(3),
      E.left('4'),
    ])
  })

  test('takes concurrency and ordered, with retry and without', async () => {
    for (const options of [{}, { retry }]) {
      const { calls, task, after } = tasks<E.Either<string, string>>()
      const all = pipe(range(1, 3), mapTaskEither(task, { ...options, concurrency: 2, ordered: false }), toArray)
      expect(await after(0)).toEqual([1, 2])
      calls[1]?.resolve(E.left('b'))
      expect(await after(0)).toEqual([1, 2, 3])
      calls[2]?.resolve(E.right('c'))
      await after(0)
      calls[0]?.resolve(E.right('a'))
      expect(await all).toEqual([E.left('b'), E.right('c'), E.right('a')])
    }
  })

  test('gives the very Either', async () => {
    const left = E.left({})
    for (const options of [{}, { retry }]) {
      const [only] = await pipe(
        [1],
        mapTaskEither(() => T.of(left), options),
        toArray,
      )
      expect(only).toBe(left)
    }
  })

  test('runs a task once for each iteration, and not before', async () => {
    let runs = 0
    const source = pipe(
      [1],
      mapTaskEither(() => async () => E.right(++runs)),
    )
    await quiet()
    expect(runs).toBe(0)
    expect(await toArray(source)).toEqual([E.right(1)])
    expect(await toArray(source)).toEqual([E.right(2)])
  })

  test('tells neither f nor its task anything but the value', async () => {
    const told: unknown[][] = []
    const f = (...all: unknown[]) => {
      told.push(all)
      return async (...rest: unknown[]) => E.right(told.push(rest))
    }
    await pipe(['a'], mapTaskEither(f, { retry, timeout: 60_000 }), toArray)
    expect(told).toEqual([['a'], []])
  })

  test('tries a left again as long as retry grants it, in its slot, and gives the last one', async () => {
    const { clock, calls, task, after } = tasks<E.Either<string, string>>()
    const results = iterate(pipe(range(1), mapTaskEither(task, { retry: delays(10, 20), clock })))
    const answer = results.next()
    calls[0]?.resolve(E.left('once'))
    expect(await after(0)).toEqual([1])
    expect(await after(9)).toEqual([1])
    expect(await after(1)).toEqual([1, 1])
    calls[1]?.resolve(E.left('twice'))
    expect(await after(0)).toEqual([1, 1])
    expect(await after(20)).toEqual([1, 1, 1])
    calls[2]?.resolve(E.left('for good'))
    expect(await answer).toEqual({ done: false, value: E.left('for good') })
    expect([await after(100), clock.sleeping()]).toEqual([[1, 1, 1], 0])
  })

  test('gives the right that a further try comes to', async () => {
    const { clock, calls, task, after } = tasks<E.Either<string, string>>()
    const all = read(pipe([1], mapTaskEither(task, { retry: delays(10, 10), clock })))
    calls[0]?.resolve(E.left('once'))
    await after(0)
    await after(10)
    calls[1]?.reject('rejected')
    await after(0)
    await after(10)
    calls[2]?.resolve(E.right('there'))
    expect(await all).toEqual([[E.right('there')], 'gave', undefined])
  })

  test('tries no left again without retry', async () => {
    let runs = 0
    const f = () => async () => E.left(++runs)
    expect(await pipe([1], mapTaskEither(f), toArray)).toEqual([E.left(1)])
    expect(runs).toBe(1)
  })

  test('leaves no timer where the consumer leaves between two tries', async () => {
    const { clock, calls, task, after } = tasks<E.Either<string, string>>()
    const results = iterate(pipe([1], mapTaskEither(task, { retry: delays(10), clock })))
    const answer = results.next()
    calls[0]?.resolve(E.left('once'))
    await after(0)
    expect(clock.sleeping()).toBe(1)
    await results.return?.()
    expect(await answer).toEqual({ done: true, value: undefined })
    await quiet()
    expect([clock.sleeping(), await after(10)]).toEqual([0, [1]])
  })

  test('fails with a TimeoutError, which is no left', async () => {
    const { clock, task, after } = tasks<E.Either<string, string>>()
    const all = read(pipe([1], mapTaskEither(task, { timeout: 10, retry: delays(5), clock })))
    await after(10)
    expect(await after(5)).toEqual([1, 1])
    await after(10)
    expect(await all).toEqual([[], 'failed', expect.objectContaining({ name: 'TimeoutError' })])
    expect(clock.sleeping()).toBe(0)
  })

  test.each([{}, { retry }])('fails behind earlier results where a task rejects: %o', async (options) => {
    const f = (n: number): TE.TaskEither<never, number> => (n === 2 ? () => Promise.reject(undefined) : TE.right(n))
    const stage = mapTaskEither(f, { ...options, concurrency: 3 })
    expect(await read(pipe(range(1), stage))).toEqual([[E.right(1)], 'failed', undefined])
  })

  test('fails where f gives no task, or that promises no Either', async () => {
    const promised = async (): Promise<E.Either<never, number>> => E.right(1)
    expect(await read(pipe([1], mapTaskEither(promised as never)))).toEqual([
      [],
      'failed',
      typeError('what f gives must be a Task, got: Promise'),
    ])
    expect(
      await read(
        pipe(
          [1],
          mapTaskEither(() => T.of(1 as never)),
        ),
      ),
    ).toEqual([[], 'failed', typeError('what a task promises must be an Either, got: 1')])
  })
})

describe.each([
  { name: 'mapTask', stage: mapTask },
  { name: 'mapTaskEither', stage: mapTaskEither },
])('$name', ({ name, stage }) => {
  const build = (options: object) => () => (stage as typeof mapTask)(T.of, options)

  test('refuses bad arguments', () => {
    refuses(() => stage(null as never), TypeError, /^f must be a function, got: null$/)
    refuses(build(null as never), TypeError, /^options must be an object, got: null$/)
    refuses(build(4 as never), TypeError, /^options must be an object, got: 4$/)
    for (const concurrency of [0, 1.5, Infinity])
      refuses(build({ concurrency }), RangeError, /^concurrency must be an integer of at least 1, got: /)
    refuses(build({ ordered: 1 }), RangeError, /^ordered must be one of true, false, got: 1$/)
    refuses(build({ retry: 3 }), TypeError, /^retry must be a function, got: 3$/)
    refuses(build({ timeout: 0 }), RangeError, /^timeout must be an integer of at least 1, got: 0$/)
    refuses(build({ clock: {} }), TypeError, /^clock\.now must be a function, got: undefined$/)
  })

  test('is called by its name in a description', () => {
    expect(graph(build({})()(range(1))).nodes.map((node) => node.name)).toEqual(['range', name])
  })
})

test('mapTask and mapTaskEither infer their types in a pipe', () => {
  class Bad {
    readonly bad = true
  }
  const source = range(1, 3)
  expectTypeOf(
    pipe(
      source,
      mapTask((n) => T.of(n.toFixed()), { concurrency: 2 }),
    ),
  ).toEqualTypeOf<AsyncIterable<string>>()
  expectTypeOf(
    pipe(
      source,
      mapTaskEither((n) => (n > 1 ? TE.right(n.toFixed()) : TE.left(new Bad())), { ordered: false }),
    ),
  ).toEqualTypeOf<AsyncIterable<E.Either<Bad, string>>>()
  expectTypeOf(
    pipe(
      source,
      mapTask((n) => TE.right<Bad, number>(n)),
    ),
  ).toEqualTypeOf<AsyncIterable<E.Either<Bad, number>>>()
  // @ts-expect-error a promise is no task
  expectTypeOf(mapTask).toBeCallableWith(async (n: number) => n)
  // @ts-expect-error a Task promises no Either
  expectTypeOf(mapTaskEither).toBeCallableWith((n: number) => T.of(n))
  // @ts-expect-error the values are numbers
  expectTypeOf(mapTask((text: string) => T.of(text))).toBeCallableWith(source)
})
