import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, empty, fail, filter, map, never, range, take, toArray, withLatestFrom } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { stillTime } from '../stillTime.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

const pulled = ['opened', 'pulled']
const closed = [...pulled, 'closed']

const pulls = (log: readonly string[]): number => log.filter((entry) => entry === 'pulled').length

describe('withLatestFrom', () => {
  describe('of one value', () => {
    obeysTheLaws({
      stage: withLatestFrom(['x']),
      model: (values) => values.map((value) => [value, 'x']),
      lookahead: 0,
    })
  })
  describe('of an endless source', () => {
    obeysTheLaws({
      stage: (source) =>
        pipe(
          source,
          withLatestFrom(range(1)),
          map(([value]) => value),
        ),
      model: (values) => values,
      lookahead: 0,
    })
  })
  describe('of nothing', () => {
    obeysTheLaws({ stage: withLatestFrom(empty), model: () => [], lookahead: 0 })
  })

  test('gives each value with what the other source gave last', async () => {
    const own = prompted<number>()
    const other = prompted<string>()
    const pairs = iterate(pipe(own, withLatestFrom(other)))
    const first = pairs.next()
    other.give('a')
    await quiet()
    own.give(1)
    expect(await first).toEqual({ value: [1, 'a'], done: false })
    own.give(2)
    expect(await pairs.next()).toEqual({ value: [2, 'a'], done: false })
    const third = pairs.next()
    other.give('b')
    other.give('c')
    await quiet()
    own.give(3)
    expect(await third).toEqual({ value: [3, 'c'], done: false })
  })

  test('drops its values before the other source’s first', async () => {
    const own = prompted<number>()
    const other = prompted<string>()
    const first = iterate(pipe(own, withLatestFrom(other))).next()
    own.give(1)
    own.give(2)
    await quiet()
    other.give('a')
    await quiet()
    own.give(3)
    expect(await first).toEqual({ value: [3, 'a'], done: false })
  })

  test('takes null and undefined for values', async () => {
    const nothings = [null, undefined]
    expect(await pipe(nothings, withLatestFrom([undefined]), toArray)).toEqual([
      [null, undefined],
      [undefined, undefined],
    ])
  })

  test('reads one value of an other source that is always ready for each of its own', async () => {
    expect(await pipe(range(1, 3), withLatestFrom(range(10)), toArray)).toEqual([
      [1, 10],
      [2, 11],
      [3, 12],
    ])
  })

  test('reads on in the other source while its own has nothing, but not for ever where that is always ready', async () => {
    stillTime()
    const own = prompted<number>()
    const pairs = iterate(pipe(own, withLatestFrom(range(1))))
    const first = pairs.next()
    await quiet()
    own.give(1)
    expect(await first).toEqual({ value: [1, 1024], done: false })
    const second = pairs.next()
    await quiet()
    own.give(2)
    expect(await second).toEqual({ value: [2, 2048], done: false })
  })

  test('reads all that comes in the other source while its own has nothing', async () => {
    stillTime()
    const own = prompted<number>()
    const other = prompted<number>()
    const first = iterate(pipe(own, withLatestFrom(other))).next()
    for (let n = 1; n <= 3000; n++) other.give(n)
    await quiet()
    own.give(1)
    expect(await first).toEqual({ value: [1, 3000], done: false })
  })

  test('goes on where one of both is slow to find a value', async () => {
    const rare = (): AsyncIterable<number> =>
      pipe(
        range(1),
        filter((n) => n % 3000 === 0),
      )
    expect(await pipe(rare(), withLatestFrom(['x']), take(2), toArray)).toEqual([
      [3000, 'x'],
      [6000, 'x'],
    ])
    expect((await pipe(range(1), withLatestFrom(rare()), take(1), toArray))[0]?.[1]).toBe(3000)
  })

  test('reads nothing while nobody asks, but what the other source owes', async () => {
    const own = prompted<number>()
    const other = prompted<string>()
    const pairs = iterate(pipe(own, withLatestFrom(other)))
    const first = pairs.next()
    expect([own.log, other.log]).toEqual([pulled, pulled])
    other.give('a')
    await quiet()
    expect([pulls(own.log), pulls(other.log)]).toEqual([1, 2])
    own.give(1)
    await first
    other.give('b')
    other.give('c')
    await quiet()
    expect([pulls(own.log), pulls(other.log)]).toEqual([1, 2])
    const second = pairs.next()
    await quiet()
    expect([pulls(own.log), pulls(other.log)]).toEqual([2, 4])
    own.give(2)
    expect(await second).toEqual({ value: [2, 'c'], done: false })
  })

  test('does not end with the other source', async () => {
    const own = prompted<number>()
    const pairs = iterate(pipe(own, withLatestFrom(['x'])))
    const first = pairs.next()
    await quiet()
    own.give(1)
    expect(await first).toEqual({ value: [1, 'x'], done: false })
  })

  describe('when its source ends', () => {
    test('ends, and closes the other source once, before it says so', async () => {
      const other = prompted<string>()
      const pairs = iterate(pipe([], withLatestFrom(other)))
      expect(await pairs.next()).toEqual(done)
      expect(other.log).toEqual(closed)
      expect(await pairs.next()).toEqual(done)
    })

    test('fails where that close fails', async () => {
      const other = prompted<string>(() => {
        throw new Error('close')
      })
      await expect(pipe([], withLatestFrom(other), toArray)).rejects.toThrow('close')
    })
  })

  describe('when one of both fails', () => {
    test('fails at once with the error of the other source, and closes its own once', async () => {
      const own = prompted<number>()
      const other = prompted<string>()
      const pairs = iterate(pipe(own, withLatestFrom(other)))
      const first = pairs.next()
      other.fail(undefined)
      await expect(first).rejects.toBe(undefined)
      expect([own.log, other.log]).toEqual([closed, pulled])
      expect(await pairs.next()).toEqual(done)
    })

    test('fails with the error of its own source, and closes the other once', async () => {
      const own = prompted<number>()
      const other = prompted<string>()
      const first = iterate(pipe(own, withLatestFrom(other))).next()
      own.fail('own')
      await expect(first).rejects.toBe('own')
      expect([own.log, other.log]).toEqual([pulled, closed])
    })

    test('puts that error before one of closing the other, which it reports', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const late = new Error('close')
      const other = prompted<string>(() => {
        throw late
      })
      await expect(pipe(fail('first'), withLatestFrom(other), toArray)).rejects.toBe('first')
      expect(warn).toHaveBeenCalledWith(expect.any(String), late)
      warn.mockRestore()
    })
  })

  test('closes both sources once when the consumer leaves', async () => {
    const own = prompted<number>()
    const other = prompted<string>()
    const pairs = iterate(pipe(own, withLatestFrom(other)))
    const first = pairs.next()
    await pairs.return?.()
    expect(await first).toEqual(done)
    expect([own.log, other.log]).toEqual([closed, closed])
  })

  test('opens not even its own source when the other leaves for it, from inside its next()', async () => {
    const own = prompted<number>()
    const leaver: Iterable<number> = {
      [Symbol.iterator]: () => ({
        next: () => {
          void pairs.return?.()
          return { done: false, value: 1 }
        },
      }),
    }
    const pairs: AsyncIterator<unknown> = iterate(pipe(own, withLatestFrom(leaver)))
    expect(await pairs.next()).toEqual(done)
    expect(own.log).toEqual([])
  })

  test('reads the other source afresh each time', async () => {
    const pairs = pipe(range(1, 2), withLatestFrom(['a', 'b']))
    expect(await toArray(pairs)).toEqual(await toArray(pairs))
  })

  test('refuses an other that is no source as it is built', () => {
    refuses(() => withLatestFrom(3 as never), TypeError, /^a source must be .*, got: 3$/)
  })

  test('pairs the types of both', () => {
    const texts: AnyIterable<string> = ['a']
    expectTypeOf(pipe(range(1), withLatestFrom(texts))).toEqualTypeOf<AsyncIterable<[number, string]>>()
    expectTypeOf(
      pipe(
        range(1),
        withLatestFrom(never),
        map(([n]) => n),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
