import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, concat, fail, map, mapAsync, prefetch, range, stage, take, toArray } from 'sluice'
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { stillTime } from '../stillTime.ts'

/** The natural numbers, from a source that writes down what is asked of it. */
const counted = (): {
  readonly source: AsyncIterable<number>
  readonly log: string[]
  readonly pulled: () => number
} => {
  const log: string[] = []
  let pulled = 0
  const iterator: AsyncIterator<number> = {
    next: async () => ({ done: false, value: pulled++ }),
    return: async () => {
      log.push('closed')
      return { done: true, value: undefined }
    },
  }
  const open = (): AsyncIterator<number> => {
    log.push('opened')
    return iterator
  }
  return { source: { [Symbol.asyncIterator]: open }, log, pulled: () => pulled }
}

/** Writes down the demand that each value meets, itself included. */
const demands = (log: number[]): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) =>
  stage('demands', (down) => ({
    ...down,
    next: (value) => {
      log.push(down.demand())
      return down.next(value)
    },
  }))

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const countdown = (from: number): number[] => Array.from({ length: from }, (_, i) => from - i)

describe('prefetch', () => {
  describe.each([
    { max: 1, min: 0 },
    { max: 4, min: 0 },
    { max: 4, min: 2 },
    { max: 4, min: 3 },
  ])('of $max and $min', (window) => {
    obeysTheLaws({ stage: prefetch(window), model: (values) => values, lookahead: window.max })
  })

  test('opens its source at the first next() and not before', async () => {
    const { source, log } = counted()
    const values = iterate(pipe(source, prefetch(4)))
    await quiet()
    expect(log).toEqual([])
    await values.next()
    expect(log).toEqual(['opened'])
  })

  test('reads up to max values while the consumer does nothing, and not one more', async () => {
    stillTime()
    const { source, pulled } = counted()
    const values = iterate(pipe(source, prefetch(4)))
    const first = values.next()
    await quiet()
    expect(pulled()).toBe(4)
    await first
    await quiet()
    expect(pulled()).toBe(4)
  })

  test('does not wait to fill before it hands over', async () => {
    const never = async function* (): AsyncGenerator<number> {
      yield 1
      await new Promise(() => undefined)
    }
    expect(await iterate(pipe(never(), prefetch(4))).next()).toEqual({ value: 1, done: false })
  })

  describe('asks', () => {
    beforeEach(stillTime)

    test.each([
      ['1000 and then 500 at a time by default', { max: 1000 }, [1000, 500, 500]],
      ['20 at a time with a min of 80%', { max: 100, min: 80 }, [100, 20, 20, 20]],
      ['80 at a time with a min of 20%', { max: 100, min: 20 }, [100, 80, 80]],
      ['3 at a time where 3 are missing', { max: 10, min: 7 }, [10, 3, 3, 3]],
      ['10 again only when it is empty, with a min of 0', { max: 10, min: 0 }, [10, 10, 10]],
      ['one at a time with a max of 1', { max: 1, min: 0 }, [1, 1, 1, 1]],
    ])('%s', async (_, window, lumps) => {
      const met: number[] = []
      const values = lumps.reduce((sum, lump) => sum + lump, 0)
      await pipe(range(1, values), demands(met), prefetch(window), toArray)
      expect(met).toEqual(lumps.flatMap(countdown))
    })

    test('each time that what it holds has fallen to min', async () => {
      const { source, pulled } = counted()
      const values = iterate(pipe(source, prefetch(4)))
      const seen: number[] = []
      for (let i = 0; i < 6; i++) {
        await values.next()
        await quiet()
        seen.push(pulled())
      }
      expect(seen).toEqual([4, 6, 6, 8, 8, 10])
    })

    test('for no more than it may hold, whatever the window and the consumer', async () => {
      const windows = fc
        .integer({ min: 1, max: 9 })
        .chain((max) => fc.record({ max: fc.constant(max), min: fc.nat(max - 1) }))
      await fc.assert(
        fc.asyncProperty(windows, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 9 }), async (window, asks) => {
          const { source, pulled } = counted()
          const values = iterate(pipe(source, prefetch(window)))
          let delivered = 0
          for (const atOnce of asks) {
            const answers = await Promise.all(Array.from({ length: atOnce }, () => values.next()))
            expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: atOnce }, (_, i) => delivered + i))
            delivered += atOnce
            await quiet()
            expect(pulled() - delivered).toBeGreaterThan(window.min)
            expect(pulled() - delivered).toBeLessThanOrEqual(window.max)
          }
        }),
        { numRuns: 30 },
      )
    })
  })

  test('stops its source when the consumer stops, after the sum of the windows', async () => {
    stillTime()
    const { source, pulled } = counted()
    const values = iterate(
      pipe(
        source,
        prefetch({ max: 10, min: 8 }),
        mapAsync(async (n) => n),
        prefetch({ max: 10, min: 5 }),
      ),
    )
    await values.next()
    await quiet()
    expect(pulled()).toBe(20)
  })

  test('gives what it holds before the error of its source', async () => {
    const values = iterate(pipe(concat([range(1, 2), fail(undefined)]), prefetch(4)))
    expect(await values.next()).toEqual({ value: 1, done: false })
    await quiet()
    expect(await values.next()).toEqual({ value: 2, done: false })
    await expect(values.next()).rejects.toBe(undefined)
    expect(await values.next()).toEqual({ value: undefined, done: true })
  })

  describe('when the consumer leaves', () => {
    test('closes its source at once and drops what it holds', async () => {
      const { source, log, pulled } = counted()
      const values = iterate(pipe(source, prefetch(4)))
      await values.next()
      await quiet()
      const left = values.return?.()
      expect(log).toEqual(['opened', 'closed'])
      await left
      expect(await values.next()).toEqual({ value: undefined, done: true })
      expect(pulled()).toBe(4)
    })

    test('in mid pull, does so all the same, and wants no late value', async () => {
      const log: string[] = []
      let answer: (result: IteratorResult<number>) => void = () => undefined
      const late: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            log.push('pull')
            return new Promise((resolve) => (answer = resolve))
          },
          return: () => {
            log.push('closed')
            return new Promise(() => undefined)
          },
        }),
      }
      const values = iterate(pipe(late, prefetch(4)))
      const pending = values.next()
      await values.return?.()
      expect(await pending).toEqual({ value: undefined, done: true })
      answer({ done: false, value: 1 })
      await quiet()
      expect(log).toEqual(['pull', 'closed'])
    })

    test('from below, in the middle of a lump, does so all the same', async () => {
      const { source, log, pulled } = counted()
      expect(await pipe(source, prefetch(4), take(2), toArray)).toEqual([0, 1])
      const before = pulled()
      await quiet()
      expect([log, pulled()]).toEqual([['opened', 'closed'], before])
    })
  })

  test('is iterated afresh each time', async () => {
    const source = pipe(range(1, 5), prefetch(2))
    expect([await toArray(source), await toArray(source)]).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5],
    ])
  })

  test('refuses a bad window', () => {
    refuses(() => prefetch(0), RangeError, /^max must be an integer of at least 1, got: 0$/)
    refuses(() => prefetch({ max: 0 }), RangeError, /^max must be an integer of at least 1, got: 0$/)
    refuses(() => prefetch(Infinity), RangeError, /^max must be an integer of at least 1, got: Infinity$/)
    refuses(() => prefetch('4' as never), TypeError, /^max must be a number, got: "4"$/)
    refuses(() => prefetch(undefined as never), TypeError, /^max must be a number, got: undefined$/)
    refuses(() => prefetch(null as never), TypeError, /^max must be a number, got: null$/)
    refuses(() => prefetch({} as never), TypeError, /^max must be a number, got: undefined$/)
    refuses(() => prefetch({ max: 1000, min: 2000 }), RangeError, /^min must be at most 999, .*, got: 2000$/)
    refuses(() => prefetch({ max: 4, min: 4 }), RangeError, /^min must be at most 3, .*, got: 4$/)
    refuses(() => prefetch({ max: 4, min: -1 }), RangeError, /^min must be an integer of at least 0, got: -1$/)
    refuses(() => prefetch({ max: 4, min: null as never }), TypeError, /^min must be a number, got: null$/)
  })

  test('keeps the type of its values', () => {
    expectTypeOf(pipe(range(1), prefetch(2))).toEqualTypeOf<AsyncIterable<number>>()
    const flowing = flow(
      map((n: number) => String(n)),
      prefetch({ max: 3 }),
      toArray,
    )
    expectTypeOf(flowing).returns.resolves.toEqualTypeOf<string[]>()
  })
})
