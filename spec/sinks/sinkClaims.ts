import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, map, range } from 'sluice'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { refuses } from '../laws.ts'

/** A source that counts what is done to it, and whose close takes a turn of the event loop. */
export const watched = <A>(
  values: Iterable<A>,
  {
    error,
    closing,
  }: { readonly error?: { readonly value: unknown }; readonly closing?: { readonly value: unknown } } = {},
) => {
  const counts = { opened: 0, pulls: 0, closes: 0, closed: 0 }
  const source: AsyncIterable<A> = {
    [Symbol.asyncIterator]: () => {
      counts.opened++
      const iterator = values[Symbol.iterator]()
      return {
        next: async () => {
          counts.pulls++
          const result = iterator.next()
          if (result.done && error !== undefined) throw error.value
          return result.done ? { done: true, value: undefined } : result
        },
        return: async () => {
          counts.closes++
          await new Promise((resolve) => setImmediate(resolve))
          counts.closed++
          if (closing !== undefined) throw closing.value
          return { done: true, value: undefined }
        },
      }
    },
  }
  return { source, counts }
}

/** How a promise came out: an error is boxed, since it may be undefined. */
export const outcome = async <A>(promise: Promise<A>): Promise<{ value: A } | { error: unknown }> => {
  try {
    return { value: await promise }
  } catch (error) {
    return { error }
  }
}

/** Whether a timer got its turn before the promise settled. */
export const timerFires = async (start: () => Promise<unknown>): Promise<boolean> => {
  let fired = false
  setTimeout(() => (fired = true), 1)
  await start()
  return fired
}

export interface SinkClaims<A, R> {
  readonly sink: (source: AnyIterable<A>) => Promise<R>
  readonly values: readonly A[]
  readonly result: R
  /** After how many of the values it knows its result; by default it reads them all and then the end. */
  readonly stopsAfter?: number
  /** The sink over a user function that throws what this one does. */
  readonly failing?: (f: () => never) => (source: AnyIterable<A>) => Promise<unknown>
  /** How many values a long source has; 3 million by default. */
  readonly long?: number
  /** Makes a value out of its number, for long sources. */
  readonly nth?: (n: number) => A
}

const throws = (value: unknown) => (): never => {
  throw value
}

/** What every sink promises, in a source of our own so that each count can be told. */
export const keepsTheClaimsOfSinks = <A, R>(claims: SinkClaims<A, R>): void => {
  const { sink, values, result, stopsAfter, failing, long = 3_000_000, nth = (n: number) => n as A } = claims

  describe('as a sink', () => {
    let warned: unknown[] = []
    beforeEach(() => {
      warned = []
      vi.spyOn(console, 'warn').mockImplementation((...said) => void warned.push(said.at(-1)))
    })
    afterEach(() => void vi.restoreAllMocks())

    test.each<[string, (values: readonly A[]) => AnyIterable<A>]>([
      ['an array', (values) => values],
      ['a plain iterable', (values) => ({ [Symbol.iterator]: () => values[Symbol.iterator]() })],
      ['an async iterable', (values) => watched(values).source],
      ['a pipeline', (values) => map((value: A) => value)(values)],
    ])('reads %s', async (_, make) => {
      expect(await sink(make(values))).toEqual(result)
    })
    test('R9: keeps nothing of one run for another', async () => {
      const runs = [sink(values), sink(watched(values).source), sink(values)]
      expect(await Promise.all(runs)).toEqual([result, result, result])
    })
    test('R14: refuses what is not iterable before it gives a promise', () => {
      refuses(() => sink(5 as never), TypeError, /^a source must be an AsyncIterable or an Iterable, got: 5$/)
    })
    test.each([[new Error('of the source')], [undefined], [null]])(
      'R6: rejects with the error of its source, %s, and does not close it',
      async (value) => {
        const { source, counts } = watched<A>([], { error: { value } })
        expect(await outcome(sink(source))).toEqual({ error: value })
        expect(counts).toMatchObject({ pulls: 1, closes: 0 })
      },
    )
    test(`R2: pulls no more than it needs and closes as it ${stopsAfter === undefined ? 'must not' : 'must'}`, async () => {
      const { source, counts } = watched(values)
      await sink(source)
      expect(counts).toEqual(
        stopsAfter === undefined
          ? { opened: 1, pulls: values.length + 1, closes: 0, closed: 0 }
          : { opened: 1, pulls: stopsAfter, closes: 1, closed: 1 },
      )
    })
    test.runIf(stopsAfter !== undefined).each([[new Error('of the close')], [undefined]])(
      'R4: rejects where the close fails with %s',
      async (value) => {
        const { source, counts } = watched(values, { closing: { value } })
        expect(await outcome(sink(source))).toEqual({ error: value })
        expect(counts.closes).toBe(1)
      },
    )
    test.runIf(failing).each([[new Error('of the user')], [undefined]])(
      'R4: closes the source once, and before it rejects, where the user function throws %s',
      async (value) => {
        const { source, counts } = watched(values)
        expect(await outcome(failing!(throws(value))(source))).toEqual({ error: value })
        expect(counts).toMatchObject({ closes: 1, closed: 1 })
      },
    )
    test.runIf(failing)('R6: gives the first error and reports the second, of the close', async () => {
      const { source } = watched(values, { closing: { value: 'second' } })
      expect(await outcome(failing!(throws('first'))(source))).toEqual({ error: 'first' })
      expect(warned).toEqual(['second'])
    })
    test.runIf(stopsAfter === undefined)(
      `R11: lets timers in while it reads ${long} values`,
      { timeout: 30_000 },
      async () => {
        expect(await timerFires(() => sink(pipe(range(1, long), map(nth))))).toBe(true)
      },
    )
  })
}
