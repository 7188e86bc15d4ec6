import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { filterMap, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

const halved = (n: number): O.Option<number[]> => (n % 2 === 0 ? O.some([n / 2]) : O.none)

describe('filterMap', () => {
  obeysTheLaws({
    stage: filterMap(halved),
    values: fc.nat(9),
    model: (values) => values.filter((n) => n % 2 === 0).map((n) => [n / 2]),
    lookahead: 0,
    failing: (f) => filterMap((n: number) => halved(f(n))),
  })

  test('gives undefined and null where they are in a some', async () => {
    expect(
      await pipe(
        [1, 2, 3],
        filterMap((n) => (n === 1 ? O.none : O.some(n === 2 ? undefined : null))),
        toArray,
      ),
    ).toEqual([undefined, null])
  })

  test('pulls until one value gives a some, and no further', async () => {
    const source = watched([1, 3, 4, 6])
    await pipe(source, filterMap(halved))[Symbol.asyncIterator]().next()
    expect(source.seen.pulls).toBe(3)
  })

  test('lets the event loop turn while it gives nothing', async () => {
    expect(await letsTheLoopTurn(filterMap(() => O.none))).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    const last = await pipe(
      range(1, many),
      filterMap((n) => (n === many ? O.some(n) : O.none)),
      reduce(0, (_, n) => n),
    )
    expect(last).toBe(many)
  })

  test.each([undefined, null, 1, {}])('fails where its function gives no Option: %o', async (result) => {
    const source = watched([1])
    const wrong = pipe(
      source,
      filterMap(() => result as never),
      toArray,
    )
    await expect(wrong).rejects.toThrow(/^what f gives must be an Option, got: /)
    expect(source.seen.closed).toBe(1)
  })

  test('refuses what is not a function', () => {
    refuses(() => filterMap(O.none as never), TypeError, /^f must be a function, got: /)
  })

  test('infers its types in a pipe', () => {
    const strings = pipe(
      range(1, 3),
      filterMap((n) => (n > 1 ? O.some(String(n)) : O.none)),
    )
    expectTypeOf(strings).toEqualTypeOf<AsyncIterable<string>>()
  })
})
