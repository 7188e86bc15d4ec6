import { some } from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, forEachAsync, mapAccum, mapAsync, toArray } from 'sluice'
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { openCalls, quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { outcome } from '../sinks/sinkClaims.ts'

/** Gives one value more at its end, asked for or not. */
const flushing = (last: number): ((source: AnyIterable<number>) => AsyncIterable<number>) =>
  mapAccum(
    0,
    (state, n: number) => [state, n],
    () => some(last),
  )

describe('calls in flight', () => {
  test.each([
    [1, true],
    [1, false],
    [2, true],
    [2, false],
  ])(
    'take what steps give at their end beyond what was asked, %i at once, ordered: %s',
    async (concurrency, ordered) => {
      let open = 0
      let most = 0
      const call = async (n: number): Promise<number> => {
        most = Math.max(most, ++open)
        await Promise.resolve()
        open--
        return n
      }
      const source = pipe([1, 2], flushing(3), flushing(4), flushing(5))
      expect(await pipe(source, mapAsync(call, { concurrency, ordered }), toArray)).toEqual([1, 2, 3, 4, 5])
      expect(most).toBe(concurrency)
    },
  )
})

describe('errors of calls behind another one', () => {
  let warn: MockInstance<Console['warn']>
  beforeEach(() => void (warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)))
  afterEach(() => warn.mockRestore())
  const told = (): unknown[] => warn.mock.calls.map(([, error]) => error)

  /** Three calls in flight, whose source is asked for a fourth value. What fails when it is aborted says so. */
  const inFlight = async (ordered: boolean, onAbort: (signal: AbortSignal) => unknown = ({ reason }) => reason) => {
    const { f, calls } = openCalls<number, number>()
    const call = (n: number, signal: AbortSignal): Promise<number> => {
      const result = f(n, signal)
      const { reject } = calls.at(-1)!
      signal.addEventListener('abort', () => reject(onAbort(signal)), { once: true })
      return result
    }
    const source = prompted<number>()
    const iterator = pipe(source, mapAsync(call, { concurrency: 4, ordered }))[Symbol.asyncIterator]()
    const first = outcome(iterator.next().then(({ value }) => value as unknown))
    for (const n of [1, 2, 3]) source.give(n)
    await quiet()
    const then = async (did: () => void): Promise<void> => {
      did()
      await quiet()
    }
    return {
      first,
      iterator,
      sourceFails: (error: unknown = 'source') => then(() => source.fail(error)),
      fails: (n: number, error: unknown = n) => then(() => calls[n - 1]?.reject(error)),
      gives: (n: number) => then(() => calls[n - 1]?.resolve(n)),
    }
  }

  test('unordered, a call that fails after its source is reported, and that is the first by time', async () => {
    const { first, sourceFails, fails } = await inFlight(false)
    await sourceFails()
    expect(told()).toEqual([])
    await fails(2)
    expect(await first).toEqual(['failed', 'source'])
    expect(told()).toEqual([2])
  })
  test('ordered, the source that fails before a call is reported, since that is the first by position', async () => {
    const { first, sourceFails, fails } = await inFlight(true)
    await sourceFails()
    await fails(1)
    expect(await first).toEqual(['failed', 1])
    expect(told()).toEqual(['source'])
  })
  test('ordered, calls that fail before one of an earlier position are reported, and those that are aborted are not', async () => {
    const { first, fails } = await inFlight(true)
    await fails(3, null)
    expect(told()).toEqual([])
    await fails(1)
    expect(await first).toEqual(['failed', 1])
    expect(told()).toEqual([null])
  })
  test.each([true, false])('what aborted calls fail with is reported nowhere, ordered: %s', async (ordered) => {
    for (const onAbort of [undefined, () => 'torn']) {
      const { first, fails } = await inFlight(ordered, onAbort)
      await fails(1)
      expect(await first).toEqual(['failed', 1])
      const { first: given, iterator, ...calls } = await inFlight(ordered, onAbort)
      await calls.gives(1)
      expect(await given).toEqual(['gave', 1])
      // Nobody asks as it fails.
      await calls.fails(2)
      expect(await outcome(iterator.next())).toEqual(['failed', 2])
      const { iterator: left } = await inFlight(ordered, onAbort)
      await left.return?.()
      await quiet()
    }
    expect(told()).toEqual([])
  })
  test.each([true, false])('the same error is told once, ordered: %s', async (ordered) => {
    const { first, sourceFails, fails } = await inFlight(ordered)
    await sourceFails('down')
    await fails(2, 'down')
    await fails(1, 'down')
    expect(await first).toEqual(['failed', 'down'])
    expect(told()).toEqual([])
  })
  test.each([true, false])('who leaves before an error came is told of none, ordered: %s', async (ordered) => {
    const { first, iterator, gives, sourceFails, fails } = await inFlight(ordered)
    await gives(1)
    expect(await first).toEqual(['gave', 1])
    await fails(2)
    await sourceFails()
    await iterator.return?.()
    await quiet()
    expect(told()).toEqual([])
  })
  test('of forEachAsync, whose source has failed before, is reported, too', async () => {
    const { f, calls } = openCalls<number, void>()
    const source = prompted<number>()
    const all = outcome(pipe(source, forEachAsync(f, { concurrency: 2 })))
    source.give(1)
    source.fail('source')
    await quiet()
    calls[0]?.reject('child')
    expect(await all).toEqual(['failed', 'source'])
    expect(told()).toEqual(['child'])
  })
})
