import { pipe } from 'fp-ts/lib/function.js'
import { forEach, range } from 'sluice'
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { keepsTheClaimsOfSinks, outcome, watched } from './sinkClaims.ts'

const named = [
  'failed',
  expect.objectContaining({ name: 'TypeError', message: expect.stringContaining('forEachAsync') }),
]

describe('forEach', () => {
  afterEach(() => void vi.restoreAllMocks())

  sinkObeysTheLaws({
    sink: forEach(() => undefined),
    model: () => undefined,
    failing: (f) => forEach((value) => void f(value)),
  })
  keepsTheClaimsOfSinks(forEach(() => undefined))

  test('calls its function for each value, in order, with the value alone', async () => {
    const seen: unknown[][] = []
    await pipe(
      ['a', null, undefined],
      forEach((...given) => void seen.push(given)),
    )
    expect(seen).toEqual([['a'], [null], [undefined]])
  })

  test('takes any result that is no promise', async () => {
    const results = [1, 'x', null, { then: 1 }, () => 1]
    expect(
      await pipe(
        results,
        forEach((result) => result),
      ),
    ).toBe(undefined)
  })

  test.each([
    ['a promise', () => Promise.resolve()],
    ['an object that can be awaited', () => ({ then: (done: () => void) => done() })],
    ['a function that can be awaited', () => Object.assign(() => undefined, { then: (done: () => void) => done() })],
  ])('rejects where its function gives %s, and names forEachAsync', async (_, f: () => unknown) => {
    const { source, counts } = watched([1, 2])
    expect(await outcome(forEach(f)(source))).toEqual(named)
    expect(counts).toEqual({ opened: 1, pulls: 1, closes: 1, closed: 1 })
  })

  test('reports the rejection of a promise that it has refused', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    expect(
      await outcome(
        pipe(
          [1],
          forEach(() => Promise.reject('lost') as never),
        ),
      ),
    ).toEqual(named)
    expect(warn.mock.calls.map((said) => said.at(-1))).toEqual(['lost'])
  })

  test('sees 300 000 values', { timeout: 30_000 }, async () => {
    let sum = 0
    await pipe(
      range(1, 300_000),
      forEach((n) => void (sum += n)),
    )
    expect(sum).toBe(45_000_150_000)
  })

  test('refuses what is not a function', () => {
    refuses(() => forEach(undefined as never), TypeError, /^f must be a function, got: undefined$/)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        forEach((n) => expectTypeOf(n).toBeNumber()),
      ),
    ).toEqualTypeOf<Promise<void>>()
    // @ts-expect-error the values are numbers
    expectTypeOf(forEach((value: string) => void value)).toBeCallableWith(range(1))
  })
})
