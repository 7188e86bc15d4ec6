import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { filter, type Page, paginate, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

const hung = new Promise<never>(() => undefined)

/** Pages by their number, and the numbers that were fetched. */
const book = <A>(...pages: readonly (readonly A[])[]) => {
  const fetched: number[] = []
  const fetchPage = async (n: number): Promise<Page<A, number>> => {
    fetched.push(n)
    return { items: pages[n] ?? [], next: n + 1 < pages.length ? O.some(n + 1) : O.none }
  }
  return { fetched, source: paginate(0, fetchPage) }
}

describe('paginate', () => {
  sourceObeysTheLaws({
    source: () => book([1, 2], [], [3]).source,
    values: [1, 2, 3],
    failingAsync: (f) => () =>
      paginate(0, async (n, signal) => ({ items: [await f(n, signal)], next: n < 5 ? O.some(n + 1) : O.none })),
  })
  describe('for ever', () => {
    sourceObeysTheLaws({
      source: () => paginate(0, async (n) => ({ items: [n, n], next: O.some(n + 1) })),
      values: [0, 0, 1, 1],
      afterwards: 'goes on',
    })
  })
  describe('without an answer', () => {
    sourceObeysTheLaws({ source: () => paginate(0, () => hung), values: [], afterwards: 'waits' })
  })

  test('fetches the next page only when a value beyond the one before is asked for', async () => {
    const { source, fetched } = book(['a', 'b'], ['c'])
    const values = source[Symbol.asyncIterator]()
    await values.next()
    await values.next()
    await turn()
    expect(fetched).toEqual([0])
    expect(await values.next()).toEqual({ done: false, value: 'c' })
    expect(fetched).toEqual([0, 1])
    await values.return?.()
  })

  test('fetches no page that take does not need', async () => {
    const { source, fetched } = book(['a', 'b'], ['c'])
    expect(await pipe(source, take(2), toArray)).toEqual(['a', 'b'])
    expect(fetched).toEqual([0])
  })

  test('passes over empty pages', async () => {
    const { source, fetched } = book<string>([], ['a'], [], [], ['b'], [])
    expect(await toArray(source)).toEqual(['a', 'b'])
    expect(fetched).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('fetches one page at a time, however many values are asked for', async () => {
    let inFlight = 0
    let most = 0
    const values = paginate(0, async (n) => {
      most = Math.max(most, ++inFlight)
      await turn()
      inFlight--
      return { items: [n], next: O.some(n + 1) }
    })[Symbol.asyncIterator]()
    await Promise.all([values.next(), values.next(), values.next()])
    expect(most).toBe(1)
    await values.return?.()
  })

  test('takes undefined for a cursor like any other', async () => {
    const asked: (string | undefined)[] = []
    const source = paginate<string | undefined, number>(undefined, async (cursor) => {
      asked.push(cursor)
      return { items: [1], next: cursor === undefined ? O.some('more') : O.none }
    })
    expect(await toArray(source)).toEqual([1, 1])
    expect(asked).toEqual([undefined, 'more'])
  })

  test('gives undefined and null as items', async () => {
    expect(await toArray(book([undefined, null]).source)).toEqual([undefined, null])
  })

  test('gives the items of earlier pages before an error', async () => {
    const error = new Error('503')
    const source = paginate(0, async (n) => {
      if (n > 0) throw error
      return { items: ['a'], next: O.some(1) }
    })
    const values = source[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 'a' })
    await expect(values.next()).rejects.toBe(error)
    expect(await values.next()).toEqual({ done: true, value: undefined })
  })

  test.each([
    ['nothing', undefined, /^a page must have an array of items, got: undefined$/],
    ['null', null, /^a page must have an array of items, got: null$/],
    ['a list', ['a'], /^a page must have an array of items, got: \w+$/],
    ['items that are no array', { items: 'ab', next: O.none }, /^a page must have an array of items, got: /],
    ['no next', { items: [] }, /^next of a page must be an Option, got: undefined$/],
    ['a bare cursor for next', { items: [], next: 1 }, /^next of a page must be an Option, got: 1$/],
  ])('fails with a TypeError where %s comes for a page', async (_, page, text) => {
    const source = paginate(0, () => Promise.resolve(page as never))
    await expect(toArray(source)).rejects.toThrow(TypeError)
    await expect(toArray(source)).rejects.toThrow(text)
  })

  test('leaves at once a fetch that hangs, and aborts its signal', async () => {
    let heard: AbortSignal | undefined
    const values = paginate(0, (_, signal) => {
      heard = signal
      return hung
    })[Symbol.asyncIterator]()
    const pending = values.next()
    expect(heard?.aborted).toBe(false)
    await values.return?.()
    expect(heard?.aborted).toBe(true)
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  test('gives nothing and fetches nothing once the consumer has left in the middle of a push', async () => {
    const { source, fetched } = book([1, 2, 3, 4], [5])
    const seen: number[] = []
    const values = filter((n: number) => {
      seen.push(n)
      if (n === 2) void values.return?.()
      return false
    })(source)[Symbol.asyncIterator]()
    await values.next()
    await turn()
    expect(seen).toEqual([1, 2])
    expect(fetched).toEqual([0])
  })

  test('goes through large pages and many small ones', async () => {
    const large = paginate(0, async (n) => ({
      items: Array.from({ length: 100_000 }, () => 1),
      next: n < 2 ? O.some(n + 1) : O.none,
    }))
    const small = paginate(0, async (n) => ({
      items: n % 2 === 0 ? [1] : [],
      next: n < 99_999 ? O.some(n + 1) : O.none,
    }))
    const sum = reduce(0, (total: number, n: number) => total + n)
    expect(await sum(large)).toBe(300_000)
    expect(await sum(small)).toBe(50_000)
  })

  test('lets the event loop turn where every page is empty', async () => {
    const values = paginate(0, async () => ({ items: [], next: O.some(0) }))[Symbol.asyncIterator]()
    const pending = values.next()
    await turn()
    await values.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  test('refuses what is not a function', () => {
    refuses(() => paginate(0, 'url' as never), TypeError, /^fetchPage must be a function, got: "url"$/)
  })

  test('infers its types', () => {
    const source = paginate(1, async (n, signal) => ({
      items: [String(n)],
      next: signal.aborted ? O.none : O.some(n + 1),
    }))
    expectTypeOf(source).toEqualTypeOf<AsyncIterable<string>>()
  })
})
