import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { buffer, channel, concat, fail, filter, map, OverflowError, range, take, toArray } from 'sluice'
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { turn } from '../laws/timeline.ts'
import { timersLeftBy } from '../laws/trial.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { stillTime, timePerLook } from '../stillTime.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }
const policies = ['drop-oldest', 'drop-newest', 'error'] as const

/** What the consumer gets that takes the first value, lets time pass, and takes the rest. */
const afterPause = async <A>(source: AsyncIterable<A>): Promise<{ heard: unknown[]; failure?: unknown }> => {
  const values = iterate(source)
  const heard: unknown[] = [(await values.next()).value]
  await quiet()
  try {
    for (let next = await values.next(); next.done !== true; next = await values.next()) heard.push(next.value)
    return { heard }
  } catch (failure) {
    return { heard, failure }
  }
}

describe('buffer', () => {
  describe.each(policies)('with room for all, %s', (overflow) => {
    obeysTheLaws({ stage: buffer({ capacity: 40, overflow }), model: (values) => values, lookahead: 41 })
  })

  describe.each([
    ['of a source that does not wait', () => range(1, 6)],
    [
      'of a source that waits',
      async function* () {
        yield* range(1, 6)
      },
    ],
  ])('%s', (_, source) => {
    beforeEach(stillTime)

    test.each([
      [0, 'drop-oldest', [1], [2, 3, 4, 5, 6]],
      [0, 'drop-newest', [1], [2, 3, 4, 5, 6]],
      [2, 'drop-oldest', [1, 5, 6], [2, 3, 4]],
      [2, 'drop-newest', [1, 2, 3], [4, 5, 6]],
      [5, 'drop-oldest', [1, 2, 3, 4, 5, 6], []],
    ] as const)('holds %d for a busy consumer, and beyond that %s', async (capacity, overflow, kept, dropped) => {
      const heard: number[] = []
      const onDrop = (n: number): unknown => heard.push(n)
      const result = await afterPause(pipe(source(), buffer({ capacity, overflow, onDrop })))
      expect(result).toEqual({ heard: kept })
      expect(heard).toEqual(dropped)
    })

    test.each([0, 2])('fails with an OverflowError after the %d values that it holds', async (capacity) => {
      const { heard, failure } = await afterPause(pipe(source(), buffer({ capacity, overflow: 'error' })))
      expect(heard).toEqual([1, 2, 3].slice(0, capacity + 1))
      expect(failure).toBeInstanceOf(OverflowError)
      expect(failure).toMatchObject({ capacity })
    })
  })

  test('holds 16 values by default', async () => {
    stillTime()
    const { heard } = await afterPause(pipe(range(1, 50), buffer({ overflow: 'drop-newest' })))
    expect(heard).toEqual(await toArray(range(1, 17)))
  })

  test('reads on while nobody asks, from the first next() on and not before', async () => {
    const source = prompted<number>()
    const values = iterate(pipe(source, buffer({ overflow: 'error' })))
    await quiet()
    expect(source.log).toEqual([])
    const first = values.next()
    for (const n of [1, 2, 3]) source.give(n)
    expect(await first).toEqual({ value: 1, done: false })
    await quiet()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'pulled'])
    expect(await values.next()).toEqual({ value: 2, done: false })
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'pulled'])
  })

  test('asks for the next value at once, though the consumer is busy', async () => {
    const source = prompted<number>()
    const values = iterate(pipe(source, buffer({ overflow: 'error' })))
    source.give(1)
    await values.next()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
  })

  test.each(policies)('loses nothing to a consumer that lets no time pass (%s)', async (overflow) => {
    // A turn of the event loop for each thousand values or so, by which nobody is to count as busy.
    timePerLook(0.2)
    const heard: number[] = []
    for await (const n of pipe(range(1, 5000), buffer({ capacity: 1, overflow }))) heard.push(n)
    expect(heard).toEqual(await toArray(range(1, 5000)))
    expect(await pipe(range(1, 5000), buffer({ capacity: 0, overflow }), toArray)).toEqual(heard)
  })

  test.each(policies)(
    'hangs nobody where its source never waits and the consumer stays away (%s)',
    async (overflow) => {
      const values = iterate(pipe(range(1), buffer({ overflow })))
      expect(await values.next()).toEqual({ value: 1, done: false })
      await quiet()
      await values.return?.()
      expect(await values.next()).toEqual(done)
    },
  )

  test('reads on for a consumer that takes one value a turn', async () => {
    stillTime()
    let read = 0
    const source = pipe(
      range(1, 3000),
      map(() => read++),
    )
    const values = iterate(pipe(source, buffer({ capacity: 1000, overflow: 'drop-oldest' })))
    for (let turns = 0; turns < 4; turns++) {
      await values.next()
      await turn()
    }
    await values.return?.()
    expect(read).toBeGreaterThan(1000)
  })

  test('reads on after a turn for a consumer that has taken many values in the one before', async () => {
    stillTime()
    let read = 0
    const source = pipe(
      range(1, 3000),
      map(() => read++),
    )
    const values = iterate(pipe(source, buffer({ capacity: 1000, overflow: 'drop-oldest' })))
    for (let i = 0; i < 100; i++) await values.next()
    await quiet()
    await values.return?.()
    expect(read).toBeGreaterThan(1000)
  })

  test('loses nothing more once the consumer has caught up', async () => {
    timePerLook(0.2)
    const source = async function* (): AsyncGenerator<number> {
      for (let n = 1; n <= 30_000; n++) yield n
    }
    const values = iterate(pipe(source(), buffer({ capacity: 4, overflow: 'drop-newest' })))
    await values.next()
    await quiet()
    const heard: number[] = []
    for (let next = await values.next(); next.done !== true; next = await values.next()) heard.push(next.value)
    expect(heard.slice(0, 4)).toEqual([2, 3, 4, 5])
    expect(heard.slice(6).filter((n, i) => n !== heard[i + 5]! + 1)).toEqual([])
  })

  test.each(policies)('loses nothing of a source that is as quick as the consumer (%s)', async (overflow) => {
    timePerLook(0.2)
    const source = async function* (): AsyncGenerator<number> {
      for (let n = 1; n <= 20_000; n++) yield n
    }
    let heard = 0
    for await (const n of pipe(source(), buffer({ capacity: 4, overflow }))) heard += n === heard + 1 ? 1 : 0
    expect(heard).toBe(20_000)
  })

  test('never has read more than it holds, has given and has dropped, but for one', async () => {
    const rules = fc.record({ capacity: fc.nat(4), overflow: fc.constantFrom('drop-oldest', 'drop-newest') })
    const steps = fc.array(fc.constantFrom('give', 'ask', 'turn'), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(rules, steps, async ({ capacity, overflow }, steps) => {
        const source = prompted<number>()
        const dropped: number[] = []
        const heard: number[] = []
        const onDrop = (n: number): unknown => dropped.push(n)
        const values = iterate(pipe(source, buffer({ capacity, overflow, onDrop })))
        let given = 0
        for (const step of ['ask', ...steps]) {
          if (step === 'give') source.give(given++)
          if (step === 'ask') void values.next().then(({ value }) => heard.push(value))
          await quiet()
          expect(given - heard.length - dropped.length).toBeLessThanOrEqual(capacity)
        }
        const lost = new Set(dropped)
        expect(heard).toEqual(heard.toSorted((a, b) => a - b))
        expect(heard.some((n) => lost.has(n))).toBe(false)
        await values.return?.()
      }),
      { numRuns: 50 },
    )
  })

  test('changes no value and no order where nothing is dropped, however the source is cut and read', async () => {
    const lots = fc.array(fc.array(fc.nat(), { maxLength: 5 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(lots, fc.array(fc.nat(2)), async (lots, pauses) => {
        const feed = channel<number>({ capacity: Infinity })
        const values = pipe(feed, buffer({ capacity: 40, overflow: 'error' }))
        const read = async (): Promise<number[]> => {
          const heard: number[] = []
          for await (const n of values) {
            heard.push(n)
            for (let i = pauses[heard.length] ?? 0; i > 0; i--) await quiet()
          }
          return heard
        }
        const all = read()
        for (const lot of lots) {
          for (const n of lot) feed.offer(n)
          await quiet()
        }
        feed.end()
        expect(await all).toEqual(lots.flat())
      }),
      { numRuns: 40 },
    )
  })

  test('gives what it holds before the error of its source', async () => {
    const result = await afterPause(pipe(concat([range(1, 3), fail(undefined)]), buffer({ overflow: 'error' })))
    expect(result).toEqual({ heard: [1, 2, 3], failure: undefined })
    expect('failure' in result).toBe(true)
  })

  test('fails after what it holds with what onDrop throws, and closes its source', async () => {
    const source = prompted<number>()
    const onDrop = (): void => {
      throw undefined
    }
    const values = iterate(pipe(source, buffer({ capacity: 1, overflow: 'drop-newest', onDrop })))
    const first = values.next()
    for (const n of [1, 2, 3]) source.give(n)
    await first
    await quiet()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'closed'])
    expect(await values.next()).toEqual({ value: 2, done: false })
    await expect(values.next()).rejects.toBe(undefined)
    expect(await values.next()).toEqual(done)
  })

  test('closes its source at once where that overflows, and fails behind what it holds', async () => {
    const source = prompted<number>()
    const values = iterate(pipe(source, buffer({ capacity: 1, overflow: 'error' })))
    const first = values.next()
    for (const n of [1, 2, 3]) source.give(n)
    await first
    await quiet()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'closed'])
    expect(await values.next()).toEqual({ value: 2, done: false })
    await expect(values.next()).rejects.toThrow(new OverflowError(1))
  })

  describe('when the consumer leaves', () => {
    test('closes its source once and reads no more', async () => {
      const source = prompted<number>()
      const values = iterate(pipe(source, buffer({ overflow: 'error' })))
      const first = values.next()
      for (const n of [1, 2]) source.give(n)
      await first
      await quiet()
      await values.return?.()
      source.give(3)
      await quiet()
      expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'closed'])
      expect(await values.next()).toEqual(done)
    })

    test('reads no more of a source that does not wait', async () => {
      let read = 0
      const source = pipe(
        range(1),
        filter(() => ++read > 0),
      )
      expect(await pipe(source, buffer({ overflow: 'drop-newest' }), take(2), toArray)).toEqual([1, 2])
      const before = read
      await quiet()
      expect(read).toBe(before)
      expect(read).toBeLessThanOrEqual(3)
    })

    test('gives nothing any more where onDrop is what makes it leave', async () => {
      const source = prompted<number>()
      const values: AsyncIterator<number> = iterate(
        pipe(source, buffer({ capacity: 1, overflow: 'drop-newest', onDrop: () => void values.return?.() })),
      )
      const first = values.next()
      for (const n of [1, 2, 3]) source.give(n)
      await first
      await quiet()
      expect(await values.next()).toEqual(done)
      expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'closed'])
    })
  })

  test('leaves no timer at its end, nor where the consumer leaves', async () => {
    stillTime()
    const atEnd = await timersLeftBy(async () => {
      const heard: number[] = []
      for await (const n of pipe(range(1, 3), buffer({ overflow: 'error' }))) heard.push(n)
      return heard
    })
    expect(atEnd.left()).toBe(0)
    const source = prompted<number>()
    for (const n of [1, 2]) source.give(n)
    for (const left of [range(1), source]) {
      const atLeave = await timersLeftBy(async () => {
        const values = iterate(pipe(left, buffer({ overflow: 'error' })))
        await values.next()
        for (let i = 0; i < 9; i++) await Promise.resolve()
        await values.return?.()
      })
      expect(atLeave.left()).toBe(0)
    }
  })

  test('serves who asks from inside of its source', async () => {
    const answers: Promise<IteratorResult<number>>[] = []
    const values: AsyncIterator<number> = iterate(
      pipe(
        range(1, 4),
        map((n) => {
          if (n === 4) answers.push(values.next(), values.next(), values.next())
          return n
        }),
        buffer({ overflow: 'error' }),
      ),
    )
    expect(await values.next()).toEqual({ value: 1, done: false })
    await quiet()
    expect((await Promise.all(answers)).map(({ value }) => value)).toEqual([2, 3, 4])
    expect(await values.next()).toEqual(done)
  })

  test('is iterated afresh each time', async () => {
    const values = pipe([1, 2, 3], buffer({ overflow: 'error' }))
    expect([await toArray(values), await toArray(values)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  test('refuses bad options', () => {
    const one = /^overflow must be one of "drop-oldest", "drop-newest", "error", got: /
    refuses(() => buffer({} as never), RangeError, one)
    refuses(() => buffer({ overflow: 'block' as never }), RangeError, one)
    refuses(() => buffer(undefined as never), TypeError, /^options must be an object, got: undefined$/)
    for (const capacity of [-1, 1.5, NaN])
      refuses(
        () => buffer({ capacity, overflow: 'error' }),
        RangeError,
        /^capacity must be an integer of at least 0, or /,
      )
    refuses(() => buffer({ overflow: 'error', onDrop: 1 as never }), TypeError, /^onDrop must be a function, got: 1$/)
  })

  test('infers its types', () => {
    expectTypeOf(pipe(['a'], buffer({ overflow: 'error' }))).toEqualTypeOf<AsyncIterable<string>>()
    const told = pipe(['a'], buffer({ overflow: 'drop-oldest', onDrop: (text) => text.length }))
    expectTypeOf(told).toEqualTypeOf<AsyncIterable<string>>()
    const flowing = flow(
      map((n: number) => n.toFixed(1)),
      buffer({ overflow: 'drop-oldest', onDrop: (text) => text.length }),
    )
    expectTypeOf(flowing).returns.toEqualTypeOf<AsyncIterable<string>>()
    const alone = buffer({ overflow: 'drop-oldest', onDrop: (text: string) => text.length })
    expectTypeOf(alone(['a' as const])).toEqualTypeOf<AsyncIterable<'a'>>()
  })
})
