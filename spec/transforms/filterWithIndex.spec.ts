import { pipe } from 'fp-ts/lib/function.js'
import { filterWithIndex, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

describe('filterWithIndex', () => {
  obeysTheLaws({
    stage: filterWithIndex((index) => index % 2 === 1),
    model: (values) => values.filter((_, index) => index % 2 === 1),
    lookahead: 0,
    failing: (f) => filterWithIndex((index, value) => [index, f(value)].length === 2),
  })

  test('counts the values that do not pass too, and anew in each run', async () => {
    const asked: number[] = []
    const odd = pipe(
      ['a', 'b', 'c', 'd'],
      filterWithIndex((index) => {
        asked.push(index)
        return index % 2 === 1
      }),
    )
    expect(await toArray(odd)).toEqual(['b', 'd'])
    expect(await toArray(odd)).toEqual(['b', 'd'])
    expect(asked).toEqual([0, 1, 2, 3, 0, 1, 2, 3])
  })

  test('pulls until one value passes, and no further', async () => {
    const source = watched([1, 2, 3, 4])
    const late = filterWithIndex((index) => index > 1)
    await pipe(source, late)[Symbol.asyncIterator]().next()
    expect(source.seen.pulls).toBe(3)
  })

  test('lets the event loop turn while nothing passes', async () => {
    expect(await letsTheLoopTurn(filterWithIndex(() => false))).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    const last = await pipe(
      range(1, many),
      filterWithIndex((index) => index === many - 1),
      reduce(0, (_, n) => n),
    )
    expect(last).toBe(many)
  })

  test('refuses what is not a function', () => {
    refuses(() => filterWithIndex(null as never), TypeError, /^predicate must be a function, got: null$/)
  })

  test('narrows by a refinement, and keeps the type behind a predicate', () => {
    expectTypeOf(
      pipe(
        ['a', 1],
        filterWithIndex((_, value): value is string => typeof value === 'string'),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        ['a', 1],
        filterWithIndex((index, value) => index > 0 && value !== 'a'),
      ),
    ).toEqualTypeOf<AsyncIterable<string | number>>()
  })
})
