import { flow, pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, range, take, tapAsync, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'

const modes: Array<{ readonly concurrency: number; readonly ordered: boolean }> = [
  { concurrency: 1, ordered: true },
  { concurrency: 3, ordered: true },
  { concurrency: 3, ordered: false },
]

describe('tapAsync', () => {
  describe.each(modes)('concurrency $concurrency, ordered $ordered', (options) => {
    obeysTheLaws({
      stage: tapAsync(async () => 'ignored', options),
      model: (values) => values,
      lookahead: options.concurrency - 1,
      ordered: options.ordered,
      failingAsync: (f) => tapAsync(f, options),
    })

    test('gives the values, not the results, which need not be promises', async () => {
      expect(
        await pipe(
          ['a', null, undefined],
          tapAsync(() => 'result', options),
          toArray,
        ),
      ).toEqual(['a', null, undefined])
    })
  })

  test('gives a value when its call is over, not before', async () => {
    const { f, calls } = openCalls<number, void>()
    let given = false
    const values = pipe([1], tapAsync(f))[Symbol.asyncIterator]()
    const first = values.next()
    void first.finally(() => (given = true))
    await quiet()
    expect(given).toBe(false)
    calls[0]?.resolve()
    expect(await first).toEqual({ value: 1, done: false })
  })

  test('lets values go on as their calls are over, unordered', async () => {
    const { f, calls } = openCalls<number, void>()
    const values = pipe(range(1, 3), tapAsync(f, { concurrency: 3, ordered: false }), toArray)
    for (const { resolve } of calls.toReversed()) {
      resolve()
      await quiet()
    }
    expect(await values).toEqual([3, 2, 1])
  })

  test('calls its function once for each value that is taken', async () => {
    const seen: number[] = []
    await pipe(
      range(1),
      tapAsync(async (n) => seen.push(n)),
      take(3),
      toArray,
    )
    expect(seen).toEqual([1, 2, 3])
  })

  test('fails with what a call rejects, undefined too, and gives the values before', async () => {
    const seen: number[] = []
    const fails = async (n: number): Promise<void> => {
      if (n === 3) throw undefined
    }
    const values = pipe(
      range(1),
      tapAsync(fails, { concurrency: 2 }),
      tapAsync((n) => seen.push(n)),
      toArray,
    )
    await expect(values).rejects.toBe(undefined)
    expect(seen).toEqual([1, 2])
  })

  test('aborts the signal of a call in flight when the consumer leaves', async () => {
    const { f, calls } = openCalls<number, void>()
    const values = pipe(range(1), tapAsync(f))[Symbol.asyncIterator]()
    void values.next()
    await values.return?.()
    expect(calls[0]?.signal.aborted).toBe(true)
  })

  test('refuses bad arguments', () => {
    const f = async (): Promise<void> => undefined
    refuses(() => tapAsync(null as never), TypeError, /^f must be a function, got: null$/)
    refuses(() => tapAsync(f, { concurrency: NaN }), RangeError, /^concurrency must be an integer .*got: NaN$/)
    refuses(
      () => tapAsync(f, { ordered: null as never }),
      RangeError,
      /^ordered must be one of true, false, got: null$/,
    )
  })

  test('infers its types, and keeps those of the values', () => {
    expectTypeOf(
      pipe(
        [1, 2] as const,
        tapAsync(async (n, signal) => n.toFixed(signal.aborted ? 1 : 2)),
        tapAsync((n: number) => n),
      ),
    ).toEqualTypeOf<AsyncIterable<1 | 2>>()
    const flowing: (source: AnyIterable<number>) => Promise<number[]> = flow(
      tapAsync((n: number) => n),
      tapAsync(async (n) => n.toFixed(2)),
      toArray,
    )
    expect(flowing).toBeTypeOf('function')
    const ofTexts = tapAsync((text: string) => text.length)
    // @ts-expect-error numbers are no texts
    ofTexts(range(1))
  })
})
