import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { abortable, ensuring, fail, filter, map, mapAsync, prefetch, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

const again = (error: unknown): never => {
  throw error
}

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

const aborting = (): { readonly signal: AbortSignal; readonly abort: (reason: unknown) => void } => {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) }
}

describe('abortable', () => {
  describe('by a signal that does not abort', () => {
    obeysTheLaws({ stage: abortable(aborting().signal), model: (values) => values, lookahead: 0 })
  })

  describe('when the signal aborts', () => {
    test('fails with its very reason, and says done from then on', async () => {
      const { signal, abort } = aborting()
      const values = iterate(pipe(range(1), abortable(signal)))
      expect(await values.next()).toEqual({ value: 1, done: false })
      const reason = new Error('stop')
      abort(reason)
      await expect(values.next()).rejects.toBe(reason)
      expect(await values.next()).toEqual(done)
    })

    test('fails with an AbortError where no reason is given, and with null where that is it', async () => {
      const none = new AbortController()
      none.abort()
      await expect(pipe(range(1), abortable(none.signal), toArray)).rejects.toThrow(
        expect.objectContaining({ name: 'AbortError' }),
      )
      const { signal, abort } = aborting()
      abort(null)
      await expect(pipe(range(1), abortable(signal), toArray)).rejects.toBe(null)
    })

    test('fails at once where a next() is pending, though the source never answers', async () => {
      const { signal, abort } = aborting()
      const source = prompted<number>()
      const values = iterate(pipe(source, abortable(signal)))
      const pending = values.next()
      abort('stop')
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
      await expect(pending).rejects.toBe('stop')
    })

    test('fails at once over an async generator that waits for ever', async () => {
      const { signal, abort } = aborting()
      const stuck = async function* (): AsyncGenerator<number> {
        yield 1
        await new Promise(() => undefined)
      }
      const values = pipe(stuck(), abortable(signal), toArray)
      await quiet()
      abort('stop')
      await expect(values).rejects.toBe('stop')
    })

    test('answers every next() that is pending: the first with the reason, the others with done', async () => {
      const { signal, abort } = aborting()
      const values = iterate(pipe(prompted<number>(), abortable(signal)))
      const [first, second] = [values.next(), values.next()]
      abort('stop')
      await expect(first).rejects.toBe('stop')
      expect(await second).toEqual(done)
    })

    test('closes its source once, though nobody asks for a value', async () => {
      const { signal, abort } = aborting()
      const source = prompted<number>()
      const values = iterate(pipe(source, abortable(signal)))
      const first = values.next()
      source.give(1)
      await first
      abort('stop')
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
      await expect(values.next()).rejects.toBe('stop')
      await values.return?.()
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    })

    test('says its reason after the source has closed', async () => {
      const { signal, abort } = aborting()
      const order: string[] = []
      const values = pipe(
        range(1),
        ensuring(async () => {
          await quiet()
          order.push('closed')
        }),
        mapAsync(() => new Promise(() => undefined)),
        abortable(signal),
        toArray,
      ).catch((reason: unknown) => order.push(String(reason)))
      abort('stop')
      await values
      expect(order).toEqual(['closed', 'stop'])
    })

    test('drops a value that comes too late', async () => {
      const { signal, abort } = aborting()
      const source = prompted<number>()
      const values = iterate(pipe(source, abortable(signal)))
      const pending = values.next()
      abort('stop')
      source.give(1)
      await expect(pending).rejects.toBe('stop')
      expect(await values.next()).toEqual(done)
    })

    test('hears no late rejection of its source', async () => {
      const { signal, abort } = aborting()
      const source = prompted<number>()
      const values = pipe(source, abortable(signal), toArray)
      abort('stop')
      source.fail('late')
      await expect(values).rejects.toBe('stop')
    })

    test('lets its reason come before a failing close, which it reports', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      for (const asynchronous of [true, false]) {
        const { signal, abort } = aborting()
        const late = new Error('close')
        const closed: Iterable<number> = {
          [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: () => again(late) }),
        }
        const source = prompted<number>(() => again(late))
        source.give(1)
        const values = iterate(pipe(asynchronous ? source : closed, abortable(signal)))
        await values.next()
        abort('stop')
        await expect(values.next()).rejects.toBe('stop')
        expect(warn).toHaveBeenLastCalledWith(expect.any(String), late)
      }
      expect(warn).toHaveBeenCalledTimes(2)
      warn.mockRestore()
    })

    test('says done to a consumer that leaves without asking again', async () => {
      const { signal, abort } = aborting()
      const values = iterate(pipe(range(1), abortable(signal)))
      await values.next()
      abort('stop')
      expect(await values.return?.()).toEqual(done)
    })

    test('aborts the calls in flight before it', async () => {
      const { signal, abort } = aborting()
      let inner: AbortSignal | undefined
      const values = pipe(
        range(1),
        mapAsync((_, own) => {
          inner = own
          return new Promise(() => undefined)
        }),
        abortable(signal),
        toArray,
      )
      abort('stop')
      expect(inner?.aborted).toBe(true)
      await expect(values).rejects.toBe('stop')
    })
  })

  test('opens nothing where the signal has aborted already', async () => {
    const { signal, abort } = aborting()
    const source = prompted<number>()
    abort('early')
    await expect(pipe(source, abortable(signal), toArray)).rejects.toBe('early')
    expect([source.log, listeners(signal)]).toEqual([[], 0])
  })

  test('changes nothing where the signal aborts after the end', async () => {
    const { signal, abort } = aborting()
    const values = iterate(pipe(range(1, 1), abortable(signal)))
    await values.next()
    expect(await values.next()).toEqual(done)
    abort('late')
    expect(await values.next()).toEqual(done)
  })

  describe('aborted from inside', () => {
    const stages = (abort: () => void) => {
      const seen: number[] = []
      const at3 = map((n: number) => {
        seen.push(n)
        if (n === 3) abort()
        return n
      })
      return { seen, at3 }
    }

    test('a stage below, stops an endless synchronous run after that value', async () => {
      const { signal, abort } = aborting()
      const { seen, at3 } = stages(() => abort('stop'))
      const sum = reduce(0, (a: number, n: number) => a + n)
      await expect(pipe(range(1), abortable(signal), at3, sum)).rejects.toBe('stop')
      expect(seen).toEqual([1, 2, 3])
    })

    test('a stage above, stops it too, and drops that value', async () => {
      const { signal, abort } = aborting()
      const { seen, at3 } = stages(() => abort('stop'))
      const below: number[] = []
      const values = pipe(
        range(1),
        at3,
        abortable(signal),
        map((n) => below.push(n)),
        toArray,
      )
      await expect(values).rejects.toBe('stop')
      expect([seen, below]).toEqual([
        [1, 2, 3],
        [1, 2],
      ])
    })

    test('a run that gives nothing, stops it', async () => {
      const { signal, abort } = aborting()
      const { seen, at3 } = stages(() => abort('stop'))
      const values = pipe(
        range(1),
        at3,
        filter(() => false),
        abortable(signal),
        toArray,
      )
      await expect(values).rejects.toBe('stop')
      expect(seen).toEqual([1, 2, 3])
    })

    test('the next() of its source, closes that when it has answered', async () => {
      const { signal, abort } = aborting()
      const log: string[] = []
      const source: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            log.push('pulled')
            abort('stop')
            return new Promise(() => undefined)
          },
          return: async () => {
            log.push('closed')
            return { done: true, value: undefined }
          },
        }),
      }
      await expect(pipe(source, abortable(signal), toArray)).rejects.toBe('stop')
      expect(log).toEqual(['pulled', 'closed'])
    })

    test('a stage that then throws, reports that and fails with the reason', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const { signal, abort } = aborting()
      const throws = map(() => {
        abort('stop')
        return again('thrown')
      })
      await expect(pipe(range(1), throws, abortable(signal), toArray)).rejects.toBe('stop')
      expect(warn.mock.calls.map(([, error]: readonly unknown[]) => error)).toEqual(['thrown'])
      warn.mockRestore()
    })
  })

  test('stops an endless synchronous run from a timer', async () => {
    const { signal, abort } = aborting()
    const values = pipe(
      range(1),
      abortable(signal),
      reduce(0, (a, n) => a + n),
    )
    await setImmediate()
    abort('stop')
    await expect(values).rejects.toBe('stop')
  })

  test('leaves the errors of its source and of the consumer alone', async () => {
    const { signal } = aborting()
    await expect(pipe(fail('source'), abortable(signal), toArray)).rejects.toBe('source')
    await expect(pipe(range(1), abortable(signal), map(again), toArray)).rejects.toBe(1)
    expect(listeners(signal)).toBe(0)
  })

  describe('listens', () => {
    test('from the first next() on', async () => {
      const { signal } = aborting()
      const values = iterate(pipe(range(1), abortable(signal)))
      expect(listeners(signal)).toBe(0)
      await values.next()
      expect(listeners(signal)).toBe(1)
      await values.return?.()
      expect(listeners(signal)).toBe(0)
    })

    test.each([
      ['ended', (signal: AbortSignal) => pipe(range(1, 2), abortable(signal), toArray)],
      ['had enough', (signal: AbortSignal) => pipe(range(1), abortable(signal), take(2), toArray)],
      ['failed', (signal: AbortSignal) => pipe(fail(1), abortable(signal), toArray).catch(() => undefined)],
      ['been read ahead', (signal: AbortSignal) => pipe(range(1, 2), abortable(signal), prefetch(4), toArray)],
    ])('no more when a run has %s, ten thousand times over', async (_, run) => {
      const { signal } = aborting()
      for (let i = 0; i < 10_000; i++) await run(signal)
      expect(listeners(signal)).toBe(0)
    })

    test('with one listener for any number of runs, so that Node has nothing to warn of', async () => {
      const warnings: Error[] = []
      const warned = (warning: Error): unknown => warnings.push(warning)
      process.on('warning', warned)
      const { signal, abort } = aborting()
      const runs = Array.from({ length: 1000 }, () => pipe(prompted<number>(), abortable(signal), toArray))
      expect(listeners(signal)).toBe(1)
      abort('stop')
      const ends = await Promise.allSettled(runs)
      expect(new Set(ends.map((end) => end.status === 'rejected' && end.reason))).toEqual(new Set(['stop']))
      await quiet()
      process.off('warning', warned)
      expect([warnings, listeners(signal)]).toEqual([[], 0])
    })
  })

  test('aborts a run though another one over the same signal has ended', async () => {
    const { signal, abort } = aborting()
    const values = pipe(prompted<number>(), abortable(signal), toArray)
    await pipe(range(1, 2), abortable(signal), toArray)
    abort('stop')
    await expect(values).rejects.toBe('stop')
  })

  test('is iterated afresh each time, until the signal aborts', async () => {
    const { signal, abort } = aborting()
    const values = pipe(range(1, 2), abortable(signal))
    expect([await toArray(values), await toArray(values)]).toEqual([
      [1, 2],
      [1, 2],
    ])
    abort('stop')
    await expect(toArray(values)).rejects.toBe('stop')
  })

  test('refuses what is no signal', () => {
    refuses(() => abortable(undefined as never), TypeError, /^signal must be an AbortSignal, got: undefined$/)
    refuses(() => abortable(new AbortController() as never), TypeError, /^signal must be an AbortSignal, got: /)
  })

  test('keeps the type of its values', () => {
    const { signal } = aborting()
    expectTypeOf(pipe(range(1), abortable(signal))).toEqualTypeOf<AsyncIterable<number>>()
    const flowing = flow(
      map((n: number) => String(n)),
      abortable(signal),
      toArray,
    )
    expectTypeOf(flowing).returns.resolves.toEqualTypeOf<string[]>()
  })
})
