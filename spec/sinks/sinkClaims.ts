import { pipe } from 'fp-ts/lib/function.js'
import { map, range } from 'sluice'
import { expect, test } from 'vitest'
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

/** How a promise came out, in words: to have failed with undefined is not the same as to have given it. */
export const outcome = async <A>(promise: PromiseLike<A>): Promise<['gave', A] | ['failed', unknown]> => {
  try {
    return ['gave', await promise]
  } catch (error) {
    return ['failed', error]
  }
}

/** Whether a timer got its turn before the promise settled. */
export const timerFires = async (start: () => Promise<unknown>): Promise<boolean> => {
  let fired = false
  setTimeout(() => (fired = true), 1)
  await start()
  return fired
}

/** What the laws leave out: a TypeError is thrown, not promised, and timers are let in where values come fast. */
export const keepsTheClaimsOfSinks = (
  sink: (source: AsyncIterable<never>) => Promise<unknown>,
  nth: (n: number) => unknown = (n) => n,
  long = 3_000_000,
): void => {
  test('R14: refuses what is not iterable before it gives a promise', () => {
    refuses(() => sink(5 as never), TypeError, /^a source must be iterable, got: 5$/)
  })
  test(`R11: lets timers in while it reads ${long} values`, { timeout: 30_000 }, async () => {
    expect(await timerFires(() => sink(pipe(range(1, long), map(nth)) as AsyncIterable<never>))).toBe(true)
  })
}
