import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { channel, concat, conflate, fail, flatten, map, range, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { checkStage, obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { stillTime, timePerLook } from '../stillTime.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }
const add = (held: number, n: number): number => held + n

describe('conflate', () => {
  describe('of lists, where nothing gets lost', () => {
    obeysTheLaws({
      stage: flow(
        map((value: unknown): readonly unknown[] => [value]),
        conflate((held, more) => [...held, ...more]),
        flatten,
      ),
      model: (values) => values,
      lookahead: 40,
      // Of an endless source such a list would grow without end while its consumer is busy.
      exceptions: ['R11', 'R12'],
    })
  })
  test('lets the event loop turn and keeps nothing of what it has folded', async () => {
    const newest = conflate((_held: unknown, value: unknown) => value)
    const report = await checkStage({ stage: newest, model: (values) => values, lookahead: 40 }, ['R11', 'R12'])
    expect(report).toMatchObject({ R11: { is: 'held' }, R12: { is: 'held' } })
  })

  test('gives each value as it is to a consumer that waits for it', async () => {
    // A turn of the event loop for each thousand values or so, by which nobody is to count as busy.
    timePerLook(0.2)
    expect(await pipe(range(1, 5000), conflate(add), toArray)).toEqual(await toArray(range(1, 5000)))
    const heard: number[] = []
    for await (const n of pipe(range(1, 5000), conflate(add))) heard.push(n)
    expect(heard).toEqual(await toArray(range(1, 5000)))
  })

  test.each([
    ['that does not wait', () => range(1, 6)],
    [
      'that waits',
      async function* () {
        yield* range(1, 6)
      },
    ],
  ])('folds what comes of a source %s while its consumer is busy', async (_, source) => {
    stillTime()
    const calls: unknown[] = []
    const f = (held: number, n: number): number => {
      calls.push([held, n])
      return held + n
    }
    const values = iterate(pipe(source(), conflate(f)))
    expect(await values.next()).toEqual({ value: 1, done: false })
    await quiet()
    expect(await values.next()).toEqual({ value: 20, done: false })
    expect(await values.next()).toEqual(done)
    expect(calls).toEqual([
      [2, 3],
      [5, 4],
      [9, 5],
      [14, 6],
    ])
  })

  test('begins each lump with the first value of it', async () => {
    const feed = channel<number>()
    const values = iterate(pipe(feed, conflate(add)))
    const heard: unknown[] = []
    for (const lot of [[1], [2, 3], [4], [5, 6, 7]]) {
      const asked = heard.length === 0 ? values.next() : undefined
      for (const n of lot) feed.offer(n)
      await quiet()
      heard.push((await (asked ?? values.next())).value)
    }
    expect(heard).toEqual([1, 5, 4, 18])
    await values.return?.()
  })

  test('takes undefined for a value that is held', async () => {
    const calls: unknown[] = []
    const values = iterate(
      pipe(
        [0, undefined, 1],
        conflate<number | undefined>((held, n) => {
          calls.push(held)
          return n
        }),
      ),
    )
    await values.next()
    await quiet()
    expect(await values.next()).toEqual({ value: 1, done: false })
    expect(calls).toEqual([undefined])
  })

  test('loses nothing of what it folds, whatever comes when and however it is read', async () => {
    const lots = fc.array(fc.array(fc.nat(), { maxLength: 5 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(lots, fc.array(fc.nat(2)), async (lots, pauses) => {
        const feed = channel<readonly number[]>({ capacity: Infinity })
        const values = pipe(
          feed,
          conflate((held, more) => [...held, ...more]),
        )
        const read = async (): Promise<number[]> => {
          const heard: number[] = []
          for await (const some of values) {
            heard.push(...some)
            for (let i = pauses[heard.length] ?? 0; i > 0; i--) await quiet()
          }
          return heard
        }
        const all = read()
        for (const lot of lots) {
          for (const n of lot) feed.offer([n])
          await quiet()
        }
        feed.end()
        expect(await all).toEqual(lots.flat())
      }),
      { numRuns: 40 },
    )
  })

  test('reads on while nobody asks, from the first next() on and not before', async () => {
    const source = prompted<number>()
    const values = iterate(pipe(source, conflate(add)))
    await quiet()
    expect(source.log).toEqual([])
    const first = values.next()
    for (const n of [1, 2, 3]) source.give(n)
    await first
    await quiet()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'pulled'])
    expect(await values.next()).toEqual({ value: 5, done: false })
  })

  test('hangs nobody where its source never waits and the consumer stays away', async () => {
    const values = iterate(pipe(range(1), conflate(add)))
    expect(await values.next()).toEqual({ value: 1, done: false })
    await quiet()
    expect((await values.next()).value).toBeGreaterThan(2)
    await values.return?.()
  })

  test('gives what it holds before the error of its source', async () => {
    const values = iterate(pipe(concat([range(1, 3), fail(undefined)]), conflate(add)))
    await values.next()
    await quiet()
    expect(await values.next()).toEqual({ value: 5, done: false })
    await expect(values.next()).rejects.toBe(undefined)
    expect(await values.next()).toEqual(done)
  })

  test('gives what it holds before what f throws, and closes its source at once', async () => {
    const source = prompted<number>()
    const values = iterate(
      pipe(
        source,
        conflate((held, n) => {
          if (n === 4) throw undefined
          return held + n
        }),
      ),
    )
    const first = values.next()
    for (const n of [1, 2, 3, 4]) source.give(n)
    await first
    await quiet()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'pulled', 'pulled', 'closed'])
    expect(await values.next()).toEqual({ value: 5, done: false })
    await expect(values.next()).rejects.toBe(undefined)
    expect(await values.next()).toEqual(done)
  })

  test('gives nothing and calls f no more where that makes the consumer leave', async () => {
    let called = 0
    const values: AsyncIterator<number> = iterate(
      pipe(
        range(1),
        conflate((held) => {
          called++
          void values.return?.()
          return held
        }),
      ),
    )
    await values.next()
    await quiet()
    expect(await values.next()).toEqual(done)
    expect(called).toBe(1)
  })

  test('closes its source once when the consumer leaves', async () => {
    const source = prompted<number>()
    const values = iterate(pipe(source, conflate(add)))
    const first = values.next()
    source.give(1)
    await first
    await values.return?.()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'closed'])
    expect(await values.next()).toEqual(done)
  })

  test('is iterated afresh each time', async () => {
    const values = pipe([1, 2, 3], conflate(add))
    expect([await toArray(values), await toArray(values)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  test('refuses what is no function', () => {
    refuses(() => conflate(3 as never), TypeError, /^f must be a function, got: 3$/)
  })

  test('infers its types', () => {
    const piped = pipe(
      ['a'],
      conflate((held, text) => held + text.length),
    )
    expectTypeOf(piped).toEqualTypeOf<AsyncIterable<string>>()
    const flowing = flow(
      map((n: number) => [n]),
      conflate((held, more) => [...held, ...more]),
    )
    expectTypeOf(flowing).returns.toEqualTypeOf<AsyncIterable<number[]>>()
  })
})
