import { setImmediate as turn } from 'node:timers/promises'
import { pipe } from 'fp-ts/lib/function.js'
import { concat, empty, fail, range, reduce, take, toArray, transformAsync } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { many, watched } from './watched.ts'

const echo = transformAsync(
  0,
  async (count, value: unknown) => [count + 1, Array.from({ length: count % 3 }, () => [value])],
  async (count) => [['all', count]],
)
const echoed = (values: readonly unknown[]): unknown[][] =>
  values.flatMap((value, count) => Array.from({ length: count % 3 }, () => [value]))

describe('transformAsync', () => {
  obeysTheLaws({
    stage: echo,
    model: (values) => [...echoed(values), ['all', values.length]],
    unended: echoed,
    lookahead: 0,
    failing: (f) => transformAsync(0, (count, value) => [count, [f(value)]]),
    failingAsync: (f) =>
      transformAsync(0, async (count, value, signal) => [count + 1, [await f([value, count], signal), value]]),
  })

  describe('with a flush that waits', () => {
    obeysTheLaws({
      stage: transformAsync(
        [] as readonly unknown[],
        (two, value: unknown) => [[...two, value].slice(-2), []],
        (two) => turn(two),
      ),
      model: (values) => values.slice(-2),
      unended: () => [],
      lookahead: Infinity,
    })
  })

  test('makes one call at a time, each with the state that the one before has given', async () => {
    const log: string[] = []
    const step = transformAsync('', async (state, s: string) => {
      log.push(`${s} after ${state}`)
      await turn()
      log.push(`${s} done`)
      return [state + s, [s]]
    })
    expect(await pipe(['a', 'b', 'c'], step, toArray)).toEqual(['a', 'b', 'c'])
    expect(log).toEqual(['a after ', 'a done', 'b after a', 'b done', 'c after ab', 'c done'])
  })

  test('makes no call while results of the one before wait', async () => {
    const source = watched([1, 2])
    let calls = 0
    const iterator = pipe(
      source,
      transformAsync(0, async (count, n) => {
        calls++
        return [count, [n, n]]
      }),
    )[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.next()
    expect([calls, source.seen.pulls]).toEqual([1, 1])
    await iterator.next()
    expect([calls, source.seen.pulls]).toEqual([2, 2])
  })

  test('takes an answer that is no promise, and any iterable for results', async () => {
    const direct = transformAsync(0, (count, n: number) => [count + 1, range(1, n)])
    expect(await pipe([1, 2], direct, toArray)).toEqual([1, 1, 2])
  })

  test('flushes the state at the end, once, also of an empty source', async () => {
    expect(await pipe(['a', 'b'], echo, toArray)).toEqual([['b'], ['all', 2]])
    expect(await pipe(empty, echo, toArray)).toEqual([['all', 0]])
  })

  test('does not flush where the source fails, nor where what follows has had enough', async () => {
    let flushed = 0
    const step = transformAsync(
      0,
      async (state, n: number) => [state, [n]],
      async () => [++flushed],
    )
    await expect(pipe(concat([[1], fail('no')]), step, toArray)).rejects.toBe('no')
    expect(await pipe([1, 2], step, take(2), toArray)).toEqual([1, 2])
    expect(flushed).toBe(0)
  })

  test('fails with what its flush rejects with', async () => {
    const step = transformAsync(
      0,
      async (state, n: number) => [state, [n]],
      () => Promise.reject(undefined),
    )
    const iterator = pipe([1], step)[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ done: false, value: 1 })
    await expect(iterator.next()).rejects.toBeUndefined()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('aborts the signal of the call in flight when the consumer leaves, that of the flush too', async () => {
    const signals: AbortSignal[] = []
    const hangs = (signal: AbortSignal): Promise<never> => {
      signals.push(signal)
      return new Promise(() => undefined)
    }
    for (const stage of [
      transformAsync(0, (_, __: number, signal) => hangs(signal)),
      transformAsync(
        0,
        (state) => [state, []],
        (_, signal) => hangs(signal),
      ),
    ]) {
      const iterator = pipe([1], stage)[Symbol.asyncIterator]()
      const pending = iterator.next()
      await iterator.return?.()
      expect(await pending).toEqual({ done: true, value: undefined })
    }
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
  })

  test('does not abort the signal of a call that has been answered', async () => {
    const signals: AbortSignal[] = []
    const step = transformAsync(0, async (count, n: number, signal) => {
      signals.push(signal)
      return [count, [n]]
    })
    expect(await pipe(range(1), step, take(2), toArray)).toEqual([1, 2])
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false])
  })

  test('starts each run with init', async () => {
    const twice = pipe(['a', 'b', 'c'], echo)
    expect(await toArray(twice)).toEqual(await toArray(twice))
  })

  test('lets the event loop turn while it gives nothing at once', async () => {
    let turned = false
    setImmediate(() => (turned = true))
    const source = function* (): Iterable<number> {
      for (const start = performance.now(); !turned && performance.now() - start < 500;) yield 1
    }
    await pipe(
      source(),
      transformAsync(0, (count) => [count, []]),
      toArray,
    )
    expect(turned).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    const direct = transformAsync(0, (count, n: number) => [count + 1, [n]])
    expect(await pipe(range(1, many), direct, reduce(0, Math.max))).toBe(many)
  })

  test.each(['ab', 5])('fails where the results are no list: %o', async (results) => {
    const wrong = transformAsync(0, async (count) => [count, results as never])
    await expect(pipe([1], wrong, toArray)).rejects.toThrow(TypeError)
    const wrongAtTheEnd = transformAsync(
      0,
      async (count) => [count, []],
      async () => results as never,
    )
    await expect(pipe([1], wrongAtTheEnd, toArray)).rejects.toThrow(TypeError)
  })

  test('refuses what is not a function', () => {
    refuses(() => transformAsync(0, 0 as never), TypeError, /^f must be a function, got: 0$/)
    refuses(() => transformAsync(0, (s) => [s, []], 0 as never), TypeError, /^flush must be a function, got: 0$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        transformAsync(0, async (sum, n) => [sum + n, [String(n), String(sum)]]),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        ['a'],
        transformAsync(
          0,
          async (length, s, signal) => {
            expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
            return [length + s.length, []]
          },
          async (length) => [length],
        ),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
