import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { catchError, concat, empty, fail, filter, map, range, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

const again = (error: unknown): never => {
  throw error
}

describe('catchError', () => {
  describe('over a source that it gives up', () => {
    obeysTheLaws({ stage: catchError(again), model: (values) => values, lookahead: 0 })
  })
  describe('with the source it goes on with', () => {
    obeysTheLaws({
      stage: (source) =>
        pipe(
          concat([['first'], fail('broken')]),
          catchError(() => source),
        ),
      model: (values) => ['first', ...values],
      lookahead: 0,
      // It is applied in a run only.
      exceptions: ['R14'],
    })
  })

  test('goes on with another source behind the values before the error', async () => {
    const source = concat([range(1, 2), fail('broken')])
    expect(
      await pipe(
        source,
        catchError((error) => [error, 4]),
        toArray,
      ),
    ).toEqual([1, 2, 'broken', 4])
  })

  test('gives what its source gives where that does not fail, and does not call its function', async () => {
    const f = vi.fn<() => number[]>(() => [])
    expect(await pipe(range(1, 3), catchError(f), toArray)).toEqual([1, 2, 3])
    expect(f).not.toHaveBeenCalled()
  })

  test('catches any error, and hands over the very one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (error) => {
        const caught: unknown[] = []
        const noted = (reason: unknown): typeof empty => {
          caught.push(reason)
          return empty
        }
        await pipe(fail(error), catchError(noted), toArray)
        expect(caught.map((reason) => Object.is(reason, error))).toEqual([true])
      }),
    )
  })

  test('catches what stages before it throw, when their source has closed', async () => {
    const source = prompted<number>()
    source.give(1)
    const values = pipe(
      source,
      map(again),
      catchError(() => source.log),
      toArray,
    )
    expect(await values).toEqual(['opened', 'pulled', 'closed'])
  })

  test('catches a source that cannot be opened', async () => {
    const source: Iterable<number> = { [Symbol.iterator]: () => again('shut') }
    expect(
      await pipe(
        source,
        catchError((error) => [error]),
        toArray,
      ),
    ).toEqual(['shut'])
  })

  test('catches a close that fails behind the last value', async () => {
    const source = prompted<number>(() => again('close'))
    source.give(1)
    const values = pipe(
      source,
      take(1),
      catchError((error) => [error]),
      toArray,
    )
    expect(await values).toEqual([1, 'close'])
  })

  test('catches one error only: the source it went on with may fail for good', async () => {
    const values = pipe(
      fail('first'),
      catchError(() => fail('second')),
      toArray,
    )
    await expect(values).rejects.toBe('second')
  })

  test('fails with what its function throws, and where that gives no source', async () => {
    await expect(pipe(fail('first'), catchError(again), toArray)).rejects.toBe('first')
    const gives = pipe(
      fail('first'),
      catchError(() => 3 as never),
      toArray,
    )
    await expect(gives).rejects.toThrow(/^a source must be/)
  })

  test('leaves an error of the consumer alone, and closes its source', async () => {
    const source = prompted<number>()
    const f = vi.fn<() => number[]>(() => [])
    source.give(1)
    const values = pipe(
      source,
      catchError(f),
      map(() => again('mine')),
      toArray,
    )
    await expect(values).rejects.toBe('mine')
    expect(f).not.toHaveBeenCalled()
    expect(source.log).toEqual(['opened', 'pulled', 'closed'])
  })

  test('leaves an error of the consumer alone in the source it went on with too', async () => {
    const f = vi.fn<() => number[]>(() => [1])
    const values = pipe(
      fail('theirs'),
      catchError(f),
      map(() => again('mine')),
      toArray,
    )
    await expect(values).rejects.toBe('mine')
    expect(f).toHaveBeenCalledTimes(1)
  })

  test('closes the source it went on with, and not the failed one, when the consumer leaves', async () => {
    const [broken, second] = [prompted<number>(), prompted<number>()]
    const values = iterate(
      pipe(
        broken,
        catchError(() => second),
      ),
    )
    const first = values.next()
    broken.fail('broken')
    second.give(2)
    expect(await first).toEqual({ value: 2, done: false })
    await values.return?.()
    expect([broken.log, second.log]).toEqual([
      ['opened', 'pulled'],
      ['opened', 'pulled', 'closed'],
    ])
  })

  test('opens nothing more where its function makes the consumer leave', async () => {
    const second = prompted<number>()
    const values: AsyncIterator<number> = iterate(
      pipe(
        fail('broken'),
        catchError(() => {
          void values.return?.()
          return second
        }),
      ),
    )
    expect(await values.next()).toEqual(done)
    await quiet()
    expect(second.log).toEqual([])
  })

  test('works inside another one', async () => {
    const inner = catchError((error) => fail(`${String(error)} again`))
    expect(
      await pipe(
        fail('broken'),
        inner,
        catchError((error) => [error]),
        toArray,
      ),
    ).toEqual(['broken again'])
  })

  test('starts afresh in each iteration', async () => {
    const source = pipe(
      concat([range(1, 2), fail('broken')]),
      catchError(() => ['more']),
    )
    expect([await toArray(source), await toArray(source)]).toEqual([
      [1, 2, 'more'],
      [1, 2, 'more'],
    ])
  })

  test('refuses what is not a function', () => {
    refuses(() => catchError([1] as never), TypeError, /^f must be a function, got: /)
  })

  test('unites the types of both sources', () => {
    const values = pipe(
      range(1),
      catchError((error) => {
        expectTypeOf(error).toBeUnknown()
        return ['a']
      }),
    )
    expectTypeOf(values).toEqualTypeOf<AsyncIterable<number | string>>()
    expectTypeOf(
      pipe(
        range(1),
        catchError(() => empty),
        filter((n) => n > 1),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
