import { pipe } from 'fp-ts/lib/function.js'
import { defer, filter, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

const hung = new Promise<never>(() => undefined)

const deferred = <A>() => {
  let resolve: (value: A) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<A>((...both) => ([resolve, reject] = both))
  return { promise, resolve, reject }
}

/** A source that tells what is done to it. */
const watched = () => {
  const log: string[] = []
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => {
      log.push('opened')
      let n = 0
      return {
        next: async () => ({ done: false, value: n++ }),
        return: async () => {
          log.push('closed')
          return { done: true, value: undefined }
        },
      }
    },
  }
  return { log, source }
}

describe('defer', () => {
  describe('a source', () => {
    sourceObeysTheLaws({ source: () => defer(() => range(1, 3)), values: [1, 2, 3] })
  })
  describe('the promise of a source', () => {
    sourceObeysTheLaws({
      source: () => defer(async () => [1, 2, 3]),
      values: [1, 2, 3],
    })
  })
  describe('a source that goes on', () => {
    sourceObeysTheLaws({ source: () => defer(() => range(0)), values: [0, 1, 2], afterwards: 'goes on' })
  })
  describe('a promise that is never kept', () => {
    sourceObeysTheLaws({ source: () => defer(() => hung), values: [], afterwards: 'waits' })
  })
  describe('a source that fails', () => {
    sourceObeysTheLaws({
      source: () =>
        defer(() => {
          throw undefined
        }),
      values: [],
      afterwards: { fails: undefined },
    })
  })

  test('calls its function at the first ask, once for each iteration', async () => {
    let calls = 0
    const source = defer(() => [++calls, calls])
    const values = source[Symbol.asyncIterator]()
    expect(calls).toBe(0)
    expect(await values.next()).toEqual({ done: false, value: 1 })
    expect(await values.next()).toEqual({ done: false, value: 1 })
    expect(await toArray(source)).toEqual([2, 2])
  })

  test('closes the source it has opened, once', async () => {
    const { log, source } = watched()
    await pipe(
      defer(async () => source),
      take(2),
      toArray,
    )
    expect(log).toEqual(['opened', 'closed'])
  })

  test('never opens a source that comes when the consumer has left', async () => {
    const { log, source } = watched()
    const late = deferred<AsyncIterable<number>>()
    const values = defer(() => late.promise)[Symbol.asyncIterator]()
    const pending = values.next()
    await values.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
    late.resolve(source)
    await turn()
    expect(log).toEqual([])
  })

  test('never opens a source whose making makes the consumer leave', async () => {
    const { log, source } = watched()
    const values: AsyncIterator<number> = defer(() => {
      void values.return?.()
      return source
    })[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: true, value: undefined })
    await turn()
    expect(log).toEqual([])
  })

  test('aborts the signal of a call in flight when the consumer leaves', async () => {
    let heard: AbortSignal | undefined
    const values = defer((signal) => {
      heard = signal
      return hung
    })[Symbol.asyncIterator]()
    void values.next()
    expect(heard?.aborted).toBe(false)
    await values.return?.()
    expect(heard?.aborted).toBe(true)
  })

  test('hears a rejection that comes after the consumer has left', async () => {
    const late = deferred<never>()
    const values = defer(() => late.promise)[Symbol.asyncIterator]()
    const pending = values.next()
    await values.return?.()
    late.reject(new Error('late'))
    await turn()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  test('fails with what its function fails with', async () => {
    const error = new Error('no')
    await expect(toArray(defer(() => Promise.reject(error)))).rejects.toBe(error)
  })

  test.each([undefined, null, 1, {}])('fails with a TypeError where it is given %j', async (given) => {
    await expect(toArray(defer(() => given as never))).rejects.toThrow(TypeError)
    await expect(toArray(defer(async () => given as never))).rejects.toThrow(/^a source must be iterable/)
  })

  test('goes far, and lets the event loop turn where nothing passes', async () => {
    const count = pipe(
      defer(() => range(1, 300_000)),
      reduce(0, (sum) => sum + 1),
    )
    expect(await count).toBe(300_000)
    const values = pipe(
      defer(() => range(0)),
      filter(() => false),
    )[Symbol.asyncIterator]()
    void values.next()
    await turn()
    await values.return?.()
  })

  test('refuses what is not a function', () => {
    refuses(() => defer([1] as never), TypeError, /^f must be a function, got: \w+$/)
  })

  test('infers its type', () => {
    expectTypeOf(defer(() => [1])).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(defer(() => range(1))).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(defer(async () => ['a'])).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(defer((signal) => [signal])).toEqualTypeOf<AsyncIterable<AbortSignal>>()
  })
})
