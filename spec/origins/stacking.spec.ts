import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { type AnyIterable, concat, ensuring, fail, flatMap, map, never, of, take, toArray } from 'sluice'
import { describe, expect, test } from 'vitest'
import { obeysTheLaws } from '../laws.ts'

/** More than one stack carries. */
const deep = 20_000

/** Each level stands in the inner source of the one before. */
const inward = (
  level: (source: AsyncIterable<number>) => AsyncIterable<number>,
  end: AnyIterable<number>,
): AsyncIterable<number> => {
  const from = (n: number): AsyncIterable<number> =>
    pipe(
      of(n),
      flatMap((n): AnyIterable<number> => (n === 0 ? end : from(n - 1))),
      level,
    )
  return from(deep)
}

const plain = <A>(source: AsyncIterable<A>): AsyncIterable<A> => source

/** Each level is the source of the next one. */
const outward = (levels: number, source: AnyIterable<number>): AnyIterable<number> => {
  let top = source
  for (let level = 0; level < levels; level++) top = flatMap((n: number) => [n])(top)
  return top
}

describe('sources that need several stacks', () => {
  obeysTheLaws({
    stage: (source: AnyIterable<number>) =>
      pipe(
        outward(300, source),
        map((n) => n),
      ),
    values: fc.nat(9),
    model: (values) => values,
    lookahead: 0,
    // Each of its stacks has a loop, and on a busy machine each of those lets the event loop have its turn.
    patience: 10,
    runs: 30,
  })

  test.each([
    ['nothing', plain],
    ['a map', map((n: number) => n)],
    ['a stage that ends early', take(3) as typeof plain<number>],
  ])('nest inward, with %s at each level', async (_, level) => {
    expect(await toArray(inward(level, [1, 2, 3]))).toEqual([1, 2, 3])
  })

  test('nest outward', async () => {
    expect(await toArray(outward(deep, [1, 2, 3]))).toEqual([1, 2, 3])
  })

  test('stand one behind the other', async () => {
    const concatenated = RA.makeBy(deep, of).reduce<AsyncIterable<number>>((all, one) => concat([all, one]), of(-1))
    expect(await pipe(concatenated, take(3), toArray)).toEqual([-1, 0, 1])
  })

  test('fail with the error of the deepest', async () => {
    await expect(toArray(inward(plain, fail('deep')))).rejects.toBe('deep')
  })

  test.each([
    ['that has a value', [1]],
    ['that waits', never],
  ])('close all, the deepest first, when the consumer leaves one %s', async (_, end) => {
    const closed: number[] = []
    let opened = 0
    const counting = (source: AsyncIterable<number>) => {
      const level = opened++
      return ensuring(() => void closed.push(level))(source)
    }
    const iterator = inward(counting, end)[Symbol.asyncIterator]()
    const first = iterator.next()
    if (end !== never) await first
    else while (opened <= deep) await new Promise(setImmediate)
    await iterator.return!()
    await first
    expect(opened).toBe(deep + 1)
    expect(closed.every((level, n) => level === deep - n)).toBe(true)
    expect(closed).toHaveLength(deep + 1)
  })
})
