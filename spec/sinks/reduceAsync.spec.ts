import { pipe } from 'fp-ts/lib/function.js'
import { empty, range, reduceAsync } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks, outcome, watched } from './sinkClaims.ts'

/** A promise to be settled by hand. */
const promised = <A>() => {
  let resolve: (value: A) => void = () => undefined
  const promise = new Promise<A>((settle) => (resolve = settle))
  return { promise, resolve }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('reduceAsync', () => {
  describe('with a function that promises', () => {
    sinkObeysTheLaws({
      sink: reduceAsync('', async (text, value) => (text + typeof value).slice(-9)),
      model: (values) =>
        values
          .map((value) => typeof value)
          .join('')
          .slice(-9),
      failingAsync: (f) => reduceAsync<unknown, unknown>(0, (_, value, signal) => f(value, signal)),
    })
    keepsTheClaimsOfSinks(
      reduceAsync(0, async (sum, n: number) => sum + n),
      (n) => n,
      1_000_000,
    )
  })
  describe('with a function that does not', () => {
    sinkObeysTheLaws({
      sink: reduceAsync('', (text, value) => (text + typeof value).slice(-9)),
      model: (values) =>
        values
          .map((value) => typeof value)
          .join('')
          .slice(-9),
      failing: (f) => reduceAsync<unknown, unknown>(0, (_, value) => f(value)),
    })
    keepsTheClaimsOfSinks(reduceAsync(0, (sum, n: number) => sum + n))
  })

  test('gives init for an empty source, without a call', async () => {
    expect(
      await pipe(
        empty,
        reduceAsync(7, () => expect.fail()),
      ),
    ).toBe(7)
  })

  test('makes one call at a time, and pulls the next value when that has answered', async () => {
    const { source, counts } = watched(['a', 'b'])
    const calls: Array<{ readonly given: unknown; readonly answer: (text: string) => void }> = []
    const result = pipe(
      source,
      reduceAsync('', (accumulator: string, value: string) => {
        const { promise, resolve } = promised<string>()
        calls.push({ given: [accumulator, value], answer: resolve })
        return promise
      }),
    )
    await turn()
    expect([counts.pulls, calls.map(({ given }) => given)]).toEqual([1, [['', 'a']]])
    calls[0]?.answer('x')
    await turn()
    expect([counts.pulls, calls.map(({ given }) => given)]).toEqual([
      2,
      [
        ['', 'a'],
        ['x', 'b'],
      ],
    ])
    calls[1]?.answer('y')
    expect(await result).toBe('y')
  })

  test('gives its function a signal, the same for every call, that has not aborted', async () => {
    const signals = new Set<AbortSignal>()
    await pipe(
      range(1, 3),
      reduceAsync(0, (_, __, signal) => signals.add(signal).size),
    )
    expect([...signals].map(({ aborted }) => aborted)).toEqual([false])
  })

  test('takes thenables for promises', async () => {
    const thenable = (value: number): PromiseLike<number> => ({
      then: (...handlers) => Promise.resolve(value).then(...handlers),
    })
    expect(
      await pipe(
        range(1, 4),
        reduceAsync(0, (sum, n) => thenable(sum + n)),
      ),
    ).toBe(10)
  })

  test('takes undefined for a value and for a result', async () => {
    const given: unknown[] = []
    await pipe(
      [undefined, null],
      reduceAsync<unknown, undefined>(undefined, async (...all) => void given.push(all.slice(0, 2))),
    )
    expect(given).toEqual([
      [undefined, undefined],
      [undefined, null],
    ])
  })

  test('calls its function no more after a failure', async () => {
    let calls = 0
    const { source, counts } = watched([1, 2, 3])
    const sum = reduceAsync(0, async (total: number, n: number) => {
      calls++
      await turn()
      if (n === 2) throw undefined
      return total + n
    })
    expect(await outcome(sum(source))).toEqual(['failed', undefined])
    expect([calls, counts]).toEqual([2, { opened: 1, pulls: 2, closes: 1, closed: 1 }])
  })

  test('waits for init where that is the result and a promise', async () => {
    expect(await reduceAsync(Promise.resolve(7), (init) => init)([])).toBe(7)
  })

  test('combines 300 000 values', { timeout: 30_000 }, async () => {
    expect(
      await pipe(
        range(1, 300_000),
        reduceAsync(0, async (sum, n) => sum + n),
      ),
    ).toBe(45_000_150_000)
  })

  test('refuses what is not a function', () => {
    refuses(() => reduceAsync(0, null as never), TypeError, /^f must be a function, got: null$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        reduceAsync('', async (text, n) => text + n.toFixed()),
      ),
    ).toEqualTypeOf<Promise<string>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        reduceAsync(0, (sum, n) => sum + n),
      ),
    ).toEqualTypeOf<Promise<number>>()
    // @ts-expect-error the values are numbers
    expectTypeOf(reduceAsync('', (text, value: string) => text + value)).toBeCallableWith(range(1))
  })
})
