import { pipe } from 'fp-ts/lib/function.js'
import { concat, empty, fail, range, reduce, take, toArray, transform } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

/** Gives each value as often as its place says, and at the end how many there were. */
const echo = transform(
  0,
  (count, value: unknown) => [count + 1, Array.from({ length: count % 3 }, () => [value])],
  (count) => [['all', count]],
)
const echoed = (values: readonly unknown[]): unknown[][] =>
  values.flatMap((value, count) => Array.from({ length: count % 3 }, () => [value]))

describe('transform', () => {
  obeysTheLaws({
    stage: echo,
    model: (values) => [...echoed(values), ['all', values.length]],
    unended: echoed,
    lookahead: 0,
    failing: (f) => transform(0, (count, value) => [count, [f(value), value]]),
  })

  test('takes any iterable for results, an asynchronous one too, and closes it where it is left', async () => {
    const left: string[] = []
    const generated = transform(0, (count, n: number) => [
      count + 1,
      (async function* () {
        try {
          yield n
          yield -n
        } finally {
          left.push(`left ${n}`)
        }
      })(),
    ])
    expect(await pipe([1, 2], generated, take(3), toArray)).toEqual([1, -1, 2])
    expect(left).toEqual(['left 1', 'left 2'])
    const sets = transform(0, (count, n: number) => [count, new Set([n, n, -n])])
    expect(await pipe([1, 2], sets, toArray)).toEqual([1, -1, 2, -2])
  })

  test('does not pull while results of the value before wait', async () => {
    const source = watched([1, 2])
    const iterator = pipe(
      source,
      transform(0, (count, n) => [count, [n, n, n]]),
    )[Symbol.asyncIterator]()
    for (let i = 0; i < 3; i++) await iterator.next()
    expect(source.seen.pulls).toBe(1)
    await iterator.next()
    expect(source.seen.pulls).toBe(2)
  })

  test('gives undefined and null as results', async () => {
    const both = transform(0, (count) => [count, [undefined, null]])
    expect(await pipe([1], both, toArray)).toEqual([undefined, null])
  })

  test('flushes the state at the end, once, also of an empty source', async () => {
    expect(await pipe(['a', 'b'], echo, toArray)).toEqual([['b'], ['all', 2]])
    expect(await pipe(empty, echo, toArray)).toEqual([['all', 0]])
  })

  test('does not flush where the source fails, nor where what follows has had enough', async () => {
    let flushed = 0
    const step = transform(
      0,
      (state, n: number) => [state, [n]],
      () => [++flushed],
    )
    await expect(pipe(concat([[1], fail('no')]), step, toArray)).rejects.toBe('no')
    expect(await pipe([1, 2], step, take(2), toArray)).toEqual([1, 2])
    expect(flushed).toBe(0)
  })

  test('closes the source where its function throws, and not where its flush does', async () => {
    const throws = (): never => {
      throw undefined
    }
    const source = watched([1])
    await expect(pipe(source, transform(0, throws), toArray)).rejects.toBeUndefined()
    expect(source.seen).toEqual({ opened: 1, pulls: 1, closed: 1 })
    await expect(
      pipe(
        source,
        transform(0, () => [0, []], throws),
        toArray,
      ),
    ).rejects.toBeUndefined()
    expect(source.seen).toEqual({ opened: 2, pulls: 3, closed: 1 })
  })

  test('starts each run with init', async () => {
    const twice = pipe(['a', 'b', 'c'], echo)
    expect(await toArray(twice)).toEqual(await toArray(twice))
  })

  test('leaves the lists that it is given alone', async () => {
    const list = Object.freeze([1, 2])
    const same = transform(0, (count) => [count, list])
    expect(await pipe([1, 2], same, toArray)).toEqual([1, 2, 1, 2])
  })

  test('lets the event loop turn while it gives nothing', async () => {
    expect(await letsTheLoopTurn(transform(0, (count) => [count, []]))).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    const every = transform(0, (count, n: number) => [count + 1, n % 2 === 0 ? [count, n] : []])
    expect(await pipe(range(1, many), every, reduce(0, Math.max))).toBe(many)
    const all = transform(
      0,
      () => [0, []],
      () => range(1, many),
    )
    expect(await pipe([1], all, reduce(0, Math.max))).toBe(many)
  })

  test.each(['ab', 5])('fails where the results are no list: %o', async (results) => {
    const wrong = transform(0, (count) => [count, results as never])
    await expect(pipe([1], wrong, toArray)).rejects.toThrow(TypeError)
    const wrongAtTheEnd = transform(
      0,
      (count) => [count, []],
      () => results as never,
    )
    await expect(pipe([1], wrongAtTheEnd, toArray)).rejects.toThrow(TypeError)
  })

  test('refuses what is not a function', () => {
    refuses(() => transform(0, [] as never), TypeError, /^f must be a function, got: /)
    refuses(() => transform(0, (s) => [s, []], [] as never), TypeError, /^flush must be a function, got: /)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        transform(0, (sum, n) => [sum + n, [String(n), String(sum)]]),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        ['a'],
        transform(
          new Map<string, number>(),
          (counts, s) => [counts.set(s, (counts.get(s) ?? 0) + 1), []],
          (counts) => counts,
        ),
      ),
    ).toEqualTypeOf<AsyncIterable<[string, number]>>()
  })
})
