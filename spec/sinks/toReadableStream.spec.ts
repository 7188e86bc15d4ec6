import { pipe } from 'fp-ts/lib/function.js'
import { empty, fail, map, range, take, toReadableStream } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses } from '../laws.ts'
import { outcome, timerFires, watched } from './sinkClaims.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

const readAll = async <A>(stream: ReadableStream<A>): Promise<A[]> => {
  const values: A[] = []
  for await (const value of stream) values.push(value)
  return values
}

describe('toReadableStream', () => {
  test('gives a ReadableStream at once', () => {
    expect(toReadableStream(range(1))).toBeInstanceOf(ReadableStream)
  })

  test.each([
    ['an array', [3, 1, 2]],
    ['a plain iterable', new Set([3, 1, 2])],
    ['an async iterable', watched([3, 1, 2]).source],
    ['a pipeline', map((n: number) => n)([3, 1, 2])],
  ])('streams %s', async (_, source) => {
    expect(await readAll(toReadableStream<number>(source))).toEqual([3, 1, 2])
  })

  test('is empty for an empty source', async () => {
    expect(await readAll(toReadableStream(empty))).toEqual([])
  })

  test('carries null, undefined and promises as they are', async () => {
    const promise = Promise.resolve(1)
    const reader = toReadableStream([null, undefined, promise]).getReader()
    expect(await reader.read()).toEqual({ done: false, value: null })
    expect(await reader.read()).toEqual({ done: false, value: undefined })
    expect((await reader.read()).value).toBe(promise)
  })

  test('fits new Response', async () => {
    const bytes = pipe(
      ['a', 'b', 'c'],
      map((text) => new TextEncoder().encode(text)),
    )
    expect(await new Response(toReadableStream(bytes)).text()).toBe('abc')
  })

  test('R1: opens nothing before the first read', async () => {
    const { source, counts } = watched([1])
    const stream = toReadableStream(source)
    await turn()
    expect(counts.opened).toBe(0)
    await stream.cancel()
    expect(counts).toEqual({ opened: 0, pulls: 0, closes: 0, closed: 0 })
  })

  test('R2: pulls one value for each read', async () => {
    const { source, counts } = watched([1, 2, 3])
    const reader = toReadableStream(source).getReader()
    for (const n of [1, 2]) {
      expect(await reader.read()).toEqual({ done: false, value: n })
      await turn()
      expect(counts.pulls).toBe(n)
    }
    await reader.cancel()
  })

  test('R3: has one pull under way, however many reads wait', async () => {
    let pending = 0
    let most = 0
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          most = Math.max(most, ++pending)
          await turn()
          pending--
          return { done: false, value: 1 } as const
        },
      }),
    }
    const reader = toReadableStream(source).getReader()
    await Promise.all([reader.read(), reader.read(), reader.read()])
    expect(most).toBe(1)
  })

  test('R4: closes the source once as it is cancelled, and waits for that', async () => {
    const { source, counts } = watched([1, 2])
    const reader = toReadableStream(source).getReader()
    await reader.read()
    await Promise.all([reader.cancel(), reader.cancel()])
    expect(counts).toMatchObject({ closes: 1, closed: 1 })
  })

  test('R4: closes the source where a for-await over the stream is left', async () => {
    const { source, counts } = watched([1, 2])
    for await (const _ of toReadableStream(source)) break
    expect(counts).toMatchObject({ pulls: 1, closes: 1, closed: 1 })
  })

  test.each([[new Error('of the close')], [undefined]])(
    'R4: rejects the cancel where the close fails with %s',
    async (value) => {
      const { source } = watched([1, 2], { closing: { value } })
      const reader = toReadableStream(source).getReader()
      await reader.read()
      expect(await outcome(reader.cancel())).toEqual(['failed', value])
    },
  )

  test('R4: rejects the cancel where a stage has closed the source before, and that failed', async () => {
    const source: Iterable<number> = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: 1 }),
        return: () => {
          throw undefined
        },
      }),
    }
    const reader = pipe(source, take(1), toReadableStream).getReader()
    expect(await reader.read()).toEqual({ done: false, value: 1 })
    expect(await outcome(reader.cancel())).toEqual(['failed', undefined])
  })

  test('R4: does not close a source that has ended', async () => {
    const { source, counts } = watched([1])
    const stream = toReadableStream(source)
    await readAll(stream)
    await stream.cancel()
    expect(counts).toMatchObject({ pulls: 2, closes: 0 })
  })

  test('R5: is cancelled at once while a read waits for ever', async () => {
    const source = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<number>>(() => undefined) }),
    }
    const reader = toReadableStream(source).getReader()
    const read = reader.read()
    await reader.cancel()
    expect(await read).toEqual({ done: true, value: undefined })
  })

  test.each([[new Error('of the source')], [undefined], [null]])(
    'R6: fails with the error of its source, %s, after the values before it',
    async (value) => {
      const { source, counts } = watched([1], { error: { value } })
      const reader = toReadableStream(source).getReader()
      expect(await reader.read()).toEqual({ done: false, value: 1 })
      expect(await outcome(reader.read())).toEqual(['failed', value])
      expect(await outcome(reader.closed)).toEqual(['failed', value])
      expect(counts).toMatchObject({ pulls: 2, closes: 0 })
    },
  )

  test('R6: leaves nothing unhandled where nobody looks at the stream that failed', async () => {
    void toReadableStream(fail('unseen'))
      .getReader()
      .read()
      .catch(() => undefined)
    await turn()
  })

  test('R9: reads the source anew for each stream', async () => {
    const numbers = range(1, 2)
    expect(await readAll(toReadableStream(numbers))).toEqual([1, 2])
    expect(await readAll(toReadableStream(numbers))).toEqual([1, 2])
  })

  test('R14: refuses what is not iterable at once', () => {
    refuses(() => toReadableStream(5 as never), TypeError, /^a source must be iterable, got: 5$/)
  })

  test('streams 300 000 values and lets timers in', { timeout: 30_000 }, async () => {
    let sum = 0
    const fired = await timerFires(async () => {
      for await (const n of toReadableStream(range(1, 300_000))) sum += n
    })
    expect([sum, fired]).toEqual([45_000_150_000, true])
  })

  test('infers its type in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), map(String), toReadableStream)).toEqualTypeOf<ReadableStream<string>>()
  })
})
