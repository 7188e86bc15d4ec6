import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, filterAsync, range, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'

const even = (n: number): boolean => n % 2 === 0
const isEven = async (n: number): Promise<boolean> => even(n)

const modes: Array<{ readonly concurrency: number; readonly ordered: boolean }> = [
  { concurrency: 1, ordered: true },
  { concurrency: 3, ordered: true },
  { concurrency: 3, ordered: false },
]

describe('filterAsync', () => {
  describe.each(modes)('concurrency $concurrency, ordered $ordered', (options) => {
    obeysTheLaws({
      stage: filterAsync(isEven, options),
      values: fc.nat(9),
      model: (values) => values.filter(even),
      lookahead: options.concurrency - 1,
      ordered: options.ordered,
      failingAsync: (f) => filterAsync(async (n: number, signal) => even(await f(n, signal)), options),
    })

    test('takes answers that are no promises', async () => {
      expect(await pipe(range(1, 9), filterAsync(even, options), toArray)).toEqual([2, 4, 6, 8])
    })

    test('gives the very values, null and undefined too', async () => {
      const values = [null, undefined, {}]
      const given = await pipe(
        values,
        filterAsync(async () => true, options),
        toArray,
      )
      expect(given.map((value, i) => Object.is(value, values[i]))).toEqual([true, true, true])
    })

    test('is empty where no value passes', async () => {
      expect(
        await pipe(
          range(1, 5000),
          filterAsync(() => false, options),
          toArray,
        ),
      ).toEqual([])
    })

    test('fails with what a call throws, undefined too', async () => {
      const fails = (): boolean => {
        throw undefined
      }
      await expect(pipe([1], filterAsync(fails, options), toArray)).rejects.toBe(undefined)
    })
  })

  test('pulls until one value passes, and not one more', async () => {
    const { f, calls, values } = openCalls<number, boolean>()
    const passing = pipe(range(1), filterAsync(f))[Symbol.asyncIterator]()
    const first = passing.next()
    calls[0]?.resolve(false)
    await quiet()
    expect(values()).toEqual([1, 2])
    calls[1]?.resolve(true)
    expect(await first).toEqual({ value: 2, done: false })
    await quiet()
    expect(values()).toEqual([1, 2])
  })

  test('keeps the order of values whose calls overtake each other', async () => {
    const { f, calls } = openCalls<number, boolean>()
    const passing = pipe(range(1, 3), filterAsync(f, { concurrency: 3 }), toArray)
    for (const { resolve } of calls.toReversed()) {
      resolve(true)
      await quiet()
    }
    expect(await passing).toEqual([1, 2, 3])
  })

  test('gives values as they pass, unordered', async () => {
    const { f, calls } = openCalls<number, boolean>()
    const passing = pipe(range(1, 3), filterAsync(f, { concurrency: 3, ordered: false }), toArray)
    for (const { resolve, value } of calls.toReversed()) {
      resolve(value !== 2)
      await quiet()
    }
    expect(await passing).toEqual([3, 1])
  })

  test('aborts the signal of a call in flight when the consumer leaves', async () => {
    const { f, calls } = openCalls<number, boolean>()
    const passing = pipe(range(1), filterAsync(f))[Symbol.asyncIterator]()
    void passing.next()
    await passing.return?.()
    expect(calls[0]?.signal.aborted).toBe(true)
  })

  test('refuses bad arguments', () => {
    refuses(() => filterAsync(1 as never), TypeError, /^predicate must be a function, got: 1$/)
    refuses(() => filterAsync(isEven, { concurrency: 1.5 }), RangeError, /^concurrency must be an integer .*got: 1.5$/)
    refuses(() => filterAsync(isEven, { ordered: 1 as never }), RangeError, /^ordered must be one of true, false/)
  })

  test('infers its types, and narrows with a refinement', () => {
    const isText = (value: unknown): value is string => typeof value === 'string'
    const mixed = ['a', 1] as const
    expectTypeOf(
      pipe(
        range(1, 3),
        filterAsync(async (n, signal) => n.toFixed(2) === '' || signal.aborted),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(mixed, filterAsync(isText))).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        mixed,
        filterAsync(async (value: string | number) => value !== 1),
      ),
    ).toEqualTypeOf<AsyncIterable<'a' | 1>>()
    const flowing: (source: AnyIterable<number>) => Promise<number[]> = flow(
      filterAsync(isEven),
      filterAsync(async (n) => n.toFixed(2) !== ''),
      toArray,
    )
    expect(flowing).toBeTypeOf('function')
  })
})
