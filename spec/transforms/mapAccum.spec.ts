import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { concat, empty, fail, mapAccum, range, reduce, stage, take, tap, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { many, watched } from './watched.ts'

const numbered = mapAccum(0, (count, value: unknown) => [count + 1, [count, value]])
const delayed = mapAccum(
  O.none as O.Option<unknown>,
  (last: O.Option<unknown>, value: unknown) => [O.some(value), last],
  (last) => O.some(last),
)

describe('mapAccum', () => {
  obeysTheLaws({
    stage: numbered,
    model: (values) => values.map((value, i) => [i, value]),
    lookahead: 0,
    failing: (f) => mapAccum(0, (count, value) => [count, f(value)]),
  })

  describe('with flush', () => {
    obeysTheLaws({
      stage: delayed,
      model: (values) => [O.none, ...values.map((value) => O.some(value))],
      unended: (values) => [O.none, ...values.map((value) => O.some(value))].slice(0, -1),
      lookahead: 0,
      failing: (f) =>
        mapAccum(
          0,
          (count, value) => [count, f(value)],
          () => O.some('flushed'),
        ),
    })
  })

  test('flushes the state at the end, once, also of an empty source', async () => {
    const sum = mapAccum(0, (sum, n: number) => [sum + n, n], O.some)
    expect(await pipe([3, 4], sum, toArray)).toEqual([3, 4, 7])
    expect(await pipe(empty, sum, toArray)).toEqual([0])
  })

  test('gives nothing more where the flush is a none, and undefined where that is in the some', async () => {
    const step = (state: number, n: number): [number, number | undefined] => [state, n]
    expect(
      await pipe(
        [1],
        mapAccum(0, step, () => O.none),
        toArray,
      ),
    ).toEqual([1])
    expect(
      await pipe(
        [1],
        mapAccum(0, step, () => O.some(undefined)),
        toArray,
      ),
    ).toEqual([1, undefined])
  })

  test('does not flush where the source fails', async () => {
    let flushed = 0
    const step = mapAccum(
      0,
      (state, n: number) => [state, n],
      () => O.some(++flushed),
    )
    await expect(pipe(concat([[1], fail('no')]), step, toArray)).rejects.toBe('no')
    expect(flushed).toBe(0)
  })

  test('does not flush where what follows has had enough', async () => {
    let flushed = 0
    const step = mapAccum(
      0,
      (state, n: number) => [state, n],
      () => O.some(++flushed),
    )
    expect(await pipe(range(1, 5), step, take(2), toArray)).toEqual([1, 2])
    expect(flushed).toBe(0)
  })

  test('does not flush where the consumer leaves, even in the middle of the last value of a take', async () => {
    let flushed = 0
    const step = mapAccum(
      0,
      (state, n: number) => [state, n],
      () => O.some(++flushed),
    )
    const leaving = pipe(
      range(1),
      take(2),
      step,
      tap((n) => void (n === 2 && iterator.return?.())),
    )
    const iterator = leaving[Symbol.asyncIterator]()
    await iterator.next()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(flushed).toBe(0)
  })

  test('flushes once, also where the stage before it says its end twice', async () => {
    let flushed = 0
    const twice = stage<number, number>('twice', (down) => ({
      ...down,
      end: () => {
        down.end()
        down.end()
      },
    }))
    const step = mapAccum(
      0,
      (state, n: number) => [state, n],
      () => O.some(--flushed),
    )
    expect(await pipe([1], twice, step, toArray)).toEqual([1, -1])
  })

  test('fails with what its flush throws, and does not close the source, which has ended', async () => {
    const source = watched([1])
    const step = mapAccum(
      0,
      (state, n: number) => [state, n],
      () => {
        throw undefined
      },
    )
    await expect(pipe(source, step, toArray)).rejects.toBeUndefined()
    expect(source.seen.closed).toBe(0)
  })

  test('fails where its flush gives no Option', async () => {
    const wrong = mapAccum(
      0,
      (state, n: number) => [state, n],
      () => undefined as never,
    )
    await expect(pipe([1], wrong, toArray)).rejects.toThrow(/^what flush gives must be an Option, got: undefined$/)
  })

  test('starts each run with init', async () => {
    const twice = pipe(['a', 'b'], numbered)
    expect(await toArray(twice)).toEqual(await toArray(twice))
  })

  test('takes any number of values without a deep stack', async () => {
    const counting = mapAccum(0, (count, n: number) => [count + 1, n - count])
    expect(await pipe(range(1, many), counting, reduce(0, Math.max))).toBe(1)
  })

  test('refuses what is not a function', () => {
    refuses(() => mapAccum(0, 0 as never), TypeError, /^f must be a function, got: 0$/)
    refuses(() => mapAccum(0, (s) => [s, s], O.none as never), TypeError, /^flush must be a function, got: /)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        mapAccum(0, (sum, n) => [sum + n, String(n)]),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        ['a'],
        mapAccum(
          0,
          (length, s) => [length + s.length, length],
          (length) => O.some(length),
        ),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
