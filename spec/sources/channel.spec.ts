import { pipe } from 'fp-ts/lib/function.js'
import { type Channel, channel, type ChannelOptions, filter, map, OverflowError, prefetch, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'
import { collected } from '../memory.ts'

/** A channel with values pushed into it, which nobody has read yet. */
const holding = <A>(values: readonly A[], options?: ChannelOptions<A>): Channel<A> => {
  const made = channel<A>(options)
  for (const value of values) void made.push(value)
  return made
}

/** Whether a promise has settled by now, a turn later. */
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let over = false
  const end = (): void => void (over = true)
  void promise.then(end, end)
  await turn()
  return over
}

const done = { done: true, value: undefined }

describe('channel', () => {
  describe('with an end', () => {
    sourceObeysTheLaws({
      source: () => {
        const numbers = holding([1, 2, 3])
        numbers.end()
        return numbers
      },
      values: [1, 2, 3],
      single: true,
    })
  })
  describe('that waits', () => {
    sourceObeysTheLaws({ source: () => holding([1]), values: [1], afterwards: 'waits', single: true })
  })
  describe('that fails', () => {
    sourceObeysTheLaws({
      source: () => {
        const numbers = holding([1])
        numbers.fail(undefined)
        return numbers
      },
      values: [1],
      afterwards: { fails: undefined },
      single: true,
    })
  })
  describe.each([0, 2])('that goes on, with a capacity of %d', (capacity) => {
    sourceObeysTheLaws({
      source: () => {
        const numbers = channel<number>({ capacity })
        void (async () => {
          for (let n = 0; await numbers.push(n); n++);
        })()
        return numbers
      },
      values: [0, 1, 2, 3],
      afterwards: 'goes on',
      single: true,
    })
  })

  describe("that blocks, which is the default (GenStage's demand)", () => {
    test('lets a push wait until there is room for it', async () => {
      const numbers = channel<number>({ capacity: 2 })
      expect(await numbers.push(1)).toBe(true)
      expect(await numbers.push(2)).toBe(true)
      const third = numbers.push(3)
      expect(await settled(third)).toBe(false)
      const values = numbers[Symbol.asyncIterator]()
      expect(await values.next()).toEqual({ done: false, value: 1 })
      expect(await third).toBe(true)
    })

    test('holds 16 values where no capacity is given', async () => {
      const numbers = channel<number>()
      const taken = Array.from({ length: 17 }, (_, n) => numbers.offer(n))
      expect(taken).toEqual([...Array.from({ length: 16 }, () => true), false])
    })

    test('delivers blocked pushes in order, before the end', async () => {
      const numbers = holding([1, 2, 3, 4], { capacity: 1 })
      numbers.end()
      expect(await toArray(numbers)).toEqual([1, 2, 3, 4])
    })

    test('delivers blocked pushes before an error', async () => {
      const numbers = holding([1, 2, 3], { capacity: 1 })
      numbers.fail('no')
      const values = numbers[Symbol.asyncIterator]()
      for (const value of [1, 2, 3]) expect(await values.next()).toEqual({ done: false, value })
      await expect(values.next()).rejects.toBe('no')
      expect(await values.next()).toEqual(done)
    })

    test('answers blocked pushes with true as they find room, in order', async () => {
      const numbers = channel<number>({ capacity: 1 })
      const answered: number[] = []
      for (const n of [1, 2, 3]) void numbers.push(n).then((taken) => taken && answered.push(n))
      const values = numbers[Symbol.asyncIterator]()
      await turn()
      expect(answered).toEqual([1])
      await values.next()
      expect(answered).toEqual([1, 2])
      await values.next()
      expect(answered).toEqual([1, 2, 3])
    })

    test('answers blocked pushes with false when the consumer leaves', async () => {
      const numbers = holding([1], { capacity: 1 })
      const blocked = [numbers.push(2), numbers.push(3)]
      const values = numbers[Symbol.asyncIterator]()
      await values.next()
      await values.return?.()
      expect(await Promise.all(blocked)).toEqual([true, false])
      expect(numbers.size).toBe(0)
    })

    test('delivers many unawaited pushes', async () => {
      const numbers = holding(Array.from({ length: 100_000 }, (_, n) => n))
      expect(numbers.size).toBe(100_000)
      numbers.end()
      const values = await toArray(numbers)
      expect(values.length).toBe(100_000)
      expect(values.every((value, index) => value === index)).toBe(true)
    })

    test('makes one room for each value taken, behind a window too', async () => {
      const numbers = holding([1, 2, 3, 4, 5, 6], { capacity: 2 })
      const values = prefetch({ max: 2, min: 1 })(numbers)[Symbol.asyncIterator]()
      expect(await values.next()).toEqual({ done: false, value: 1 })
      await turn()
      expect(numbers.size).toBe(3)
      await values.return?.()
    })
  })

  describe('that hands over in person, with a capacity of 0 (GenStage: crashes late with a buffer_size of 0)', () => {
    test('lets a push wait until its value is taken', async () => {
      const numbers = channel<number>({ capacity: 0 })
      const push = numbers.push(1)
      expect(await settled(push)).toBe(false)
      expect(await numbers[Symbol.asyncIterator]().next()).toEqual({ done: false, value: 1 })
      expect(await push).toBe(true)
    })

    test('lets a push not wait where the consumer does', async () => {
      const numbers = channel<number>({ capacity: 0 })
      const values = numbers[Symbol.asyncIterator]()
      const asks = [values.next(), values.next()]
      expect(numbers.offer(1)).toBe(true)
      expect(await numbers.push(2)).toBe(true)
      expect(numbers.offer(3)).toBe(false)
      expect((await Promise.all(asks)).map(({ value }) => value)).toEqual([1, 2])
    })

    test('keeps the order of pushes that wait', async () => {
      const numbers = holding([1, 2, 3], { capacity: 0 })
      numbers.end()
      expect(await toArray(numbers)).toEqual([1, 2, 3])
    })

    test.each([0, 1])('keeps it where more is asked for meanwhile, with a capacity of %i, too', async (capacity) => {
      const numbers = channel<number>({ capacity })
      const values = numbers[Symbol.asyncIterator]()
      const first = values.next()
      void numbers.push(1)
      await first
      const asks = [values.next()]
      for (let n = 2; n <= 3 + capacity; n++) void numbers.push(n)
      for (let n = 0; n < 3 + capacity; n++) asks.push(values.next())
      expect(numbers.offer(0)).toBe(false)
      void numbers.push(4 + capacity)
      numbers.end()
      const heard = (await Promise.all(asks)).map(({ value }) => value)
      expect(heard).toEqual([...Array.from({ length: 3 + capacity }, (_, i) => i + 2), undefined])
    })

    test('refuses an offer that nobody waits for', () => {
      expect(channel({ capacity: 0 }).offer(1)).toBe(false)
    })

    test.each(['drop-oldest', 'drop-newest'] as const)('%s: drops what nobody waits for', async (overflow) => {
      const dropped: number[] = []
      const numbers = channel<number>({ capacity: 0, overflow, onDrop: (value) => dropped.push(value) })
      expect(await numbers.push(1)).toBe(true)
      const values = numbers[Symbol.asyncIterator]()
      const ask = values.next()
      expect(await numbers.push(2)).toBe(true)
      expect(await ask).toEqual({ done: false, value: 2 })
      expect(numbers.offer(3)).toBe(true)
      expect(dropped).toEqual([1, 3])
    })

    test('error: fails at what nobody waits for', async () => {
      const numbers = channel<number>({ capacity: 0, overflow: 'error' })
      expect(await numbers.push(1)).toBe(false)
      await expect(toArray(numbers)).rejects.toThrow('more than 0 values wait')
    })
  })

  describe("that drops (GenStage's buffer_keep)", () => {
    test.each([
      ['drop-oldest', [3, 4], [1, 2]],
      ['drop-newest', [1, 2], [3, 4]],
    ] as const)('%s: keeps %j, and tells of the others', async (overflow, kept, lost) => {
      const dropped: number[] = []
      const numbers = channel<number>({ capacity: 2, overflow, onDrop: (value) => dropped.push(value) })
      const pushes = [1, 2, 3, 4].map((n) => numbers.push(n))
      expect(await Promise.all(pushes)).toEqual([true, true, true, true])
      expect(dropped).toEqual(lost)
      expect(numbers.dropped).toBe(2)
      expect(numbers.size).toBe(2)
      numbers.end()
      expect(await toArray(numbers)).toEqual(kept)
      expect(numbers.dropped).toBe(2)
    })

    test('drops no value while its consumer keeps pace', async () => {
      const numbers = channel<number>({ capacity: 1, overflow: 'drop-newest' })
      const values = pipe(numbers, take(100), toArray)
      for (let n = 0; n < 100; n++) {
        numbers.offer(n)
        await turn()
      }
      expect((await values).length).toBe(100)
      expect(numbers.dropped).toBe(0)
    })

    test('takes null and undefined for values that can be dropped', () => {
      const dropped: unknown[] = []
      const values = channel<unknown>({ capacity: 1, overflow: 'drop-oldest', onDrop: (value) => dropped.push(value) })
      for (const value of [undefined, null, 0, 1]) values.offer(value)
      expect(dropped).toEqual([undefined, null, 0])
    })
  })

  describe('that fails where it overflows', () => {
    test('gives what it holds, then an OverflowError', async () => {
      const numbers = channel<number>({ capacity: 2, overflow: 'error' })
      const pushes = [1, 2, 3, 4].map((n) => numbers.push(n))
      expect(await Promise.all(pushes)).toEqual([true, true, false, false])
      expect(numbers.dropped).toBe(0)
      const values = numbers[Symbol.asyncIterator]()
      expect(await values.next()).toEqual({ done: false, value: 1 })
      expect(await values.next()).toEqual({ done: false, value: 2 })
      const failure = await values.next().catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(OverflowError)
      expect(failure).toMatchObject({ name: 'OverflowError', capacity: 2 })
      expect(await values.next()).toEqual(done)
    })

    test('answers an offer with false, as its end does all later ones', () => {
      const numbers = channel<number>({ capacity: 1, overflow: 'error' })
      expect([1, 2, 3].map((n) => numbers.offer(n))).toEqual([true, false, false])
    })
  })

  describe('push and offer', () => {
    test('are false once the consumer has left', async () => {
      const numbers = channel<number>()
      const values = numbers[Symbol.asyncIterator]()
      const pending = values.next()
      await values.return?.()
      expect(await pending).toEqual(done)
      expect(await numbers.push(1)).toBe(false)
      expect(numbers.offer(1)).toBe(false)
      expect(numbers.size).toBe(0)
    })

    test('are false once take has its last value, or a function behind it has thrown', async () => {
      const enough = holding([1, 2])
      expect(await pipe(enough, take(1), toArray)).toEqual([1])
      expect(await enough.push(3)).toBe(false)
      const failing = holding([1, 2])
      const thrown = pipe(
        failing,
        map(() => {
          throw undefined
        }),
        toArray,
      )
      await expect(thrown).rejects.toBe(undefined)
      expect(await failing.push(3)).toBe(false)
    })

    test.each([
      ['end', (numbers: Channel<number>) => numbers.end()],
      ['fail', (numbers: Channel<number>) => numbers.fail('no')],
    ])('are false after %s', async (_, finish) => {
      const numbers = channel<number>()
      finish(numbers)
      expect(await numbers.push(1)).toBe(false)
      expect(numbers.offer(1)).toBe(false)
    })
  })

  describe('end and fail', () => {
    test('count once: the first of them decides', async () => {
      const ended = channel()
      ended.end()
      ended.fail('no')
      expect(await toArray(ended)).toEqual([])
      const failed = channel()
      failed.fail('first')
      failed.fail('second')
      failed.end()
      await expect(toArray(failed)).rejects.toBe('first')
    })

    test('answer a consumer that waits', async () => {
      const ended = channel()
      const last = toArray(ended)
      await turn()
      ended.end()
      expect(await last).toEqual([])
      const failed = channel()
      const error = toArray(failed)
      await turn()
      failed.fail(null)
      await expect(error).rejects.toBe(null)
    })
  })

  describe('flush', () => {
    test('settles at once where nothing waits', async () => {
      const numbers = channel<number>()
      expect(await settled(numbers.flush())).toBe(true)
      expect(await numbers.flush()).toBe(undefined)
    })

    test('waits for what was pushed before it, and not for what comes later', async () => {
      const numbers = holding([1, 2])
      const flushed = numbers.flush()
      void numbers.push(3)
      const values = numbers[Symbol.asyncIterator]()
      await values.next()
      expect(await settled(flushed)).toBe(false)
      await values.next()
      expect(await settled(flushed)).toBe(true)
      await values.return?.()
    })

    test('waits for blocked pushes too', async () => {
      const numbers = holding([1, 2], { capacity: 0 })
      const flushed = numbers.flush()
      const values = numbers[Symbol.asyncIterator]()
      await values.next()
      expect(await settled(flushed)).toBe(false)
      await values.next()
      expect(await settled(flushed)).toBe(true)
    })

    test('takes a dropped value for one that is gone', async () => {
      const numbers = holding([1, 2], { capacity: 2, overflow: 'drop-oldest' })
      const flushed = numbers.flush()
      numbers.offer(3)
      expect(await settled(flushed)).toBe(false)
      numbers.offer(4)
      expect(await settled(flushed)).toBe(true)
    })

    test('is brought no nearer by values that are dropped at the door', async () => {
      const numbers = holding([1, 2], { capacity: 2, overflow: 'drop-newest' })
      const flushed = numbers.flush()
      numbers.offer(3)
      numbers.offer(4)
      expect(await settled(flushed)).toBe(false)
      numbers.end()
      expect(await toArray(numbers)).toEqual([1, 2])
      expect(await settled(flushed)).toBe(true)
    })

    test('settles when the consumer leaves', async () => {
      const numbers = holding([1, 2, 3])
      const flushes = [numbers.flush(), numbers.flush()]
      const values = numbers[Symbol.asyncIterator]()
      await values.next()
      await values.return?.()
      expect(await settled(Promise.all(flushes))).toBe(true)
      expect(await settled(numbers.flush())).toBe(true)
    })
  })

  describe('size and dropped', () => {
    test('count what waits, blocked pushes included, and what was dropped', async () => {
      const numbers = holding([1, 2, 3], { capacity: 2 })
      expect(numbers.size).toBe(3)
      expect(numbers.dropped).toBe(0)
      const values = numbers[Symbol.asyncIterator]()
      await values.next()
      expect(numbers.size).toBe(2)
      await values.return?.()
      expect(numbers.size).toBe(0)
    })

    test('are to be read only', () => {
      const numbers = channel()
      expect(() => Object.assign(numbers, { size: 1 })).toThrow(TypeError)
      expect(() => Object.assign(numbers, { dropped: 1 })).toThrow(TypeError)
    })
  })

  test('has one consumer: a second iteration is a TypeError and does not disturb the first', async () => {
    const numbers = holding([1, 2])
    const values = numbers[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 1 })
    await expect(toArray(numbers)).rejects.toThrow(TypeError)
    await expect(toArray(map((n: number) => n)(numbers))).rejects.toThrow(/one consumer/)
    expect(() => numbers[Symbol.asyncIterator]()).toThrow(/one consumer/)
    expect(await values.next()).toEqual({ done: false, value: 2 })
    expect(await numbers.push(3)).toBe(true)
  })

  test('is a TypeError for a second iterator while the first has not asked yet', async () => {
    const numbers = holding([1])
    const values = numbers[Symbol.asyncIterator]()
    expect(() => numbers[Symbol.asyncIterator]()).toThrow(TypeError)
    expect(await values.next()).toEqual({ done: false, value: 1 })
  })

  test('is a TypeError for a second consumer after the first has left, too', async () => {
    const numbers = holding([1])
    await pipe(numbers, take(1), toArray)
    await expect(toArray(numbers)).rejects.toThrow(TypeError)
  })

  test('is still to be consumed where an iterator never asked', async () => {
    const numbers = holding([1])
    await numbers[Symbol.asyncIterator]().return?.()
    expect(await pipe(numbers, take(1), toArray)).toEqual([1])
  })

  test('answers several asks in the order of the pushes', async () => {
    const numbers = channel<number>()
    const values = numbers[Symbol.asyncIterator]()
    const asks = [values.next(), values.next(), values.next(), values.next()]
    for (const n of [1, 2, 3]) void numbers.push(n)
    numbers.end()
    expect((await Promise.all(asks)).map(({ value }) => value)).toEqual([1, 2, 3, undefined])
  })

  test('gives null and undefined as values', async () => {
    const values = holding([undefined, null, 0, ''])
    values.end()
    expect(await toArray(values)).toEqual([undefined, null, 0, ''])
  })

  describe.each([0, 1, Infinity])('with a capacity of %d, from within its own consumer', (capacity) => {
    test('takes pushes, and loses none', async () => {
      const numbers = channel<number>({ capacity })
      const values = pipe(
        numbers,
        map((n) => {
          if (n <= 3) for (const next of [n * 10, n * 10 + 1]) void numbers.push(next)
          if (n === 31) numbers.end()
          return n
        }),
        toArray,
      )
      for (const n of [1, 2, 3]) void numbers.push(n)
      expect((await values).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 10, 11, 20, 21, 30, 31])
    })

    test('takes pushes behind those that wait already', async () => {
      const numbers = holding([1, 2, 3], { capacity })
      const values = pipe(
        numbers,
        map((n) => {
          if (n <= 3) void numbers.push(n * 10)
          if (n === 30) numbers.end()
          return n
        }),
        toArray,
      )
      expect(await values).toEqual([1, 2, 3, 10, 20, 30])
    })

    test('takes a long chain of pushes without a stack to match', async () => {
      const numbers = channel<number>({ capacity })
      const last = pipe(
        numbers,
        map((n) => {
          if (n < 50_000) void numbers.push(n + 1)
          else numbers.end()
          return n
        }),
        toArray,
      )
      void numbers.push(1)
      expect((await last).length).toBe(50_000)
    })

    test('gives nothing more once the consumer has left', async () => {
      const numbers = holding([1, 2, 3], { capacity })
      const seen: number[] = []
      const values = filter((n: number) => {
        seen.push(n)
        void values.return?.()
        return false
      })(numbers)[Symbol.asyncIterator]()
      expect(await values.next()).toEqual(done)
      expect(seen).toEqual([1])
      expect(await numbers.push(4)).toBe(false)
    })
  })

  test('passes many values on, each awaited, and keeps none of them', async () => {
    const objects = channel<{ readonly n: number }>({ capacity: 4 })
    const seen: WeakRef<object>[] = []
    const pushing = (async () => {
      for (let n = 0; n < 300_000; n++) {
        const value = { n }
        if (n % 30_000 === 0) seen.push(new WeakRef(value))
        if (!(await objects.push(value))) break
      }
      objects.end()
    })()
    let count = 0
    let inOrder = true
    for await (const { n } of objects) inOrder &&= n === count++
    await pushing
    expect(count).toBe(300_000)
    expect(inOrder).toBe(true)
    await collected(seen)
  })

  test('refuses what it cannot hold', () => {
    const allowed = /^capacity must be an integer of at least 0, or Infinity, got: /
    for (const capacity of [-1, 0.5, NaN]) refuses(() => channel({ capacity }), RangeError, allowed)
    refuses(() => channel({ capacity: '1' as never }), TypeError, /^capacity must be a number, got: "1"$/)
    refuses(
      () => channel({ overflow: 'drop' as never }),
      RangeError,
      /^overflow must be one of "block", "drop-oldest", "drop-newest", "error", got: "drop"$/,
    )
  })

  test('is told its type', () => {
    expectTypeOf(channel<number>()).toEqualTypeOf<Channel<number>>()
    expectTypeOf(channel<number>()).toExtend<AsyncIterable<number>>()
    expectTypeOf(channel({ onDrop: (value: string) => void value })).toEqualTypeOf<Channel<string>>()
    expectTypeOf<Channel<number>['push']>().returns.toEqualTypeOf<Promise<boolean>>()
    expectTypeOf<Channel<number>['flush']>().returns.toEqualTypeOf<Promise<void>>()
  })
})
