import { pipe } from 'fp-ts/lib/function.js'
import { range, reduce, toArray, uniq, type UniqOptions } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const count = reduce(0, (n: number) => n + 1)

/** The same with a list for a memory. */
const remembering =
  (capacity: number) =>
  (values: readonly unknown[]): unknown[] => {
    let keys: unknown[] = []
    return values.filter((value) => {
      if (keys.includes(value)) return false
      keys = [...keys, value].slice(-capacity)
      return true
    })
  }

describe('uniq', () => {
  describe('by default', () => {
    obeysTheLaws({ stage: uniq(), model: (values) => [...new Set(values)], lookahead: 0, exceptions: ['R12'] })
  })

  describe('by a key, with a capacity', () => {
    obeysTheLaws({
      stage: uniq({ by: (value: unknown) => value, capacity: 2 }),
      model: remembering(2),
      lookahead: 0,
      failing: (by) => uniq({ by, capacity: 2 }),
    })
  })

  test('tells values apart as a Set does', async () => {
    expect(await pipe([Number.NaN, 0, Number.NaN, -0, '0'], uniq(), toArray)).toEqual([Number.NaN, 0, '0'])
  })

  test('gives the first value of each key', async () => {
    const values = [
      { id: 1, n: 1 },
      { id: 2, n: 2 },
      { id: 1, n: 3 },
    ]
    expect(await pipe(values, uniq({ by: ({ id }) => id }), toArray)).toEqual(values.slice(0, 2))
  })

  test('takes undefined for a key', async () => {
    expect(await pipe([1, 2, 3], uniq({ by: () => undefined }), toArray)).toEqual([1])
  })

  test('forgets the key that came first, however often it came again', async () => {
    expect(await pipe([1, 2, 1, 1, 3, 1, 2], uniq({ capacity: 2 }), toArray)).toEqual([1, 2, 3, 1, 2])
  })

  test('is changes where it remembers one key', async () => {
    expect(await pipe([1, 1, 2, 2, 1], uniq({ capacity: 1 }), toArray)).toEqual([1, 2, 1])
  })

  test('remembers nothing of another iteration', async () => {
    const source = pipe([1, 1, 2], uniq())
    expect(await toArray(source)).toEqual([1, 2])
    expect(await toArray(source)).toEqual([1, 2])
  })

  test('refuses what it cannot work with', () => {
    refuses(() => uniq({ by: 1 as never }), TypeError, /^by must be a function, got: 1$/)
    refuses(() => uniq({ capacity: 0 }), RangeError, /^capacity must be an integer of at least 1, or Infinity, got: 0$/)
    refuses(() => uniq({ capacity: '2' as never }), TypeError, /^capacity must be a number, got: "2"$/)
  })

  test.each([1, 1000, 100_000, Infinity])('carries 300 000 values with a capacity of %d', async (capacity) => {
    expect(await pipe(range(1, 300_000), uniq({ capacity }), count)).toBe(300_000)
  })

  test('infers its types in a pipe and alone', () => {
    expectTypeOf(pipe(range(1, 3), uniq())).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(range(1, 3), uniq({ capacity: 3 }))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe([{ id: 1 }], uniq({ by: (user) => user.id }))).toEqualTypeOf<AsyncIterable<{ id: number }>>()
    const users = [{ id: 1, name: 'a' }]
    expectTypeOf(pipe(users, uniq({ by: (user) => user.id, capacity: 3 }))).toEqualTypeOf<
      AsyncIterable<{ id: number; name: string }>
    >()
    const alone = uniq({ by: ({ id }: { readonly id: number }) => id })
    expectTypeOf(alone(users)).toEqualTypeOf<AsyncIterable<{ id: number; name: string }>>()
    expectTypeOf(uniq({ capacity: 3 })(users)).toEqualTypeOf<AsyncIterable<{ id: number; name: string }>>()
    expectTypeOf<UniqOptions<string>>().toEqualTypeOf<{
      readonly by?: (value: string) => unknown
      readonly capacity?: number
    }>()
  })
})
