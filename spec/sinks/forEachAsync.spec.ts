import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  type Clock,
  describe as graph,
  empty,
  fail,
  forEachAsync,
  type ForEachAsyncOptions,
  map,
  range,
  type RestartLimitError,
} from 'sluice'
import { beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { refuses, sinkObeysTheLaws, virtualClock } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { stillTime } from '../stillTime.ts'
import { keepsTheClaimsOfSinks, outcome, timerFires, watched } from './sinkClaims.ts'

const nothing = (): undefined => undefined

/** Where errors go that make no difference here. */
const unheard = { restart: 'temporary', onError: nothing } as const

/** Children that are ended by hand, over a source that is watched, by a clock of its own. */
const supervising = (values: Iterable<number>, options: ForEachAsyncOptions, ending?: { readonly value: unknown }) => {
  const clock = virtualClock()
  const { source, counts } = watched(values, ending === undefined ? {} : { error: ending })
  const { f, calls, values: started } = openCalls<number, unknown>()
  const errors: unknown[] = []
  const onError = (error: unknown): unknown => errors.push(error)
  let settled: unknown = 'running'
  const result = outcome(pipe(source, forEachAsync(f, { clock, onError, ...options })))
  void result.then((answer) => (settled = answer))
  const end = async (child: number): Promise<readonly number[]> => {
    calls[child]?.resolve('ended')
    await quiet()
    return started()
  }
  const crash = async (child: number, error: unknown = `crash ${child}`): Promise<readonly number[]> => {
    calls[child]?.reject(error)
    await quiet()
    return started()
  }
  return { clock, counts, calls, started, errors, result, end, crash, settled: () => settled }
}

const limitError = (errors: readonly unknown[], message: RegExp) =>
  expect.objectContaining({ name: 'RestartLimitError', message: expect.stringMatching(message), errors })

describe('forEachAsync', () => {
  describe('with children that promise', () => {
    sinkObeysTheLaws({
      sink: forEachAsync(async () => undefined),
      model: nothing,
      failingAsync: (f) => forEachAsync(f),
    })
  })
  describe('with several children', () => {
    const sink = forEachAsync(async () => undefined, { concurrency: 3 })
    sinkObeysTheLaws({
      sink,
      model: nothing,
      ordered: false,
      failingAsync: (f) => forEachAsync(f, { concurrency: 3 }),
    })
    keepsTheClaimsOfSinks(sink, (n) => n, 1_000_000)
  })
  describe('with children that do not', () => {
    sinkObeysTheLaws({
      sink: forEachAsync(nothing),
      model: nothing,
      failing: (f) => forEachAsync(f),
    })
    keepsTheClaimsOfSinks(forEachAsync(nothing))
  })
  describe('with restart and retry', () => {
    const retry = () => O.none
    sinkObeysTheLaws({
      sink: forEachAsync(async () => Promise.reject('left out'), { ...unheard, retry, concurrency: 2 }),
      model: nothing,
    })
    sinkObeysTheLaws({
      sink: forEachAsync(async () => undefined, { restart: 'transient', retry, concurrency: 2 }),
      model: nothing,
    })
    keepsTheClaimsOfSinks(
      forEachAsync(() => expect.fail(), unheard),
      (n) => n,
      100_000,
    )
  })

  describe("as GenStage's ConsumerSupervisor", () => {
    beforeEach(stillTime)

    test('C1: runs one child at a time by default, and what fails or does nothing makes way at once', async () => {
      const started: string[] = []
      const { f, calls } = openCalls<string, unknown>()
      const errors: unknown[] = []
      const start = (value: string, signal: AbortSignal): unknown => {
        started.push(value)
        if (value === 'error') throw 'no child'
        return value === 'ignore' ? undefined : f(value, signal)
      }
      const done = pipe(
        ['child 1', 'error', 'ignore', 'child 2', 'child 3', 'child 4'],
        forEachAsync(start, { restart: 'temporary', onError: (error) => errors.push(error) }),
      )
      await quiet()
      expect(started).toEqual(['child 1'])
      calls[0]?.resolve(1)
      await quiet()
      expect(started).toEqual(['child 1', 'error', 'ignore', 'child 2'])
      calls[1]?.reject('terminated')
      await quiet()
      expect(started).toHaveLength(5)
      calls[2]?.resolve(3)
      await quiet()
      calls[3]?.resolve(4)
      expect(await done).toBe(undefined)
      expect(errors).toEqual(['no child', 'terminated'])
    })

    test('C2: counts a child that is run again, and starts no other in its place', async () => {
      const { started, counts, crash, end } = supervising([1, 2, 3], { restart: 'transient' })
      await quiet()
      expect(await crash(0)).toEqual([1, 1])
      expect(await crash(1)).toEqual([1, 1, 1])
      expect(counts.pulls).toBe(1)
      expect(await end(2)).toEqual([1, 1, 1, 2])
      expect(await crash(3)).toEqual([1, 1, 1, 2, 2])
      expect(await end(4)).toEqual([1, 1, 1, 2, 2, 3])
      expect(started()).toHaveLength(6)
    })

    test('C2: a retry holds the slot while it waits', async () => {
      const { clock, started, counts, crash } = supervising([1, 2], { ...unheard, retry: () => O.some(10) })
      await quiet()
      expect(await crash(0)).toEqual([1])
      expect(counts.pulls).toBe(1)
      clock.advance(10)
      await quiet()
      expect(started()).toEqual([1, 1])
    })

    test("C3: runs a 'temporary' child never again, and tells onError of its error", async () => {
      const errors: unknown[] = []
      const onError = (error: unknown): unknown => errors.push(error)
      const { calls, result, crash } = supervising([1, 2, 3], { restart: 'temporary', onError })
      await quiet()
      expect(await crash(0)).toEqual([1, 2])
      calls[1]?.reject(undefined)
      await quiet()
      await crash(2)
      expect(await result).toEqual(['gave', undefined])
      expect(errors).toEqual(['crash 0', undefined, 'crash 2'])
    })

    test("C3: runs a 'transient' child again where it failed, not where it ended", async () => {
      const { errors, result, end, crash } = supervising([1, 2], { restart: 'transient' })
      await quiet()
      expect(await end(0)).toEqual([1, 2])
      expect(await crash(1)).toEqual([1, 2, 2])
      expect(await end(2)).toEqual([1, 2, 2])
      expect(await result).toEqual(['gave', undefined])
      expect(errors).toEqual(['crash 1'])
    })

    test.each([0, 1, 3, 10])('C4: rejects at the failure behind %i restarts, with every error', async (maxRestarts) => {
      const { counts, clock, result, crash, settled } = supervising([1, 2], { restart: 'transient', maxRestarts })
      await quiet()
      const errors = []
      for (let n = 0; n <= maxRestarts; n++) {
        expect(settled()).toBe('running')
        errors.push(`crash ${n}`)
        expect(await crash(n)).toHaveLength(Math.min(n + 1, maxRestarts) + 1)
      }
      expect(await result).toEqual(['failed', limitError(errors, /^more than \d+ restarts within 5000 ms$/)])
      expect(counts).toEqual({ opened: 1, pulls: 1, closes: 1, closed: 1 })
      expect(clock.sleeping()).toBe(0)
    })

    test('C4: takes 3 restarts within 5000 ms by default', async () => {
      let calls = 0
      const crashing = forEachAsync(() => Promise.reject(++calls), { restart: 'transient' })
      expect(await outcome(crashing([1]))).toEqual(['failed', limitError([1, 2, 3, 4], /^more than 3 .* 5000 ms$/)])
    })

    test('C5: takes a throw for a start that failed, and goes on', async () => {
      const seen: number[] = []
      const errors: unknown[] = []
      const start = (n: number): undefined => {
        if (n % 2 === 0) throw n
        seen.push(n)
      }
      await pipe(range(1, 4), forEachAsync(start, { restart: 'temporary', onError: (error) => errors.push(error) }))
      expect([seen, errors]).toEqual([
        [1, 3],
        [2, 4],
      ])
    })

    test('C6: waits for the children that run when the source ends', async () => {
      const { counts, calls, started, end, settled } = supervising([1, 2], { concurrency: 3 })
      await quiet()
      expect([started(), counts.pulls, settled()]).toEqual([[1, 2], 3, 'running'])
      await end(1)
      expect([settled(), calls[0]?.signal.aborted]).toEqual(['running', false])
      await end(0)
      expect(settled()).toEqual(['gave', undefined])
      expect(counts.closes).toBe(0)
    })

    test('C6: waits for the children that run when the source fails, and then rejects with its error', async () => {
      const { calls, end, settled } = supervising([1, 2], { concurrency: 3 }, { value: undefined })
      await quiet()
      await end(1)
      expect([settled(), calls[0]?.signal.aborted]).toEqual(['running', false])
      await end(0)
      expect(settled()).toEqual(['failed', undefined])
    })

    test.each([
      ['C7: starts no more children than have ended, with a high limit', 3, [2, 0]],
      ['C8: starts the next child as one ends, with a low limit', 2, [1]],
      ['C9: starts one child for each that ends, with any limit', 10, [4, 9, 0, 5, 2, 1, 8]],
    ])('%s, and pulls none before', async (_, concurrency, ending) => {
      const { counts, end } = supervising(range0(20), { concurrency })
      await quiet()
      expect(counts.pulls).toBe(concurrency)
      let running = concurrency
      for (const child of ending) {
        expect(await end(child)).toEqual([...range0(++running)])
        expect(counts.pulls).toBe(running)
      }
    })

    test('C10: aborts the signals of the other children as one fails it, and waits for none', async () => {
      const { counts, calls, crash, settled } = supervising([1, 2, 3, 4], { concurrency: 3 })
      await quiet()
      const before = calls.map(({ signal }) => signal.aborted)
      const error = new Error('stubborn')
      expect(await crash(1, error)).toEqual([1, 2, 3])
      expect(settled()).toEqual(['failed', error])
      expect((settled() as unknown[])[1]).toBe(error)
      expect([before, calls.map(({ signal }) => signal.aborted)]).toEqual([
        [false, false, false],
        [true, false, true],
      ])
      expect(counts).toEqual({ opened: 1, pulls: 3, closes: 1, closed: 1 })
    })

    test('C10: aborts the others where the budget is spent, too', async () => {
      const { calls, crash, settled } = supervising([1, 2], { concurrency: 2, restart: 'transient', maxRestarts: 0 })
      await quiet()
      await crash(0)
      expect(calls.map(({ signal }) => signal.aborted)).toEqual([false, true])
      expect(settled()).toEqual(['failed', limitError(['crash 0'], /^more than 0 /)])
    })

    test("C11: refuses 'permanent', and says why", () => {
      refuses(
        () => forEachAsync(nothing, { restart: 'permanent' as never }),
        RangeError,
        /^restart must be one of "temporary", "transient", got: "permanent": a child is over with its value/,
      )
    })
  })

  describe('children', () => {
    test.each(['at once', 'soon', 'later'] as const)(
      'run, whatever the schedule, each once and as many as there may be, over a source that answers %s',
      async (answers) => {
        stillTime()
        await fc.assert(
          fc.asyncProperty(
            fc.scheduler(),
            fc.integer({ min: 1, max: 4 }),
            fc.array(fc.constantFrom('ends', 'fails', 'throws')),
            async (scheduler, concurrency, fates) => {
              const started: number[] = []
              let pulled = 0
              let over = 0
              const pull = (value: number): number => {
                pulled++
                expect(pulled - over).toBeLessThanOrEqual(concurrency)
                return value
              }
              const values = pipe([...fates.keys()], map(pull))
              const source =
                answers === 'at once'
                  ? values
                  : (async function* () {
                      for await (const value of values) {
                        if (answers === 'later') await quiet()
                        yield value
                      }
                    })()
              const errors: unknown[] = []
              const f = (value: number): unknown => {
                started.push(value)
                const end = (): void => {
                  over++
                  if (fates[value] !== 'ends') throw value
                }
                return fates[value] === 'throws' ? end() : scheduler.schedule(Promise.resolve()).then(end)
              }
              const done = pipe(
                source,
                forEachAsync(f, { concurrency, restart: 'temporary', onError: (error) => errors.push(error) }),
              )
              for (;;) {
                for (let turns = 0; turns <= fates.length; turns++) await quiet()
                expect(started.length - over).toBe(Math.min(concurrency, fates.length - over))
                if (scheduler.count() === 0) break
                await scheduler.waitOne()
              }
              expect(await done).toBe(undefined)
              expect(started).toEqual([...fates.keys()])
              expect(new Set(errors)).toEqual(new Set([...fates.keys()].filter((n) => fates[n] !== 'ends')))
              expect(new Set(errors).size).toBe(errors.length)
            },
          ),
          { numRuns: answers === 'later' ? 20 : 100 },
        )
      },
    )

    test('are as many as concurrency says when one ends, up and down', async () => {
      const concurrency = { current: 1 }
      const { started, end } = supervising(range0(9), { concurrency })
      await quiet()
      expect(started()).toEqual([0])
      concurrency.current = 3
      expect(await end(0)).toEqual([0, 1, 2, 3])
      concurrency.current = 1
      expect(await end(1)).toHaveLength(4)
      expect(await end(2)).toHaveLength(4)
      expect(await end(3)).toHaveLength(5)
    })

    test('end before it rejects where concurrency is turned too low', async () => {
      const concurrency = { current: 2 }
      const { counts, end, settled } = supervising([1, 2, 3], { concurrency })
      await quiet()
      concurrency.current = 0
      await end(0)
      expect(settled()).toBe('running')
      await end(1)
      expect(settled()).toEqual(['failed', new RangeError('concurrency must be an integer of at least 1, got: 0')])
      expect([counts.pulls, counts.closed]).toEqual([2, 1])
    })

    test('may be none', async () => {
      expect(
        await pipe(
          empty,
          forEachAsync(() => expect.fail()),
        ),
      ).toBe(undefined)
    })

    test('get null and undefined, and may give anything', async () => {
      const seen: unknown[] = []
      await pipe(
        [null, undefined, 0],
        forEachAsync((value) => (seen.push(value), value)),
      )
      expect(seen).toEqual([null, undefined, 0])
    })

    test('may be thenables', async () => {
      let ended = 0
      const then = (done: (value: unknown) => void): void => setTimeout(() => done(++ended), 0) as never
      await pipe(
        range(1, 3),
        forEachAsync(() => ({ then })),
      )
      expect(ended).toBe(3)
    })

    test('share no signal that has aborted, and the children of one slot one', async () => {
      const { calls, end, crash, result } = supervising([1, 2, 3], { restart: 'transient' })
      await quiet()
      await crash(0)
      await end(1)
      await end(2)
      await end(3)
      await result
      expect(new Set(calls.map(({ signal }) => signal)).size).toBe(1)
      expect(calls[0]?.signal.aborted).toBe(false)
    })

    test('do not keep it where the source waits and never answers', async () => {
      let closes = 0
      const source: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => {
          let pulls = 0
          return {
            next: () => (pulls++ === 0 ? Promise.resolve({ done: false, value: 1 }) : new Promise(nothing)),
            return: () => {
              closes++
              return new Promise(nothing)
            },
          }
        },
      }
      const failing = forEachAsync(() => Promise.reject('failed'), { concurrency: 2 })
      expect(await outcome(failing(source))).toEqual(['failed', 'failed'])
      expect(closes).toBe(1)
    })

    test('reject it with the first error by time, undefined too', async () => {
      const { calls, result } = supervising([1, 2], { concurrency: 2 })
      await quiet()
      calls[1]?.reject(undefined)
      calls[0]?.reject('second')
      expect(await result).toEqual(['failed', undefined])
    })

    test('reject it with the error of the source where one fails behind that', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const { calls, crash, settled } = supervising([1, 2], { concurrency: 3 }, { value: 'source' })
      await quiet()
      await crash(0)
      expect(settled()).toEqual(['failed', 'source'])
      expect(calls[1]?.signal.aborted).toBe(true)
      expect(warn.mock.calls).toEqual([[expect.any(String), 'crash 0']])
      warn.mockRestore()
    })

    test.each(['temporary', 'transient'] as const)(
      "that fail when it has rejected are told to nobody, and not run again ('%s')",
      async (restart) => {
        const errors: unknown[] = []
        const onError = (error: unknown): void => {
          errors.push(error)
          throw 'from onError'
        }
        const { calls, started, crash, settled } = supervising([1, 2, 3], { concurrency: 2, restart, onError })
        await quiet()
        await crash(0)
        expect([settled(), calls[1]?.signal.aborted]).toEqual([['failed', 'from onError'], true])
        await crash(1)
        expect([errors, started()]).toEqual([['crash 0'], [1, 2]])
      },
    )
  })

  describe('retry', () => {
    const once = ({ iterNumber }: { readonly iterNumber: number }) => (iterNumber === 0 ? O.some(10) : O.none)

    test('comes before a failure counts, for each run of a child anew', async () => {
      const options = { retry: once, restart: 'transient', maxRestarts: 1 } as const
      const { clock, errors, started, crash, end, result } = supervising([1], options)
      await quiet()
      for (const attempt of [0, 2]) {
        await crash(attempt)
        expect(started()).toHaveLength(attempt + 1)
        clock.advance(10)
        await quiet()
        expect(started()).toHaveLength(attempt + 2)
        if (attempt === 0) await crash(1)
      }
      await end(3)
      expect(await result).toEqual(['gave', undefined])
      expect(errors).toEqual(['crash 1'])
    })

    test('stops, and leaves no timer, where another child fails it', async () => {
      const { clock, started, crash, settled } = supervising([1, 2], { concurrency: 2, retry: once })
      await quiet()
      await crash(0)
      clock.advance(5)
      await crash(1)
      clock.advance(5)
      await quiet()
      expect([started(), clock.sleeping()]).toEqual([[1, 2, 1], 1])
      await crash(2)
      expect([settled(), clock.sleeping()]).toEqual([['failed', 'crash 2'], 0])
      clock.advance(5)
      await quiet()
      expect(started()).toHaveLength(3)
    })
  })

  describe('the budget', () => {
    /** One child that fails `gap` ms after it was started, for each gap. */
    const failing = async (options: ForEachAsyncOptions, gaps: readonly number[]): Promise<readonly unknown[]> => {
      const { clock, crash, settled } = supervising([1], { restart: 'transient', ...options })
      await quiet()
      for (const [n, gap] of gaps.entries()) {
        clock.advance(gap)
        await crash(n, n)
        if (settled() !== 'running') return [n, (settled() as [string, RestartLimitError])[1].errors]
      }
      return []
    }

    test('counts a failure that is exactly `within` ms old', async () => {
      expect(await failing({ maxRestarts: 1, within: 100 }, [7, 100])).toEqual([1, [0, 1]])
    })

    test('counts no failure that is a millisecond older', async () => {
      expect(await failing({ maxRestarts: 1, within: 100 }, [7, 101, 101, 101])).toEqual([])
    })

    test('slides, and has in its error what it counts alone', async () => {
      expect(await failing({ maxRestarts: 2, within: 100 }, [0, 60, 60, 60, 40])).toEqual([4, [2, 3, 4]])
    })

    test('is what a window over all failures says, whatever their times', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 3 }),
          fc.integer({ min: 1, max: 5 }),
          fc.array(fc.nat(4), { maxLength: 12 }),
          async (maxRestarts, within, gaps) => {
            const times = gaps.map((_, n) => gaps.slice(0, n + 1).reduce((sum, gap) => sum + gap, 0))
            const counted = (n: number): readonly number[] =>
              [...times.keys()].filter((m) => m <= n && times[n]! - times[m]! <= within)
            const last = [...times.keys()].find((n) => counted(n).length > maxRestarts)
            expect(await failing({ maxRestarts, within }, gaps)).toEqual(
              last === undefined ? [] : [last, counted(last)],
            )
          },
        ),
      )
    })

    test('is one for all children of a run', async () => {
      const { crash, settled } = supervising([1, 2, 3], { concurrency: 3, restart: 'transient', maxRestarts: 2 })
      await quiet()
      for (const child of [0, 1, 2]) await crash(child)
      expect(settled()).toEqual(['failed', limitError(['crash 0', 'crash 1', 'crash 2'], /^more than 2 /)])
    })

    test('is another one in each run', async () => {
      const fates = [true, true, false]
      let calls = 0
      const flaky = (): undefined => {
        if (fates[calls++ % 3]) throw calls
      }
      const sink = forEachAsync(flaky, { restart: 'transient', maxRestarts: 2 })
      await sink([1])
      await sink([1])
      expect(calls).toBe(6)
    })

    test('is not what temporary children cost', async () => {
      let failures = 0
      await pipe(
        range(1, 10),
        forEachAsync(() => Promise.reject('no'), { maxRestarts: 0, restart: 'temporary', onError: () => failures++ }),
      )
      expect(failures).toBe(10)
    })

    test('R11: lets timers in while a child fails over and over', async () => {
      // By the system's clock a slow machine would never spend the budget.
      const granted = { restart: 'transient', maxRestarts: 5000, clock: virtualClock() } as const
      const crashing = forEachAsync(() => Promise.reject('no'), granted)
      expect(await timerFires(() => outcome(crashing([1])))).toBe(true)
    })

    test('R7: runs no child again that was about to be when another one has failed it', async () => {
      const calls: number[] = []
      const first = openCalls<number, unknown>()
      const onError = (error: unknown): void => {
        if (error === 2) throw 'from onError'
      }
      const f = (n: number, signal: AbortSignal): unknown => (calls.push(n), first.f(n, signal))
      const result = outcome(pipe([1, 2], forEachAsync(f, { concurrency: 2, restart: 'transient', onError })))
      await quiet()
      for (const { value, reject } of first.calls) reject(value)
      expect(await result).toEqual(['failed', 'from onError'])
      await quiet()
      expect(calls).toEqual([1, 2])
    })
  })

  test.each(['temporary', 'transient'] as const)("rejects with what onError throws ('%s')", async (restart) => {
    const onError = (): never => {
      throw undefined
    }
    const { source, counts } = watched([1, 2])
    const failing = forEachAsync(() => Promise.reject('no'), { restart, onError })
    expect(await outcome(failing(source))).toEqual(['failed', undefined])
    expect(counts).toEqual({ opened: 1, pulls: 1, closes: 1, closed: 1 })
  })

  test('rejects with what the clock throws as a failure is counted', async () => {
    const clock: Clock = {
      ...virtualClock(),
      now: () => {
        throw 'no time'
      },
    }
    const failing = forEachAsync(() => Promise.reject('no'), { restart: 'transient', clock })
    expect(await outcome(failing([1]))).toEqual(['failed', 'no time'])
  })

  test('rejects with the very error of a source that fails at once', async () => {
    const error = new Error('source')
    expect(await outcome(pipe(fail(error), forEachAsync(nothing, unheard)))).toEqual(['failed', error])
  })

  test('refuses bad arguments', () => {
    const refused = (options: object, kind: typeof RangeError | typeof TypeError, text: RegExp): void =>
      refuses(() => forEachAsync(nothing, options), kind, text)
    refuses(() => forEachAsync(null as never), TypeError, /^f must be a function, got: null$/)
    for (const options of [null, 4, 'transient'])
      refuses(() => forEachAsync(nothing, options as never), TypeError, /^options must be an object, got: /)
    for (const concurrency of [0, 1.5, Infinity, { current: 0 }])
      refused({ concurrency }, RangeError, /^concurrency must be an integer of at least 1, got: /)
    for (const maxRestarts of [-1, 0.5, Infinity, NaN])
      refused({ maxRestarts }, RangeError, /^maxRestarts must be an integer of at least 0, got: /)
    for (const within of [0, -1, 2.5, Infinity])
      refused({ within }, RangeError, /^within must be an integer of at least 1, got: /)
    refused({ within: '5' }, TypeError, /^within must be a number, got: "5"$/)
    for (const restart of ['always', null, true])
      refused({ restart }, RangeError, /^restart must be one of "temporary", "transient", got: /)
    refused({ restart: 'temporary' }, TypeError, /^onError must be a function with 'temporary', got: undefined$/)
    for (const onError of [null, 1, {}])
      for (const restart of [undefined, 'temporary', 'transient'])
        refused({ restart, onError }, TypeError, /^onError must be a function, got: /)
    refused({ retry: 3 }, TypeError, /^retry must be a function, got: 3$/)
    refused({ clock: { now: () => 0 } }, TypeError, /^clock\.sleep must be a function, got: undefined$/)
  })

  test('is called by its name in a description', () => {
    expect(graph(range(1, 2), forEachAsync(nothing)).nodes.map(({ name }) => name)).toEqual(['range', 'forEachAsync'])
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        forEachAsync(async (n, signal) => signal.aborted && n.toFixed(), { concurrency: 2 }),
      ),
    ).toEqualTypeOf<Promise<void>>()
    expectTypeOf(
      flow(
        map(String),
        forEachAsync((text: string) => text.length),
      ),
    ).returns.toEqualTypeOf<Promise<void>>()
    // @ts-expect-error the values are numbers
    expectTypeOf(forEachAsync((text: string) => text)).toBeCallableWith(range(1))
    // @ts-expect-error no child is permanent
    expectTypeOf<'permanent'>().toExtend<NonNullable<ForEachAsyncOptions['restart']>>()
    // @ts-expect-error nobody would be told of a child that is left out
    expectTypeOf<{ restart: 'temporary' }>().toExtend<ForEachAsyncOptions>()
  })
})

function* range0(n: number): Iterable<number> {
  for (let i = 0; i < n; i++) yield i
}
