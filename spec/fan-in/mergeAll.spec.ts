import fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, empty, fail, flatten, map, mergeAll, of, range, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const modes = [
  { concurrency: 1 },
  { concurrency: 3 },
  { concurrency: 3, capacity: 1 },
  { concurrency: 3, ordered: false },
  { concurrency: { current: 3 }, ordered: false },
]

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

const lists = fc.array(fc.nat(9), { minLength: 1, maxLength: 3 })

describe('mergeAll', () => {
  describe.each(modes)('%j', (options) => {
    obeysTheLaws({
      stage: mergeAll(options) as (source: AnyIterable<number[]>) => AsyncIterable<number>,
      values: lists,
      model: (values) => values.flat(),
      lookahead: options.concurrency === 1 ? 0 : 2,
      ordered: options.ordered ?? true,
    })

    test('gives all that flatten gives, whatever the schedule', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.array(lists, { maxLength: 6 }), async (scheduler, values) => {
          const scheduled = <A>(list: readonly A[]): AsyncIterable<A> => ({
            [Symbol.asyncIterator]: async function* () {
              for (const value of list) yield await scheduler.schedule(Promise.resolve(value))
            },
          })
          const got = await scheduler.waitFor(pipe(scheduled(values.map(scheduled)), mergeAll(options), toArray))
          if (options.ordered === false) expect(sorted(got)).toEqual(sorted(values.flat()))
          else expect(got).toEqual(values.flat())
        }),
      )
    })

    test('is empty of no sources, and of empty ones', async () => {
      expect(await pipe([], mergeAll(options), toArray)).toEqual([])
      expect(await pipe([empty, [], empty, []], mergeAll(options), toArray)).toEqual([])
    })

    test('takes the same source several times', async () => {
      const twice = await pipe([range(1, 2), range(1, 2)], mergeAll(options), toArray)
      expect(sorted(twice)).toEqual([1, 1, 2, 2])
    })

    test('refuses an inner string, and what cannot be iterated', async () => {
      const all = mergeAll(options)
      const text = pipe(['ab'], all, toArray)
      await expect(text).rejects.toThrow(new TypeError('an inner source must be iterable and not a string, got: "ab"'))
      await expect(pipe([3 as never], all, toArray)).rejects.toThrow(/^a source must be iterable, got: 3$/)
    })

    test('opens no more inner sources than it may', async () => {
      const sources = Array.from({ length: 5 }, () => prompted<number>())
      const values = iterate(pipe(sources, mergeAll(options)))
      const first = values.next()
      const most = options.concurrency === 1 ? 1 : 3
      expect(sources.filter(({ log }) => log.length > 0)).toEqual(sources.slice(0, most))
      await values.return?.()
      expect(await first).toEqual({ value: undefined, done: true })
      const closed = ['opened', 'pulled', 'closed']
      expect(sources.map(({ log }) => log)).toEqual(sources.map((_, i) => (i < most ? closed : [])))
    })
  })

  test('fails with an inner error, and closes its source and the other inner ones', async () => {
    const sources = prompted<AsyncIterable<number>>()
    const other = prompted<number>()
    const values = iterate(pipe(sources, mergeAll({ concurrency: 3, ordered: false })))
    const first = values.next()
    sources.give(other)
    sources.give(fail('no'))
    await expect(first).rejects.toBe('no')
    await quiet()
    expect(sources.log.at(-1)).toBe('closed')
    expect(other.log).toEqual(['opened', 'pulled', 'closed'])
  })

  test('is flatten at 1, values before an error included', async () => {
    const sources = [range(1, 2), fail('no'), of(3)]
    const seen: unknown[][] = [[], []]
    for (const [i, stage] of [mergeAll({ concurrency: 1 }), flatten].entries()) {
      const values = pipe(
        sources,
        stage,
        map((value) => seen[i]?.push(value)),
        toArray,
      )
      await expect(values).rejects.toBe('no')
    }
    expect(seen).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  test('refuses bad options', () => {
    refuses(() => mergeAll(undefined as never), TypeError, /^options must be an object, got: undefined$/)
    refuses(() => mergeAll({} as never), TypeError, /^concurrency must be a number, got: undefined$/)
    refuses(() => mergeAll({ concurrency: 0 }), RangeError, /^concurrency must be an integer of at least 1, got: 0$/)
    refuses(() => mergeAll({ concurrency: 2, ordered: 'no' as never }), RangeError, /^ordered must be one of true, fal/)
    refuses(() => mergeAll({ concurrency: 2, capacity: 0 }), RangeError, /^capacity must be an integer of at least 1/)
  })

  test('infers its types', () => {
    const texts: Iterable<string> = ['a']
    expectTypeOf(pipe([range(1), range(2)], mergeAll({ concurrency: 2 }))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe([range(1), texts], mergeAll({ concurrency: 2 }))).toEqualTypeOf<AsyncIterable<number | string>>()
    const flowing = flow(
      map((n: number) => range(1, n)),
      mergeAll({ concurrency: { current: 2 }, ordered: false }),
      toArray,
    )
    expectTypeOf(flowing).returns.resolves.toEqualTypeOf<number[]>()
  })
})
