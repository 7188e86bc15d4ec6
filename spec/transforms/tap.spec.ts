import { pipe } from 'fp-ts/lib/function.js'
import { map, range, reduce, tap, toArray } from 'sluice'
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { many, watched } from './watched.ts'

const nothing = (): void => undefined

describe('tap', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  obeysTheLaws({
    stage: tap(nothing),
    model: (values) => values,
    lookahead: 0,
    failing: (f) => tap((value) => void f(value)),
  })

  test('calls its function with each value before that is given, and no sooner than one is asked for', async () => {
    const seen: unknown[] = []
    const iterator = pipe(
      range(1),
      tap((n) => seen.push(`tapped ${n}`)),
      map((n) => seen.push(`given ${n}`)),
    )[Symbol.asyncIterator]()
    await iterator.next()
    expect(seen).toEqual(['tapped 1', 'given 1'])
    await iterator.next()
    expect(seen).toEqual(['tapped 1', 'given 1', 'tapped 2', 'given 2'])
  })

  test.each([0, null, {}, [], () => 1, { then: 1 }])('ignores what its function gives: %o', async (result) => {
    expect(
      await pipe(
        [1],
        tap(() => result),
        toArray,
      ),
    ).toEqual([1])
  })

  test('fails where its function gives a promise, and names tapAsync', async () => {
    const source = watched([1, 2])
    const tapped = pipe(
      source,
      tap((): unknown => Promise.resolve()),
      toArray,
    )
    await expect(tapped).rejects.toThrow(TypeError)
    await expect(tapped).rejects.toThrow(/; tapAsync does$/)
    expect(source.seen).toEqual({ opened: 1, pulls: 1, closed: 1 })
  })

  test('fails where its function gives any thenable', async () => {
    const tapped = pipe(
      [1],
      tap(() => ({ then: nothing })),
      toArray,
    )
    await expect(tapped).rejects.toThrow(/; tapAsync does$/)
  })

  test('reports what that promise fails with', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(nothing)
    const tapped = pipe(
      [1],
      tap((): unknown => Promise.reject(new Error('unheard'))),
      toArray,
    )
    await expect(tapped).rejects.toThrow(/; tapAsync does$/)
    await vi.waitFor(() => expect(warn.mock.calls.flat()).toContainEqual(new Error('unheard')))
  })

  test('fails with what its function throws, be it undefined', async () => {
    const tapped = pipe(
      [1],
      tap(() => {
        throw undefined
      }),
      toArray,
    )
    await expect(tapped).rejects.toBeUndefined()
  })

  test('takes any number of values without a deep stack', async () => {
    expect(await pipe(range(1, many), tap(nothing), reduce(0, Math.max))).toBe(many)
  })

  test('refuses what is not a function', () => {
    refuses(() => tap(undefined as never), TypeError, /^f must be a function, got: undefined$/)
  })

  test('infers the type of the source and keeps it', () => {
    const tapped = pipe(
      ['a', 1],
      tap((value) => expectTypeOf(value).toEqualTypeOf<string | number>()),
    )
    expectTypeOf(tapped).toEqualTypeOf<AsyncIterable<string | number>>()
    const wide = (value: unknown): void => void value
    expectTypeOf(pipe(['a'], tap(wide))).toEqualTypeOf<AsyncIterable<string>>()
    const strings = tap((s: string) => void s)
    // @ts-expect-error a function of strings cannot look at numbers
    pipe(range(1, 3), strings)
  })
})
