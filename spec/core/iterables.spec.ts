import { drain, map, toArray } from 'sluice'
import { describe, expect, test, vi } from 'vitest'
import { quiet } from '../openCalls.ts'

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

  test('closed while it owes an answer, and fails to close too late for who left, is reported', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue()
    let failClose: (error: unknown) => void = () => undefined
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => new Promise((_, reject) => (failClose = reject)),
      }),
    }
    const iterator = same(source)[Symbol.asyncIterator]()
    const pending = iterator.next()
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
    expect(await pending).toEqual({ done: true, value: undefined })
    failClose('down')
    await quiet()
    expect(warned.mock.calls).toEqual([['sluice: late error:', 'down']])
    warned.mockRestore()
  })

  test('closed while it owes an answer, and fails to close at once, fails who left, and is not reported', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue()
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => Promise.reject('down'),
      }),
    }
    const iterator = same(source)[Symbol.asyncIterator]()
    void iterator.next()
    await expect(iterator.return?.()).rejects.toBe('down')
    await quiet()
    expect(warned).not.toHaveBeenCalled()
    warned.mockRestore()
  })
})
