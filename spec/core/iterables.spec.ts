import { drain, map, toArray } from 'sluice'
import { describe, expect, test } from 'vitest'

const same = map(<A>(value: A): A => value)

describe('a source that is', () => {
  test('an array with an iterator of its own is read by that', async () => {
    const own = Object.assign([1, 2], { [Symbol.iterator]: () => [3, 4][Symbol.iterator]() })
    expect(await toArray(same(own))).toEqual([3, 4])
  })

  test('an array with an async iterator is read by that', async () => {
    const own = Object.assign([1, 2], {
      async *[Symbol.asyncIterator]() {
        yield 5
      },
    })
    expect(await toArray(same(own))).toEqual([5])
  })

  test('like an array, without a length, is empty', async () => {
    expect(await toArray(same({ [Symbol.iterator]: [][Symbol.iterator] } as Iterable<unknown>))).toEqual([])
  })

  test('a sparse array gives its holes as undefined', async () => {
    expect(await toArray(same(Array<number>(2)))).toEqual([undefined, undefined])
  })

  test('appended to while it is read is read to its new end', async () => {
    const values = [1]
    const seen: number[] = []
    for await (const value of same(values)) {
      seen.push(value)
      if (value < 3) values.push(value + 1)
    }
    expect(seen).toEqual([1, 2, 3])
  })

  test.each([3, undefined, null, 'text', true])(
    'not even an object as the result of next(), but %s, is a TypeError',
    async (result) => {
      const source = { [Symbol.iterator]: () => ({ next: () => result as never }) }
      await expect(drain(same(source))).rejects.toThrow(TypeError)
    },
  )
})
