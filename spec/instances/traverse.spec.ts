import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { concat, describe as graph, empty, fail, map, range } from 'sluice'
import { toTask, toTaskEither, traverse, traverseTaskEither } from 'sluice/fp-ts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { bytesUsed } from '../memory.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { keepsTheClaimsOfSinks, outcome, watched } from '../sinks/sinkClaims.ts'

const anyConcurrency = fc.integer({ min: 1, max: 5 })

/** What a task comes to. */
type Fate = readonly ['right' | 'left' | 'rejects' | 'throws', number]
const fates = (...kinds: ReadonlyArray<Fate[0]>): fc.Arbitrary<Fate[]> =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat()), { maxLength: 12 })

/** Tasks that come to their fate when the scheduler lets them. */
const scheduled =
  (scheduler: fc.Scheduler) =>
  ([kind, n]: Fate): TE.TaskEither<number, number> => {
    if (kind === 'throws') throw n
    return async () => {
      await scheduler.schedule(Promise.resolve())
      return kind === 'right' ? E.right(n) : kind === 'left' ? E.left(n) : Promise.reject(n)
    }
  }

/** Calls that are ended by hand, over a source that is watched. */
const traversing = (concurrency: number, values: Iterable<number>, ending?: { readonly value: unknown }) => {
  const { source, counts } = watched(values, ending === undefined ? {} : { error: ending })
  const { f, calls, values: started } = openCalls<number, E.Either<string, number>>()
  const task = (n: number): TE.TaskEither<string, number> => {
    return () => f(n, undefined as never)
  }
  let settled: unknown = 'running'
  void outcome(traverseTaskEither(concurrency)(task)(source)).then((answer) => (settled = answer))
  const end = async (call: number, result: E.Either<string, number> = E.right(call)): Promise<readonly number[]> => {
    calls[call]?.resolve(result)
    await quiet()
    return started()
  }
  const crash = async (call: number, error: unknown): Promise<readonly number[]> => {
    calls[call]?.reject(error)
    await quiet()
    return started()
  }
  return { counts, started, end, crash, settled: () => settled }
}

describe('traverse', () => {
  describe.each([1, 3])('with %i in flight', (concurrency) => {
    sinkObeysTheLaws({
      sink: traverse(concurrency)((value: unknown) => async () => typeof value),
      model: (values) => values.map((value) => typeof value),
      failingAsync: (f) => traverse(concurrency)((value: unknown) => () => f(value)),
    })
    keepsTheClaimsOfSinks(traverse(concurrency)(T.of), identity, 1_000_000)
  })

  test('gives what the sequential Applicative of fp-ts gives, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), anyConcurrency, fc.array(fc.nat()), async (scheduler, n, values) => {
        const f = (value: number) => scheduler.scheduleFunction(async () => value * 2)
        const results = pipe(values, traverse(n)(f))
        await scheduler.waitFor(results)
        expect(await results).toEqual(await RA.traverse(T.ApplicativeSeq)((value: number) => T.of(value * 2))(values)())
      }),
    )
  })

  test.each(['at once', 'later'] as const)(
    'keeps as many tasks in flight as there may be, over a source that answers %s, whatever the schedule',
    async (answers) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), anyConcurrency, fc.nat(12), async (scheduler, n, length) => {
          let started = 0
          let over = 0
          const values = answers === 'at once' ? range(1, length) : watched([...range0(length)]).source
          const f = () => async () => {
            started++
            await scheduler.schedule(Promise.resolve())
            over++
          }
          const done = pipe(values, traverse(n)(f))
          for (;;) {
            for (let turns = 0; turns <= length; turns++) await quiet()
            expect(started - over).toBe(Math.min(n, length - over))
            if (scheduler.count() === 0) break
            await scheduler.waitOne()
          }
          expect(await done).toHaveLength(length)
        }),
        { numRuns: 50 },
      )
    },
  )

  test('runs nothing more than once, and nothing before the source gives a value', async () => {
    const { source, counts } = watched(['a', 'b'])
    const log: string[] = []
    const sink = traverse(2)((value: string) => {
      log.push(`f ${value}`)
      return async () => log.push(`task ${value}`)
    })
    expect([log, counts.opened]).toEqual([[], 0])
    expect(await sink(source)).toEqual([2, 4])
    expect(log).toEqual(['f a', 'task a', 'f b', 'task b'])
  })

  test('tells neither f nor its task anything but the value', async () => {
    const told: unknown[][] = []
    await pipe(
      ['a'],
      traverse(1)((...all: unknown[]) => {
        told.push(all)
        return async (...rest: unknown[]) => void told.push(rest)
      }),
    )
    expect(told).toEqual([['a'], []])
  })

  test('gives an array of its own to each run', async () => {
    const sink = traverse(1)(T.of<number>)
    const [one, other] = [await sink([1]), await sink([1])]
    expect([one, other]).toEqual([[1], [1]])
    expect(one).not.toBe(other)
    expect(await sink(empty)).toEqual([])
  })

  test('collects undefined, null and Eithers as they are', async () => {
    const values = [undefined, null, E.left('a value')]
    expect(await pipe(values, traverse(2)(T.of))).toEqual(values)
  })

  test.each([new Error('down'), undefined])('rejects with what a task rejects with: %o', async (error) => {
    const { source, counts } = watched([1, 2, 3])
    const f = (n: number): T.Task<number> => (n === 2 ? () => Promise.reject(error) : T.of(n))
    expect(await outcome(traverse(1)(f)(source))).toEqual(['failed', error])
    expect(counts).toEqual({ opened: 1, pulls: 2, closes: 1, closed: 1 })
  })

  test('rejects with a TypeError where f gives no task', async () => {
    const promised = async (): Promise<number> => 1
    expect(await outcome(pipe([1], traverse(1)(promised as never)))).toEqual([
      'failed',
      expect.objectContaining({ name: 'TypeError', message: 'what f gives must be a Task, got: Promise' }),
    ])
  })

  test('has room for as many as a limit says that is turned while it runs', async () => {
    const limit = { current: 1 }
    const { f, calls, values } = openCalls<number, number>()
    const done = pipe(
      range(1, 6),
      traverse(limit)((n) => () => f(n, undefined as never)),
    )
    await quiet()
    expect(values()).toEqual([1])
    limit.current = 3
    calls[0]?.resolve(1)
    await quiet()
    expect(values()).toEqual([1, 2, 3, 4])
    limit.current = 1
    for (const call of [1, 2]) calls[call]?.resolve(call + 1)
    await quiet()
    expect(values()).toEqual([1, 2, 3, 4])
    for (const call of [3, 4, 5]) {
      calls[call]?.resolve(call + 1)
      await quiet()
    }
    expect(await done).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('runs a million tasks, that promise at once or not, in so many bytes as their results take', async () => {
    let before = 0
    let after = 0
    const weigh = async (n: number): Promise<undefined> => {
      if (n === 100_000) before = await bytesUsed()
      if (n === 1_000_000) after = await bytesUsed()
    }
    const all = await pipe(
      range(1, 1_000_000),
      traverse(16)((n) => () => weigh(n)),
    )
    expect([all.length, all[0]]).toEqual([1_000_000, undefined])
    expect((after - before) / 900_000).toBeLessThan(16)
  })

  test.each([0, -1, 1.5, Infinity, NaN, { current: 0 }])('refuses %o as a limit, before it has a function', (n) => {
    for (const build of [traverse, traverseTaskEither])
      refuses(() => build(n), RangeError, /^concurrency must be an integer of at least 1, got: /)
  })

  test('refuses what is no number, and no function', () => {
    for (const build of [traverse, traverseTaskEither])
      refuses(() => build('4' as never), TypeError, /^concurrency must be a number, got: "4"$/)
    refuses(() => traverse(4)(4 as never), TypeError, /^f must be a function, got: 4$/)
    refuses(() => traverseTaskEither(4)(4 as never), TypeError, /^f must be a function, got: 4$/)
  })

  test('is called by its name in a description', () => {
    const names = (sink: Parameters<typeof graph>[1]) => graph(empty, sink).nodes.map(({ name }) => name)
    expect(names(traverse(1)(T.of))).toEqual(['empty', 'traverse'])
    expect(names(traverseTaskEither(1)(TE.of))).toEqual(['empty', 'traverseTaskEither'])
  })
})

describe('traverseTaskEither', () => {
  describe.each([1, 3])('with %i in flight', (concurrency) => {
    sinkObeysTheLaws({
      sink: traverseTaskEither(concurrency)((value: unknown) => async () => E.right(typeof value)),
      model: (values) => E.right(values.map((value) => typeof value)),
      failingAsync: (f) => traverseTaskEither(concurrency)((value: unknown) => async () => E.right(await f(value))),
    })
    describe('that may be lefts', () => {
      sinkObeysTheLaws({
        sink: traverseTaskEither(concurrency)((n: number) => async () => (n > 2 ? E.right(-n) : E.left(n))),
        values: fc.nat(9),
        model: (values) =>
          pipe(
            values,
            E.traverseArray((n) => (n > 2 ? E.right(-n) : E.left(n))),
          ),
        stopsAfter: (values) => (values.some((n) => n <= 2) ? values.findIndex((n) => n <= 2) + 1 : Infinity),
        lookahead: concurrency - 1,
      })
    })
    keepsTheClaimsOfSinks(traverseTaskEither(concurrency)(TE.of), identity, 1_000_000)
  })

  test('gives what the sequential Applicative of fp-ts gives, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        anyConcurrency,
        fates('right', 'right', 'left'),
        async (scheduler, n, values) => {
          const f = scheduled(scheduler)
          const result = pipe(values, traverseTaskEither(n)(f))
          await scheduler.waitFor(result)
          const expected = RA.traverse(TE.ApplicativeSeq)(([kind, value]: Fate) =>
            kind === 'right' ? TE.right(value) : TE.left(value),
          )
          expect(await result).toEqual(await expected(values)())
        },
      ),
    )
  })

  test('comes to the first failure by position, of whatever kind, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        anyConcurrency,
        fates('right', 'right', 'right', 'left', 'rejects', 'throws'),
        fc.boolean(),
        async (scheduler, n, values, sourceFails) => {
          const source = sourceFails ? concat([values, fail('source')]) : values
          const result = outcome(pipe(source, traverseTaskEither(n)(scheduled(scheduler))))
          await scheduler.waitFor(result)
          const first = values.find(([kind]) => kind !== 'right')
          const whole = sourceFails ? ['failed', 'source'] : ['gave', E.right(values.map(([, value]) => value))]
          expect(await result).toEqual(
            first === undefined ? whole : first[0] === 'left' ? ['gave', E.left(first[1])] : ['failed', first[1]],
          )
        },
      ),
    )
  })

  test('ends at the first left, and closes its source, with later tasks in flight', async () => {
    const { counts, end, started, settled } = traversing(3, range0(9))
    await quiet()
    expect(started()).toEqual([0, 1, 2])
    expect(await end(0, E.left('no'))).toEqual([0, 1, 2])
    expect(settled()).toEqual(['gave', E.left('no')])
    expect(counts).toEqual({ opened: 1, pulls: 3, closes: 1, closed: 1 })
    expect(await end(1)).toEqual([0, 1, 2])
  })

  test('waits for earlier tasks at a left, and pulls and starts nothing meanwhile', async () => {
    const { counts, end, settled } = traversing(4, range0(9))
    await quiet()
    expect(await end(2, E.left('second'))).toEqual([0, 1, 2, 3])
    expect(await end(3)).toEqual([0, 1, 2, 3])
    expect(await end(1)).toEqual([0, 1, 2, 3])
    expect([settled(), counts.pulls, counts.closes]).toEqual(['running', 4, 0])
    await end(0)
    expect(settled()).toEqual(['gave', E.left('second')])
    expect(counts).toEqual({ opened: 1, pulls: 4, closes: 1, closed: 1 })
  })

  test('prefers an earlier left that comes later', async () => {
    const { end, settled } = traversing(3, range0(9))
    await quiet()
    await end(2, E.left('second'))
    await end(0)
    expect(settled()).toBe('running')
    await end(1, E.left('first'))
    expect(settled()).toEqual(['gave', E.left('first')])
  })

  test('prefers an earlier left that comes later to the error of its source', async () => {
    const { end, settled } = traversing(3, [0, 1], { value: 'source' })
    await quiet()
    await end(1, E.left('first'))
    expect(settled()).toBe('running')
    await end(0)
    expect(settled()).toEqual(['gave', E.left('first')])
  })

  test('rejects with the error of its source when the tasks in flight have ended', async () => {
    const { end, settled } = traversing(3, [0, 1], { value: undefined })
    await quiet()
    await end(1)
    expect(settled()).toBe('running')
    await end(0)
    expect(settled()).toEqual(['failed', undefined])
  })

  test('has what a task rejects with come in its turn', async () => {
    const { crash, end, settled } = traversing(3, range0(9))
    await quiet()
    await crash(1, undefined)
    expect(settled()).toBe('running')
    await end(0)
    expect(settled()).toEqual(['failed', undefined])
  })

  test('calls f no more where it throws, however many values its source hands down at once', async () => {
    for (const failsAt of range0(40)) {
      const seen: number[] = []
      const f = (n: number): TE.TaskEither<string, number> => {
        seen.push(n)
        if (n === failsAt) throw 'down'
        return TE.right(n)
      }
      expect(await outcome(pipe(range(0), traverseTaskEither(64)(f)))).toEqual(['failed', 'down'])
      expect(seen).toEqual([...range0(failsAt + 1)])
    }
  })

  test('gives the very left', async () => {
    const left = E.left({})
    expect(
      await pipe(
        [1],
        traverseTaskEither(1)(() => async () => left),
      ),
    ).toBe(left)
  })

  test('rejects with a TypeError where a task promises no Either', async () => {
    expect(
      await outcome(
        pipe(
          [1],
          traverseTaskEither(1)(() => T.of(1 as never)),
        ),
      ),
    ).toEqual([
      'failed',
      expect.objectContaining({ name: 'TypeError', message: 'what a task promises must be an Either, got: 1' }),
    ])
  })
})

test('the traversals infer their types in a pipe', () => {
  class Bad {
    readonly bad = true
  }
  const digits = (n: number): TE.TaskEither<Bad, string> => (n > 1 ? TE.right(n.toFixed()) : TE.left(new Bad()))
  const source = range(1, 3)
  expectTypeOf(
    pipe(
      source,
      traverse(2)((n) => T.of(n.toFixed())),
    ),
  ).toEqualTypeOf<Promise<readonly string[]>>()
  expectTypeOf(pipe(source, toTask(traverse(2)((n) => T.of(n.toFixed()))))).toEqualTypeOf<T.Task<readonly string[]>>()
  expectTypeOf(pipe(source, traverseTaskEither(2)(digits))).toEqualTypeOf<Promise<E.Either<Bad, readonly string[]>>>()
  expectTypeOf(
    pipe(
      source,
      traverseTaskEither(2)((n) => (n > 1 ? TE.right(n.toFixed()) : TE.left(new Bad()))),
    ),
  ).toEqualTypeOf<Promise<E.Either<Bad, readonly string[]>>>()
  const task = pipe(source, toTask(traverseTaskEither(2)(digits)))
  expectTypeOf(task).toEqualTypeOf<TE.TaskEither<Bad, readonly string[]>>()
  expectTypeOf(
    pipe(source, toTaskEither(traverseTaskEither(2)(digits), String), TE.flatMapEither(identity)),
  ).toEqualTypeOf<TE.TaskEither<Bad | string, readonly string[]>>()
  expectTypeOf(pipe(source, map(String), traverse(2)(T.of))).toEqualTypeOf<Promise<readonly string[]>>()
  // @ts-expect-error the values are numbers
  expectTypeOf(traverse(2)((text: string) => T.of(text))).toBeCallableWith(source)
  // @ts-expect-error a promise is no task
  expectTypeOf(traverse(2)).toBeCallableWith(async (n: number) => n)
  // @ts-expect-error the limit comes first
  expectTypeOf(traverse).toBeCallableWith(digits)
})

function* range0(n: number): Iterable<number> {
  for (let i = 0; i < n; i++) yield i
}
