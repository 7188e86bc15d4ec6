import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { pipe } from 'fp-ts/lib/function.js'
import { channel, concat, fail, filter, map, mapAccum, range, reduce, take, takeUntil, tap, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { collected } from '../memory.ts'
import { stillTime } from '../stillTime.ts'
import { many, watched } from './watched.ts'

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length
const never = new Promise<never>(() => undefined)

const deferred = () => {
  let resolve!: () => void
  let reject!: (error: unknown) => void
  const promise = new Promise<void>((...settle) => ([resolve, reject] = settle))
  return { promise, resolve, reject }
}

describe('takeUntil', () => {
  describe('a signal', () => {
    obeysTheLaws({ stage: takeUntil(new AbortController().signal), model: (values) => values, lookahead: 0 })

    describe('that has aborted', () => {
      // A source that refuses to open is never opened, so nobody hears of its error.
      obeysTheLaws({
        stage: takeUntil(AbortSignal.abort()),
        model: () => [],
        lookahead: 0,
        stopsAfter: 0,
        exceptions: ['R6'],
      })

      test('opens nothing', async () => {
        const source = watched([1])
        expect(await pipe(source, takeUntil(AbortSignal.abort()), toArray)).toEqual([])
        expect(source.seen.opened).toBe(0)
      })
    })

    test('ends as it aborts, whatever its reason, also where the source owes an answer', async () => {
      stillTime()
      const source = watched([1], 'hangs')
      const controller = new AbortController()
      const iterator = pipe(source, takeUntil(controller.signal))[Symbol.asyncIterator]()
      expect(await iterator.next()).toEqual({ done: false, value: 1 })
      const pending = iterator.next()
      controller.abort(new Error('no failure'))
      expect(source.seen.closed).toBe(1)
      expect(await pending).toEqual({ done: true, value: undefined })
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
      expect(source.seen).toEqual({ opened: 1, pulls: 2, closed: 1 })
    })

    test('ends before a generator that never answers has closed', async () => {
      const controller = new AbortController()
      const stuck = async function* (): AsyncGenerator<number> {
        await never
        yield 1
      }
      const read = pipe(stuck(), takeUntil(controller.signal), toArray)
      await turn()
      controller.abort()
      expect(await read).toEqual([])
    })

    test('is listened to from the first pull, and let go of however the stage ends', async () => {
      const { signal } = new AbortController()
      const until = takeUntil(signal)
      const iterator = until(range(1))[Symbol.asyncIterator]()
      expect(listeners(signal)).toBe(0)
      await iterator.next()
      await iterator.next()
      expect(listeners(signal)).toBe(1)
      await iterator.return?.()
      expect(listeners(signal)).toBe(0)
      await pipe([1], until, toArray)
      await pipe([1], until, take(1), toArray)
      await expect(pipe(fail('no'), until, toArray)).rejects.toBe('no')
      expect(listeners(signal)).toBe(0)
    })

    test('leaves no listener when it has aborted', async () => {
      const controller = new AbortController()
      const until = takeUntil(controller.signal)
      const read = Promise.all([1, 2].map(() => pipe(watched([1], 'hangs'), until, toArray)))
      await turn()
      expect(listeners(controller.signal)).toBe(1)
      controller.abort()
      expect(await read).toEqual([[1], [1]])
      expect(listeners(controller.signal)).toBe(0)
    })

    test('is heard while the consumer is idle', async () => {
      const source = watched([1, 2])
      const controller = new AbortController()
      const iterator = pipe(source, takeUntil(controller.signal))[Symbol.asyncIterator]()
      await iterator.next()
      controller.abort()
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
      expect(source.seen).toEqual({ opened: 1, pulls: 1, closed: 1 })
    })

    test('is heard in the midst of a synchronous run', async () => {
      const controller = new AbortController()
      const read = pipe(
        range(1),
        takeUntil(controller.signal),
        tap((n) => n === 100 && controller.abort()),
        toArray,
      )
      expect(await read).toHaveLength(100)
    })

    test('stops an endless run that lets nothing through', async () => {
      const controller = new AbortController()
      setImmediate(() => controller.abort())
      const read = pipe(
        range(1),
        takeUntil(controller.signal),
        filter(() => false),
        toArray,
      )
      expect(await read).toEqual([])
    })
  })

  describe('a promise', () => {
    obeysTheLaws({ stage: takeUntil(never), model: (values) => values, lookahead: 0 })

    test('ends as it is fulfilled, be it with undefined, also where the source owes an answer', async () => {
      const source = watched([1], 'hangs')
      const { promise, resolve } = deferred()
      const read = pipe(source, takeUntil(promise), toArray)
      await turn()
      resolve()
      expect(await read).toEqual([1])
      expect(source.seen.closed).toBe(1)
    })

    test.each([undefined, null, new Error('no')])('fails as it rejects: %s', async (error) => {
      const source = watched([1], 'hangs')
      const { promise, reject } = deferred()
      const iterator = pipe(source, takeUntil(promise))[Symbol.asyncIterator]()
      expect(await iterator.next()).toEqual({ done: false, value: 1 })
      const pending = iterator.next()
      reject(error)
      await expect(pending).rejects.toBe(error)
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
      expect(source.seen.closed).toBe(1)
    })

    test('may reject unheard when the stage has ended', async () => {
      const { promise, reject } = deferred()
      expect(await pipe([1], takeUntil(promise), toArray)).toEqual([1])
      reject(new Error('too late'))
      await turn()
    })

    test('may be any thenable', async () => {
      const thenable = { then: (resolve: (value: number) => void) => resolve(1) } as PromiseLike<number>
      expect(await pipe(watched([1], 'hangs'), takeUntil(thenable), toArray)).toEqual([1])
    })

    test('keeps nothing of a run that it outlives', async () => {
      const { promise, resolve } = deferred()
      const run = async (): Promise<WeakRef<object>> => {
        const source = watched([1])
        await pipe(source, takeUntil(promise), toArray)
        return new WeakRef(source)
      }
      const source = await run()
      await collected([source])
      resolve()
    })
  })

  describe('a source', () => {
    obeysTheLaws({ stage: takeUntil(watched([], 'hangs')), model: (values) => values, lookahead: 0 })

    describe('that ends without a value', () => {
      obeysTheLaws({ stage: takeUntil(watched([])), model: (values) => values, lookahead: 0 })
    })

    test('ends as its first value comes, be it undefined, and closes it', async () => {
      const source = watched([], 'hangs')
      const notifier = watched([undefined, undefined])
      expect(await pipe(source, takeUntil(notifier), toArray)).toEqual([])
      expect(source.seen.closed).toBe(1)
      expect(notifier.seen).toEqual({ opened: 1, pulls: 1, closed: 1 })
    })

    test('ends at once where it is an array that has a value', async () => {
      const source = watched([1])
      expect(await pipe(source, takeUntil([0]), toArray)).toEqual([])
      expect(source.seen.opened).toBe(0)
      expect(await pipe(source, takeUntil([]), toArray)).toEqual([1])
    })

    test('fails as it fails', async () => {
      const source = watched([1], 'hangs')
      const notifier = watched([], { error: undefined })
      await expect(pipe(source, takeUntil(notifier), toArray)).rejects.toBeUndefined()
      expect(source.seen.closed).toBe(1)
      expect(notifier.seen).toEqual({ opened: 1, pulls: 1, closed: 0 })
    })

    test('opens it at the first pull, anew in each run, asks it once and closes it however the stage ends', async () => {
      const notifier = watched([], 'hangs')
      const until = takeUntil(notifier)
      const iterator = until(range(1))[Symbol.asyncIterator]()
      expect(notifier.seen.opened).toBe(0)
      await iterator.next()
      await iterator.next()
      expect(notifier.seen).toEqual({ opened: 1, pulls: 1, closed: 0 })
      await iterator.return?.()
      expect(notifier.seen).toEqual({ opened: 1, pulls: 1, closed: 1 })
      await pipe([1], until, toArray)
      expect(notifier.seen).toEqual({ opened: 2, pulls: 2, closed: 2 })
      await pipe([1], until, take(1), toArray)
      expect(notifier.seen).toEqual({ opened: 3, pulls: 3, closed: 3 })
      await expect(pipe(concat([[1], fail('no')]), until, toArray)).rejects.toBe('no')
      expect(notifier.seen).toEqual({ opened: 4, pulls: 4, closed: 4 })
    })

    test('does not close it where it has ended', async () => {
      const notifier = watched([])
      expect(await pipe(watched([1, 2, 3]), takeUntil(notifier), toArray)).toEqual([1, 2, 3])
      expect(notifier.seen).toEqual({ opened: 1, pulls: 1, closed: 0 })
    })

    test('tells when it fails to close', async () => {
      const notifier = {
        [Symbol.asyncIterator]: () => ({
          next: () => never,
          return: () => Promise.reject(new Error('close')),
        }),
      }
      await expect(pipe([1], takeUntil(notifier), toArray)).rejects.toThrow('close')
      const iterator = pipe([1, 2], takeUntil(notifier))[Symbol.asyncIterator]()
      await iterator.next()
      await expect(iterator.return?.()).rejects.toThrow('close')
    })

    test('may be a channel that is pushed to from behind the stage', async () => {
      const stop = channel<string>()
      const read = pipe(
        range(1),
        takeUntil(stop),
        tap((n) => n === 100 && stop.offer('stop')),
        toArray,
      )
      expect(await read).toHaveLength(100)
    })

    test('may be busy for long before it gives a value', async () => {
      const late = pipe(
        range(1),
        filter((n) => n > 5000),
      )
      const source = watched([], 'hangs')
      expect(await pipe(source, takeUntil(late), toArray)).toEqual([])
      expect(source.seen).toEqual({ opened: 1, pulls: 1, closed: 1 })
    })

    test('may be busy without ever giving a value', async () => {
      const busy = pipe(
        range(1),
        filter(() => false),
      )
      expect(await pipe(range(1, 100), takeUntil(busy), toArray)).toHaveLength(100)
    })
  })

  test('may stand in a pipe twice, with the same notifier', async () => {
    const controller = new AbortController()
    const until = takeUntil(controller.signal)
    const read = pipe(
      watched([1], 'hangs'),
      until,
      map((n) => n),
      until,
      toArray,
    )
    await turn()
    controller.abort()
    expect(await read).toEqual([1])
    expect(listeners(controller.signal)).toBe(0)
  })

  test('does not end what follows when the consumer leaves in the middle of a value', async () => {
    let flushed = 0
    const flushing = mapAccum(
      0,
      (count, n: number) => [count + 1, n],
      () => {
        flushed++
        return { _tag: 'None' }
      },
    )
    const leaving = pipe(
      range(1),
      takeUntil(never),
      flushing,
      tap(() => void iterator.return?.()),
    )
    const iterator = leaving[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(flushed).toBe(0)
  })

  test('R7: many runs that wait for one signal share a listener, and Node warns of no leak', async () => {
    const controller = new AbortController()
    const warnings: Error[] = []
    const warned = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', warned)
    const runs = Array.from({ length: 12 }, () => pipe(channel<number>(), takeUntil(controller.signal), toArray))
    await turn()
    expect(listeners(controller.signal)).toBe(1)
    controller.abort()
    expect(await Promise.all(runs)).toEqual(runs.map(() => []))
    await turn()
    process.off('warning', warned)
    expect([warnings, listeners(controller.signal)]).toEqual([[], 0])
  })

  test('takes any number of values without a deep stack', async () => {
    expect(await pipe(range(1, many), takeUntil(never), reduce(0, Math.max))).toBe(many)
  })

  test.each([undefined, null, 5, {}, () => undefined])('refuses %o for a notifier', (notifier) => {
    refuses(
      () => takeUntil(notifier as never),
      TypeError,
      /^notifier must be an AbortSignal, a promise or a source, got: /,
    )
  })

  test('keeps the type of the source', () => {
    expectTypeOf(pipe(['a'], takeUntil(range(1)))).toEqualTypeOf<AsyncIterable<string>>()
  })
})
