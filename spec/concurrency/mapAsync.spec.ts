import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  concat,
  fail,
  map,
  mapAsync,
  type MapAsyncOptions,
  range,
  reduce,
  type RetryPolicy,
  type RetryStatus,
  take,
  TimeoutError,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses, virtualClock } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { stillTime } from '../stillTime.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const modes: Array<{ readonly concurrency: number; readonly ordered: boolean }> = [
  { concurrency: 1, ordered: true },
  { concurrency: 3, ordered: true },
  { concurrency: 3, ordered: false },
]
const concurrent = modes.filter(({ concurrency }) => concurrency > 1)
const anyConcurrency = fc.integer({ min: 1, max: 5 })

/** A policy that grants these delays, one after the other. */
const delays =
  (...ms: readonly number[]): RetryPolicy =>
  ({ iterNumber }) =>
    O.fromNullable(ms[iterNumber])

/** One call after another of one value, by a clock of its own. */
const calling = (options: MapAsyncOptions) => {
  const clock = virtualClock()
  const { f, calls, values } = openCalls<number, number>()
  const results = iterate(pipe(range(1), mapAsync(f, { clock, ...options })))
  const after = async (ms: number): Promise<number> => {
    clock.advance(ms)
    await quiet()
    return calls.length
  }
  return { clock, calls, values, results, after }
}

describe('mapAsync', () => {
  describe.each(modes)('concurrency $concurrency, ordered $ordered', (options) => {
    obeysTheLaws({
      stage: mapAsync(async (value) => [value], options),
      model: (values) => values.map((value) => [value]),
      lookahead: options.concurrency - 1,
      ordered: options.ordered,
      failingAsync: (f) => mapAsync(f, options),
    })
  })

  describe.each(modes)('with retry and timeout, concurrency $concurrency, ordered $ordered', (limits) => {
    const options = { ...limits, retry: () => O.none, timeout: 60_000 }
    obeysTheLaws({
      stage: mapAsync(async (value) => [value], options),
      model: (values) => values.map((value) => [value]),
      lookahead: limits.concurrency - 1,
      ordered: limits.ordered,
      failingAsync: (f) => mapAsync(f, options),
    })
  })

  describe('calls', () => {
    test('start one at a time by default, and only when asked for', async () => {
      const { f, calls, values } = openCalls<number, number>()
      const results = iterate(pipe(range(1), mapAsync(f)))
      const first = results.next()
      expect(values()).toEqual([1])
      calls[0]?.resolve(10)
      expect(await first).toEqual({ value: 10, done: false })
      await quiet()
      expect(values()).toEqual([1])
    })

    test.each([true, false])(
      'are as many as concurrency allows while values last, and never more (ordered: %s)',
      async (ordered) => {
        stillTime()
        await fc.assert(
          fc.asyncProperty(fc.scheduler(), anyConcurrency, fc.nat(12), async (scheduler, concurrency, n) => {
            let started = 0
            let over = 0
            let delivered = 0
            const f = async (value: number): Promise<number> => {
              started++
              await scheduler.schedule(Promise.resolve(value))
              over++
              return value
            }
            const done = pipe(
              range(1, n),
              mapAsync(f, { concurrency, ordered }),
              reduce(0, () => ++delivered),
            )
            for (;;) {
              await quiet()
              expect(started - over).toBeLessThanOrEqual(concurrency)
              expect(started - delivered).toBe(Math.min(concurrency, n - delivered))
              if (scheduler.count() === 0) break
              await scheduler.waitOne()
            }
            expect(await done).toBe(n)
          }),
        )
      },
    )

    test.each(concurrent)(
      'start as the consumer takes results, not when it has taken all ($ordered)',
      async (options) => {
        const { f, calls, values } = openCalls<number, number>()
        const results = iterate(pipe(range(1), mapAsync(f, options)))
        const first = results.next()
        for (const { resolve, value } of calls) resolve(value)
        await first
        await quiet()
        expect(values()).toEqual([1, 2, 3])
        await results.next()
        expect(values()).toEqual([1, 2, 3, 4])
      },
    )

    test.each(concurrent)('have their finished results count in the lookahead (ordered: $ordered)', async (options) => {
      const { f, calls, values } = openCalls<number, number>()
      const results = iterate(pipe(range(1), mapAsync(f, options)))
      const first = results.next()
      calls[1]?.resolve(2)
      calls[2]?.resolve(3)
      await quiet()
      if (options.ordered) expect(values()).toEqual([1, 2, 3])
      calls[0]?.resolve(1)
      await first
      await quiet()
      expect(values().length).toBeLessThanOrEqual(3)
    })

    test('are not made for values that are no longer wanted', async () => {
      const seen: number[] = []
      const f = async (n: number): Promise<number> => seen.push(n)
      await pipe(range(1), mapAsync(f), take(2), toArray)
      expect(seen).toEqual([1, 2])
    })
  })

  describe('ordered', () => {
    test('equals map, whatever the schedule', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), anyConcurrency, fc.array(fc.nat()), async (scheduler, concurrency, values) => {
          const f = scheduler.scheduleFunction(async (n: number) => n * 2)
          const results = pipe(values, mapAsync(f, { concurrency }), toArray)
          await scheduler.waitFor(results)
          expect(await results).toEqual(values.map((n) => n * 2))
        }),
      )
    })

    test('gives all results before the failing position, and no later one, whatever the schedule', async () => {
      // Later positions that fail first are reported.
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          anyConcurrency,
          fc.nat(9),
          fc.nat(9),
          async (scheduler, concurrency, failsAt, n) => {
            const f = async (value: number): Promise<number> => {
              await scheduler.schedule(Promise.resolve())
              if (value >= failsAt) throw value
              return value
            }
            const seen: number[] = []
            const done = pipe(
              range(0, n),
              mapAsync(f, { concurrency }),
              map((value) => seen.push(value)),
              toArray,
            ).then(
              () => 'done',
              (error: unknown) => error,
            )
            await scheduler.waitFor(done)
            expect(await done).toBe(failsAt > n ? 'done' : failsAt)
            expect(seen).toEqual([...Array(Math.min(failsAt, n + 1)).keys()])
          },
        ),
      )
      warn.mockRestore()
    })

    test('starts nothing more when a call has failed, and waits for the earlier ones', async () => {
      const { f, calls, values } = openCalls<number, string>()
      const results = iterate(pipe(range(1), mapAsync(f, { concurrency: 3 })))
      const answers = [results.next(), results.next()]
      calls[1]?.reject('second')
      await quiet()
      calls[0]?.resolve('first')
      expect(await answers[0]).toEqual({ value: 'first', done: false })
      await expect(answers[1]).rejects.toBe('second')
      expect(values()).toEqual([1, 2, 3])
    })

    test('gives the results of values in flight before the error of its source', async () => {
      const { f, calls } = openCalls<number, number>()
      const source = concat([range(1, 2), fail('source')])
      const results = iterate(pipe(source, mapAsync(f, { concurrency: 3 })))
      const answers = [results.next(), results.next(), results.next()]
      answers[2]?.catch(() => undefined)
      calls[1]?.resolve(2)
      await quiet()
      calls[0]?.resolve(1)
      expect(await answers[0]).toEqual({ value: 1, done: false })
      expect(await answers[1]).toEqual({ value: 2, done: false })
      await expect(answers[2]).rejects.toBe('source')
    })

    test('lets earlier positions run on at a failure, and aborts the later ones before the error is seen', async () => {
      const { f, calls } = openCalls<number, number>()
      const results = iterate(pipe(range(1), mapAsync(f, { concurrency: 3 })))
      const aborted = (): boolean[] => calls.map(({ signal }) => signal.aborted)
      const answers = [results.next(), results.next().catch(aborted)]
      calls[1]?.reject('second')
      await quiet()
      expect(aborted()).toEqual([false, false, false])
      calls[0]?.resolve(1)
      expect(await answers[0]).toEqual({ value: 1, done: false })
      expect(await answers[1]).toEqual([false, false, true])
      expect(calls).toHaveLength(3)
    })

    test('prefers the failure of a value in flight to a later error of its source', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const { f, calls } = openCalls<number, number>()
      const results = iterate(pipe(concat([range(1, 2), fail('source')]), mapAsync(f, { concurrency: 3 })))
      const answer = results.next()
      await quiet()
      calls[0]?.reject('call')
      await expect(answer).rejects.toBe('call')
      expect(warn.mock.calls).toEqual([[expect.any(String), 'source']])
      warn.mockRestore()
    })
  })

  describe('unordered', () => {
    test('gives results as they are ready, whatever the schedule', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), anyConcurrency, fc.nat(9), async (scheduler, concurrency, n) => {
          const ready: number[] = []
          const f = async (value: number): Promise<number> => {
            await scheduler.schedule(Promise.resolve())
            ready.push(value)
            return value
          }
          const results = pipe(range(0, n), mapAsync(f, { concurrency, ordered: false }), toArray)
          await scheduler.waitFor(results)
          expect(await results).toEqual(ready)
          expect(ready.toSorted((a, b) => a - b)).toEqual([...Array(n + 1).keys()])
        }),
      )
    })

    test('gives what was ready before the first failure, then that, and waits for no deaf call', async () => {
      const { f, calls } = openCalls<number, number>()
      const results = iterate(pipe(range(1), mapAsync(f, { concurrency: 4, ordered: false })))
      const first = results.next()
      calls[2]?.resolve(3)
      await first
      calls[1]?.resolve(2)
      calls[3]?.reject('fourth')
      calls[0]?.reject('first')
      await quiet()
      expect(await results.next()).toEqual({ value: 2, done: false })
      await expect(results.next()).rejects.toBe('fourth')
    })

    test('gives the error of its source where a call fails only after it', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const { f, calls } = openCalls<number, number>()
      const source = concat([range(1, 2), fail('source')])
      const results = iterate(pipe(source, mapAsync(f, { concurrency: 3, ordered: false })))
      const answer = results.next()
      await quiet()
      calls[0]?.reject('call')
      await expect(answer).rejects.toBe('source')
      expect(warn.mock.calls).toEqual([[expect.any(String), 'call']])
      warn.mockRestore()
    })
  })

  describe('the signal', () => {
    test.each(modes)('is one for each slot, used again and again ($concurrency, $ordered)', async (options) => {
      const signals = new Set<AbortSignal>()
      const f = async (_: number, signal: AbortSignal): Promise<unknown> => signals.add(signal)
      await pipe(range(1, 50), mapAsync(f, options), toArray)
      expect(signals.size).toBe(options.concurrency)
      expect([...signals].map(({ aborted }) => aborted)).not.toContain(true)
    })

    test.each(modes)('aborts when the consumer leaves ($concurrency, $ordered)', async (options) => {
      const { f, calls } = openCalls<number, number>()
      const results = iterate(pipe(range(1), mapAsync(f, options)))
      const answer = results.next()
      await results.return?.()
      expect(calls.map(({ signal }) => signal.aborted)).toEqual(calls.map(() => true))
      expect(await answer).toEqual({ value: undefined, done: true })
    })

    test('aborts where the call itself makes the consumer leave', async () => {
      const { f, calls } = openCalls<number, number>()
      const results: AsyncIterator<number> = iterate(
        pipe(
          range(1),
          mapAsync((n, signal) => {
            void results.return?.()
            return f(n, signal)
          }),
        ),
      )
      await results.next()
      expect(calls[0]?.signal.aborted).toBe(true)
    })

    test('aborts for later positions before the error is seen, and for no call that is over', async () => {
      const { f, calls } = openCalls<number, number>()
      const results = iterate(pipe(range(1), mapAsync(f, { concurrency: 4 })))
      const answer = results.next().catch(() => calls.map(({ signal }) => signal.aborted))
      calls[2]?.resolve(3)
      calls[0]?.reject('first')
      expect(await answer).toEqual([false, true, false, true])
    })

    test('aborts for all others at the first failure, unordered, also while nobody asks', async () => {
      const { f, calls } = openCalls<number, number>()
      const results = iterate(pipe(range(1), mapAsync(f, { concurrency: 3, ordered: false })))
      const first = results.next()
      calls[0]?.resolve(1)
      await first
      calls[1]?.reject('second')
      await quiet()
      expect(calls.map(({ signal }) => signal.aborted)).toEqual([false, false, true])
    })

    test('carries ten thousand calls that listen to it, and no listener is left', async () => {
      const warnings: Error[] = []
      const warned = (warning: Error): unknown => warnings.push(warning)
      process.on('warning', warned)
      const f = (n: number, signal: AbortSignal): Promise<number> => setImmediate(n, { signal })
      const sum = reduce(0, (a: number, b: number) => a + b)
      expect(await pipe(range(1, 10_000), mapAsync(f, { concurrency: 64 }), sum)).toBe(50_005_000)
      await quiet()
      process.off('warning', warned)
      expect(warnings).toEqual([])
    })
  })

  describe('retry', () => {
    test('makes a failed call again after the delay that it grants', async () => {
      const { calls, values, results, after } = calling({ retry: delays(10, 20) })
      const answer = results.next()
      calls[0]?.reject('once')
      expect(await after(0)).toBe(1)
      expect(await after(9)).toBe(1)
      expect(await after(1)).toBe(2)
      calls[1]?.reject('twice')
      expect(await after(0)).toBe(2)
      expect(await after(20)).toBe(3)
      calls[2]?.resolve(7)
      expect(await answer).toEqual({ value: 7, done: false })
      expect(values()).toEqual([1, 1, 1])
    })

    test('is told what the policies of retry-ts are told, afresh for each value', async () => {
      const told: RetryStatus[] = []
      const retry: RetryPolicy = (status) => {
        told.push(status)
        return delays(5, 20)(status)
      }
      const { calls, results, after } = calling({ retry })
      void results.next()
      const second = results.next().catch((error: unknown) => error)
      calls[0]?.reject('no')
      await after(0)
      await after(5)
      calls[1]?.resolve(1)
      await quiet()
      for (const attempt of [2, 3, 4]) {
        calls[attempt]?.reject('no')
        await after(0)
        await after(20)
      }
      expect(await second).toBe('no')
      const first = { iterNumber: 0, cumulativeDelay: 0, previousDelay: O.none }
      expect(told).toEqual([
        first,
        first,
        { iterNumber: 1, cumulativeDelay: 5, previousDelay: O.some(5) },
        { iterNumber: 2, cumulativeDelay: 25, previousDelay: O.some(20) },
      ])
    })

    test('fails with the error of the last attempt where it gives up, undefined too', async () => {
      const { calls, results, after } = calling({ retry: delays(1) })
      const answer = results.next().catch((error: unknown) => [error])
      calls[0]?.reject('first')
      await after(0)
      await after(1)
      calls[1]?.reject(undefined)
      expect(await answer).toEqual([undefined])
    })

    test('tries again what throws before it gives a promise', async () => {
      let calls = 0
      const f = (n: number): number => {
        if (++calls < 3) throw new RangeError('no')
        return n
      }
      expect(await pipe([5], mapAsync(f, { retry: delays(0, 0) }), toArray)).toEqual([5])
    })

    test('keeps the place of a value, ordered, and one of concurrency', async () => {
      const { calls, values, results, after } = calling({ retry: delays(10), concurrency: 2 })
      const answers = [results.next(), results.next()]
      calls[0]?.reject('no')
      calls[1]?.resolve(2)
      await after(0)
      expect(values()).toEqual([1, 2])
      await after(10)
      expect(values()).toEqual([1, 2, 1])
      calls[2]?.resolve(1)
      expect(await Promise.all(answers)).toEqual([
        { value: 1, done: false },
        { value: 2, done: false },
      ])
    })

    test('asks no more and waits no more where the consumer leaves during a delay', async () => {
      const { clock, calls, results, after } = calling({ retry: delays(10, 10) })
      void results.next()
      calls[0]?.reject('no')
      await after(0)
      expect(clock.sleeping()).toBe(1)
      await results.return?.()
      expect(clock.sleeping()).toBe(0)
      expect(await after(100)).toBe(1)
    })

    test('is not asked for an attempt that fails because the consumer has left', async () => {
      let asked = 0
      const { f, calls } = openCalls<number, number>()
      const retry = (): O.Option<number> => O.some(asked++)
      const results = iterate(pipe([1], mapAsync(f, { retry })))
      void results.next()
      await results.return?.()
      calls[0]?.reject(calls[0].signal.reason)
      await quiet()
      expect(asked).toBe(0)
    })

    test('makes no call by a clock that is deaf to the signal', async () => {
      const { sleep, ...clock } = virtualClock()
      const { calls, results } = calling({ retry: delays(10), clock: { ...clock, sleep: (ms) => sleep(ms) } })
      void results.next()
      calls[0]?.reject('no')
      await quiet()
      await results.return?.()
      clock.advance(10)
      await quiet()
      expect(calls).toHaveLength(1)
    })

    test('fails the call with what it throws, and where it gives no delay', async () => {
      const rejects = (): Promise<never> => Promise.reject('first')
      const failing = (retry: unknown): Promise<never[]> => pipe([1], mapAsync(rejects, { retry } as never), toArray)
      const thrown = (): never => {
        throw 'policy'
      }
      await expect(failing(thrown)).rejects.toBe('policy')
      await expect(failing(() => 5)).rejects.toThrow(/^what retry gives must be an Option, got: 5$/)
      await expect(failing(() => O.some(-1))).rejects.toThrow(/^what retry gives must be a delay .* 0 ms, got: -1$/)
      await expect(failing(() => O.some(NaN))).rejects.toThrow(RangeError)
    })
  })

  describe('timeout', () => {
    test('fails a call at its limit, deaf or not, and aborts its signal with that error', async () => {
      const { clock, calls, results, after } = calling({ timeout: 10 })
      const answer = results.next().catch((error: unknown) => error)
      await after(9)
      expect(calls[0]?.signal.aborted).toBe(false)
      await after(1)
      const error = await answer
      expect(error).toBeInstanceOf(TimeoutError)
      expect(error).toMatchObject({ name: 'TimeoutError', ms: 10 })
      expect(calls[0]?.signal.reason).toBe(error)
      expect(clock.sleeping()).toBe(0)
    })

    test('counts for each attempt anew, and a deaf call frees its place', async () => {
      const { clock, calls, results, after } = calling({ timeout: 10, retry: delays(5) })
      const answer = results.next()
      await after(10)
      expect(await after(4)).toBe(1)
      expect(await after(1)).toBe(2)
      await after(9)
      expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, false])
      calls[0]?.resolve(0)
      await quiet()
      calls[1]?.resolve(1)
      expect(await answer).toEqual({ value: 1, done: false })
      expect(clock.sleeping()).toBe(0)
    })

    test('leaves the signal of a call that was in time alone, and no timer', async () => {
      const { clock, calls, results, after } = calling({ timeout: 10 })
      const answer = results.next()
      await after(9)
      calls[0]?.resolve(1)
      expect(await answer).toEqual({ value: 1, done: false })
      expect(clock.sleeping()).toBe(0)
      await after(10)
      expect(calls[0]?.signal.aborted).toBe(false)
    })

    test('leaves the signal of a call that failed in time alone', async () => {
      const { calls, results } = calling({ timeout: 10 })
      const answer = results.next().catch((error: unknown) => error)
      calls[0]?.reject('no')
      expect(await answer).toBe('no')
      expect(calls[0]?.signal.aborted).toBe(false)
    })

    test('takes no result that a call gives as it hears of its limit', async () => {
      const clock = virtualClock()
      const yielding = (n: number, signal: AbortSignal): Promise<number> =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(n), { once: true })
        })
      const answer = pipe([1], mapAsync(yielding, { timeout: 10, clock }), toArray)
      clock.advance(10)
      await expect(answer).rejects.toThrow(TimeoutError)
    })

    test('waits for no clock that is deaf to the signal', async () => {
      const { sleep, ...clock } = virtualClock()
      const deaf = { ...clock, sleep: (ms: number) => sleep(ms) }
      expect(
        await pipe(
          [1, 2],
          mapAsync(async (n) => n, { timeout: 10, clock: deaf }),
          toArray,
        ),
      ).toEqual([1, 2])
    })

    test('fails the call with what the clock fails with', async () => {
      const clock = { now: () => 0, sleep: () => Promise.reject('broken') }
      const never = (): Promise<never> => new Promise(() => undefined)
      await expect(pipe([1], mapAsync(never, { timeout: 10, clock }), toArray)).rejects.toBe('broken')
    })

    test.each(concurrent)('lets go of all timers where the consumer leaves ($ordered)', async (options) => {
      const { clock, calls, results } = calling({ ...options, timeout: 10, retry: delays(5) })
      void results.next()
      await quiet()
      expect(clock.sleeping()).toBe(3)
      await results.return?.()
      expect(clock.sleeping()).toBe(0)
      expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, true, true])
    })

    test('aborts the other calls where a call is too slow, unordered', async () => {
      const clock = virtualClock()
      const { f, calls } = openCalls<number, number>()
      const results = iterate(pipe(range(1), mapAsync(f, { concurrency: 2, ordered: false, timeout: 10, clock })))
      const first = results.next()
      calls[0]?.resolve(1)
      await first
      clock.advance(5)
      const second = results.next().catch((error: unknown) => error)
      expect(calls).toHaveLength(3)
      clock.advance(5)
      expect(await second).toBeInstanceOf(TimeoutError)
      expect(calls.map(({ signal }) => signal.aborted)).toEqual([false, true, true])
      expect(clock.sleeping()).toBe(0)
    })
  })

  describe.each(modes)('concurrency $concurrency, ordered $ordered', (options) => {
    test('takes results that are no promises', async () => {
      expect(
        await pipe(
          range(1, 9),
          mapAsync((n) => n * 2, options),
          toArray,
        ),
      ).toEqual([...Array(9).keys()].map((n) => (n + 1) * 2))
    })

    test('waits for any thenable', async () => {
      const thenable = (n: number): PromiseLike<number> => ({ then: (f, g) => Promise.resolve(n * 2).then(f, g) })
      expect(await pipe(range(1, 4), mapAsync(thenable, options), toArray)).toEqual([2, 4, 6, 8])
    })

    test('fails with what a call throws before it gives a promise', async () => {
      const f = (n: number): Promise<number> => {
        if (n === 2) throw new RangeError('two')
        return Promise.resolve(n)
      }
      await expect(pipe(range(1), mapAsync(f, options), toArray)).rejects.toThrow(new RangeError('two'))
    })

    test('fails with undefined', async () => {
      const rejects = async (): Promise<never> => {
        throw undefined
      }
      await expect(pipe(range(1), mapAsync(rejects, options), toArray)).rejects.toBe(undefined)
    })

    test('is iterated afresh each time', async () => {
      const twice = pipe(
        [1, 2, 3],
        mapAsync(async (n) => n * 2, options),
      )
      expect([await toArray(twice), await toArray(twice)]).toEqual([
        [2, 4, 6],
        [2, 4, 6],
      ])
    })
  })

  test('refuses bad arguments', () => {
    const f = async (n: number): Promise<number> => n
    refuses(() => mapAsync('f' as never), TypeError, /^f must be a function, got: "f"$/)
    refuses(() => mapAsync(f, { concurrency: 0 }), RangeError, /^concurrency must be an integer of at least 1, got: 0$/)
    refuses(() => mapAsync(f, { concurrency: Infinity }), RangeError, /^concurrency must be an integer .* Infinity$/)
    refuses(() => mapAsync(f, { concurrency: '4' as never }), TypeError, /^concurrency must be a number, got: "4"$/)
    refuses(
      () => mapAsync(f, { ordered: 'no' as never }),
      RangeError,
      /^ordered must be one of true, false, got: "no"$/,
    )
    refuses(() => mapAsync(f, { retry: 3 as never }), TypeError, /^retry must be a function, got: 3$/)
    refuses(() => mapAsync(f, { timeout: 0 }), RangeError, /^timeout must be an integer of at least 1, got: 0$/)
    refuses(() => mapAsync(f, { timeout: '5' as never }), TypeError, /^timeout must be a number, got: "5"$/)
    refuses(() => mapAsync(f, { clock: {} as never }), TypeError, /^clock\.now must be a function/)
  })

  test('infers its types', () => {
    const piped = pipe(
      range(1, 3),
      mapAsync(async (n, signal) => [n.toFixed(2), signal.aborted] as const, { concurrency: 2 }),
      mapAsync(([text]) => text),
    )
    expectTypeOf(piped).toEqualTypeOf<AsyncIterable<string>>()
    const flowing = flow(
      mapAsync((n: number) => Promise.resolve(String(n))),
      mapAsync(async (text) => text.length),
      toArray,
    )
    expectTypeOf(flowing).returns.resolves.toEqualTypeOf<number[]>()
  })
})
