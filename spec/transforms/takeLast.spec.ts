import { pipe } from 'fp-ts/lib/function.js'
import { concat, fail, range, reduce, take, takeLast, tap, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { letsTheLoopTurn, many, watched } from './watched.ts'

describe('takeLast', () => {
  obeysTheLaws({ stage: takeLast(2), model: (values) => values.slice(-2), lookahead: Infinity })

  describe('of 0', () => {
    obeysTheLaws({ stage: takeLast(0), model: () => [], lookahead: Infinity })

    test('reads all the same, and hears of an error', async () => {
      await expect(pipe(concat([[1], fail('no')]), takeLast(0), toArray)).rejects.toBe('no')
    })
  })

  test('gives all of a shorter source', async () => {
    expect(await pipe(range(1, 2), takeLast(3), toArray)).toEqual([1, 2])
  })

  test('keeps undefined and null', async () => {
    expect(await pipe([1, undefined, null], takeLast(2), toArray)).toEqual([undefined, null])
  })

  test('gives nothing of what it holds where the source fails', async () => {
    const iterator = pipe(concat([[1, 2], fail('no')]), takeLast(2))[Symbol.asyncIterator]()
    await expect(iterator.next()).rejects.toBe('no')
  })

  test('gives no more than what follows wants', async () => {
    expect(await pipe(range(1, 9), takeLast(3), take(2), toArray)).toEqual([7, 8])
  })

  test('gives what it holds as it is asked for', async () => {
    const given: number[] = []
    const iterator = pipe(
      range(1, 9),
      takeLast(3),
      tap((n) => given.push(n)),
    )[Symbol.asyncIterator]()
    await iterator.next()
    expect(given).toEqual([7])
    await iterator.next()
    expect(given).toEqual([7, 8])
  })

  test('has nothing to close when it gives its values', async () => {
    const source = watched([1, 2, 3])
    expect(await pipe(source, takeLast(2), take(1), toArray)).toEqual([2])
    expect(source.seen).toEqual({ opened: 1, pulls: 4, closed: 0 })
  })

  test('lets the event loop turn while it reads, and while it gives what it has held', async () => {
    expect(await letsTheLoopTurn(takeLast(3))).toBe(true)
    let turned = false
    const slowly = (): boolean => {
      if (turned) return true
      const until = performance.now() + 0.1
      while (performance.now() < until);
      return false
    }
    const found = pipe(
      range(1, 5000),
      takeLast(5000),
      reduce(false, (found, n) => {
        if (n === 1) setImmediate(() => (turned = true))
        return found || slowly()
      }),
    )
    expect(await found).toBe(true)
  })

  test('takes any number of values without a deep stack', async () => {
    expect(await pipe(range(1, many), takeLast(2), toArray)).toEqual([many - 1, many])
    expect(await pipe(range(1, many), takeLast(many), reduce(0, Math.max))).toBe(many)
  })

  test.each([-1, 1.5, Number.NaN, Infinity])('refuses to keep %d', (n) => {
    refuses(() => takeLast(n), RangeError, /^n must be an integer of at least 0, got: /)
  })

  test('refuses what is not a number', () => {
    refuses(() => takeLast(undefined as never), TypeError, /^n must be a number, got: undefined$/)
  })

  test('keeps the type of the source', () => {
    expectTypeOf(pipe(['a'], takeLast(1))).toEqualTypeOf<AsyncIterable<string>>()
  })
})
