import { Readable } from 'node:stream'
import { pipe } from 'fp-ts/lib/function.js'
import { filter, from, head, map, range, take, toArray } from 'sluice'
import type { AnyIterable, StreamToRead } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

interface Told {
  readonly cancels: unknown[]
  pulls: number
}

/** A web stream of 1, 2, 3, or of what `pull` does. */
const stream = (
  told: Told = { cancels: [], pulls: 0 },
  {
    pull = (controller) => (told.pulls > 3 ? controller.close() : controller.enqueue(told.pulls)),
    cancel,
  }: {
    pull?: (controller: ReadableStreamDefaultController<number>) => void | Promise<void>
    cancel?: () => Promise<void>
  } = {},
): ReadableStream<number> =>
  new ReadableStream<number>(
    {
      pull: (controller) => {
        told.pulls++
        return pull(controller)
      },
      cancel: (reason) => {
        told.cancels.push(reason)
        return cancel?.()
      },
    },
    { highWaterMark: 0 },
  )

/** As in browsers that know streams, but not how to iterate them. */
const withoutIteration = (whole: ReadableStream<number>): StreamToRead<number> => ({
  getReader: () => whole.getReader(),
})

const told = (): Told => ({ cancels: [], pulls: 0 })

describe('from', () => {
  describe('an array', () => {
    sourceObeysTheLaws({ source: () => from([1, 2, 3]), values: [1, 2, 3] })
  })
  describe('a plain iterable', () => {
    sourceObeysTheLaws({ source: () => from(new Set([1, 2, 3])), values: [1, 2, 3] })
  })
  describe('an AsyncIterable', () => {
    const source: AsyncIterable<number> = {
      async *[Symbol.asyncIterator]() {
        yield* [1, 2, 3]
      },
    }
    sourceObeysTheLaws({ source: () => from(source), values: [1, 2, 3] })
  })
  describe('a web stream', () => {
    sourceObeysTheLaws({ source: () => from(stream()), values: [1, 2, 3], exceptions: ['R9'] })
  })
  describe('a web stream that cannot be iterated', () => {
    sourceObeysTheLaws({ source: () => from(withoutIteration(stream())), values: [1, 2, 3], exceptions: ['R9'] })
  })

  test('gives a source of ours back as it is', () => {
    const source = range(1, 3)
    expect(from(source)).toBe(source)
  })

  test('reads a string by its characters', async () => {
    expect(await toArray(from('añ'))).toEqual(['a', 'ñ'])
  })

  test('reads a Node stream', async () => {
    expect(await toArray(from(Readable.from(['a', 'b'])))).toEqual(['a', 'b'])
  })

  test('opens an iterable again for each iteration', async () => {
    let opened = 0
    const source = from({
      *[Symbol.iterator]() {
        yield ++opened
      },
    })
    expect(opened).toBe(0)
    expect(await toArray(source)).toEqual([1])
    expect(await toArray(source)).toEqual([2])
  })

  test('refuses what cannot be read', () => {
    for (const nothing of [undefined, null, 1, {}, () => [1], { getReader: 1 }, Promise.resolve([1])])
      refuses(() => from(nothing as never), TypeError, /^a source must be iterable, got: /)
  })

  test('infers its type', () => {
    expectTypeOf(from([1])).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(from(new Set(['a']))).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(from(range(1))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(from(stream())).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(from(withoutIteration(stream()))).toEqualTypeOf<AsyncIterable<number>>()
    const either = [1] as AnyIterable<number> | ReadableStream<number>
    expectTypeOf(from(either)).toEqualTypeOf<AsyncIterable<number>>()
  })

  describe.each([
    ['that can be iterated', (whole: ReadableStream<number>) => whole],
    ['that cannot', withoutIteration],
  ])('a web stream %s', (_, as) => {
    test('is read to its end, and unlocked there', async () => {
      const whole = stream()
      expect(await toArray(from(as(whole)))).toEqual([1, 2, 3])
      expect(whole.locked).toBe(false)
    })

    test('is not locked before the first ask', async () => {
      const whole = stream()
      const values = from(as(whole))[Symbol.asyncIterator]()
      expect(whole.locked).toBe(false)
      await values.next()
      expect(whole.locked).toBe(true)
    })

    test('is pulled only when asked', async () => {
      const about = told()
      const values = from(as(stream(about)))[Symbol.asyncIterator]()
      await values.next()
      await turn()
      expect(about.pulls).toBe(1)
    })

    test('is cancelled once when the consumer leaves, and unlocked', async () => {
      const about = told()
      const whole = stream(about)
      const values = from(as(whole))[Symbol.asyncIterator]()
      await values.next()
      await values.return?.()
      await values.return?.()
      expect(about.cancels).toEqual([undefined])
      expect(whole.locked).toBe(false)
    })

    test('is cancelled as take gives its last value', async () => {
      const about = told()
      expect(await pipe(from(as(stream(about))), take(2), toArray)).toEqual([1, 2])
      expect(about.cancels).toEqual([undefined])
      expect(about.pulls).toBe(2)
    })

    test('is cancelled where a function behind it throws', async () => {
      const about = told()
      const failing = map(() => {
        throw new Error('no')
      })
      await expect(toArray(failing(from(as(stream(about)))))).rejects.toThrow('no')
      expect(about.cancels).toEqual([undefined])
    })

    test('is cancelled at once while a read is pending', async () => {
      const about = told()
      const whole = stream(about, { pull: () => new Promise(() => undefined) })
      const values = from(as(whole))[Symbol.asyncIterator]()
      const pending = values.next()
      await values.return?.()
      expect(about.cancels).toEqual([undefined])
      expect(await pending).toEqual({ done: true, value: undefined })
      expect(whole.locked).toBe(false)
    })

    test('holds up nobody where it never answers its cancelling', async () => {
      const hung = new Promise<never>(() => undefined)
      const values = from(as(stream(told(), { pull: () => hung, cancel: () => hung })))[Symbol.asyncIterator]()
      const pending = values.next()
      await values.return?.()
      expect(await pending).toEqual({ done: true, value: undefined })
    })

    test('may end while the consumer leaves', async () => {
      for (let microtasks = 0; microtasks < 12; microtasks++) {
        const whole = stream()
        const values = from(as(whole))[Symbol.asyncIterator]()
        for (let i = 0; i < 3; i++) await values.next()
        const last = values.next()
        for (let i = 0; i < microtasks; i++) await Promise.resolve()
        await values.return?.()
        expect(await last).toEqual({ done: true, value: undefined })
        expect(whole.locked).toBe(false)
      }
    })

    test('fails with its error, and is not cancelled then', async () => {
      const about = told()
      const error = new Error('broken')
      const whole = stream(about, {
        pull: (controller) => (about.pulls > 1 ? controller.error(error) : controller.enqueue(1)),
      })
      const values = from(as(whole))[Symbol.asyncIterator]()
      expect(await values.next()).toEqual({ done: false, value: 1 })
      await expect(values.next()).rejects.toBe(error)
      expect(await values.next()).toEqual({ done: true, value: undefined })
      expect(about.cancels).toEqual([])
      expect(whole.locked).toBe(false)
    })

    test('tells where it fails to cancel', async () => {
      const error = new Error('stuck')
      const values = from(as(stream(told(), { cancel: () => Promise.reject(error) })))[Symbol.asyncIterator]()
      await values.next()
      await expect(values.return?.()).rejects.toBe(error)
    })

    test('that is being read already is a TypeError at the first ask', async () => {
      const whole = stream()
      whole.getReader()
      await expect(head(from(as(whole)))).rejects.toThrow(TypeError)
    })
  })

  describe('an iterator whose consumer leaves in the middle of a push', () => {
    const leaving = (source: AnyIterable<number>, seen: number[]) => {
      const values = filter((n: number) => {
        seen.push(n)
        if (seen.length === 3) void values.return?.()
        return false
      })(from(source))[Symbol.asyncIterator]()
      return values.next()
    }

    test('gives no more of an array', async () => {
      const seen: number[] = []
      await leaving([1, 2, 3, 4, 5, 6, 7, 8], seen)
      expect(seen).toEqual([1, 2, 3])
    })

    test('is closed, and not pulled any more', async () => {
      const log: string[] = []
      const iterator = {
        next: () => {
          log.push('next')
          return { done: false as const, value: 1 }
        },
        return: () => {
          log.push('return')
          return { done: true as const, value: undefined }
        },
      }
      const asked = ['next', 'next', 'next', 'return']
      await leaving({ [Symbol.iterator]: () => iterator }, [])
      expect(log.splice(0)).toEqual(asked)
      // Answers without a promise are legal for for-await, and not for the types.
      await leaving({ [Symbol.asyncIterator]: () => iterator as unknown as AsyncIterator<number> }, [])
      expect(log).toEqual(asked)
    })
  })

  describe('an iterator that makes its consumer leave while it is asked', () => {
    test('is closed when it has answered, where it is a generator', async () => {
      let closed = 0
      const generate = function* () {
        try {
          void values.return?.()
          yield 1
        } finally {
          closed++
        }
      }
      const values: AsyncIterator<number> = from(generate())[Symbol.asyncIterator]()
      expect(await values.next()).toEqual({ done: true, value: undefined })
      expect(closed).toBe(1)
    })

    test('may fail to close: that comes too late for anybody, and is a warning', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const error = new Error('stuck')
      const values: AsyncIterator<number> = from({
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            void values.return?.()
            return { done: false, value: 1 }
          },
          return: () => Promise.reject(error),
        }),
      })[Symbol.asyncIterator]()
      expect(await values.next()).toEqual({ done: true, value: undefined })
      await turn()
      expect(warn.mock.calls.flat()).toContain(error)
      warn.mockRestore()
    })

    test('is closed when it has answered, where it is an async generator', async () => {
      let closed = 0
      const generate = async function* () {
        try {
          void values.return?.()
          yield 1
        } finally {
          closed++
        }
      }
      const values: AsyncIterator<number> = from(generate())[Symbol.asyncIterator]()
      expect(await values.next()).toEqual({ done: true, value: undefined })
      await turn()
      expect(closed).toBe(1)
    })
  })
})
