/** One signal of the user's, such as that of a process or a request, and the thousands of runs that it may end. */
import { getEventListeners } from 'node:events'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import {
  abortable,
  type AnyIterable,
  concat,
  defer,
  fail,
  mapAsync,
  mergeByPriority,
  mergeSorted,
  prefetch,
  range,
  takeUntil,
  toArray,
  zip,
} from 'sluice'
import { describe, expect, test } from 'vitest'
import { collected } from '../memory.ts'
import { quiet } from '../openCalls.ts'
import { watched } from '../transforms/watched.ts'

type Through = (source: AnyIterable<number>, signal: AbortSignal) => AsyncIterable<unknown>

/** Whoever takes such a signal, alone and where something else owns its run. */
const listening: Record<string, Through> = {
  'abortable': (source, signal) => abortable(signal)(source),
  'takeUntil': (source, signal) => takeUntil(signal)(source),
  'both of them': (source, signal) => pipe(source, abortable(signal), takeUntil(signal)),
  'abortable behind prefetch': (source, signal) => pipe(source, prefetch(4), abortable(signal)),
  'takeUntil before prefetch': (source, signal) => pipe(source, takeUntil(signal), prefetch(4)),
  'abortable before mapAsync': (source, signal) =>
    pipe(
      source,
      abortable(signal),
      mapAsync(async (n) => n, { concurrency: 4 }),
    ),
  'abortable in defer': (source, signal) => defer(() => abortable(signal)(source)),
  'abortable in concat': (source, signal) => concat([abortable(signal)(source), takeUntil(signal)(source)]),
  'takeUntil in zip': (source, signal) => zip([takeUntil(signal)(source), abortable(signal)(range(1))]),
  'abortable in mergeSorted': (source, signal) => mergeSorted(N.Ord)([abortable(signal)(source), range(1, 9)]),
  'takeUntil in mergeByPriority': (source, signal) =>
    mergeByPriority([1, 2])([takeUntil(signal)(source), abortable(signal)(source)]),
}

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

/** What becomes of a run; each leaves nothing behind. */
const fates: Record<string, (through: (source: AnyIterable<number>) => AsyncIterable<unknown>) => Promise<unknown>> = {
  'is never asked': async (through) => iterate(through(range(1))),
  'ends': (through) => toArray(through([1, 2, 3])),
  'ends by promise': (through) => toArray(through(watched([1, 2, 3]))),
  'fails': async (through) => {
    const values = iterate(through(concat([[1], fail('no')])))
    try {
      while ((await values.next()).done !== true);
    } catch {
      await values.next()
    }
  },
  'is left': async (through) => {
    for await (const _ of through(range(1))) break
  },
  'is left before it is asked': async (through) => iterate(through(range(1))).return?.(),
  'is left in mid pull': async (through) => {
    const values = iterate(through(watched<number>([], 'hangs')))
    const pending = values.next()
    await values.return?.()
    await pending
  },
}

/** Ten thousand of those that listen themselves. */
const runsOf = (name: string): number => (name.includes(' ') ? 1000 : 10_000)

describe.each(Object.entries(listening))('%s', (name, through) => {
  const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

  test('leaves no listener on a signal that outlives thousands of runs, whatever becomes of them', async () => {
    const { signal } = new AbortController()
    const all = Object.entries(fates)
    for (let run = 0; run < runsOf(name); run++) {
      const [fate, play] = all[run % all.length]!
      await play((source) => through(source, signal))
      if (listeners(signal) > 0) expect.fail(`run ${run}, which ${fate}, has left a listener`)
    }
  })

  test('has one listener for a thousand runs at once, of which Node has nothing to say, and ends them all', async () => {
    const controller = new AbortController()
    const warnings: unknown[] = []
    const note = (warning: unknown): number => warnings.push(warning)
    process.on('warning', note)
    const source = watched<number>([], 'hangs')
    const pending = Array.from({ length: 1000 }, () => iterate(through(source, controller.signal)).next())
    expect(listeners(controller.signal)).toBe(1)
    controller.abort()
    const outcomes = await Promise.allSettled(pending)
    await quiet()
    process.off('warning', note)
    expect(outcomes).toHaveLength(1000)
    expect([warnings, listeners(controller.signal)]).toEqual([[], 0])
    expect(source.seen.closed).toBe(source.seen.opened)
  })

  test('keeps no run in memory that is over while the signal lives', async () => {
    const controller = new AbortController()
    const refs: WeakRef<object>[] = []
    const run = async (): Promise<void> => {
      const source = watched([1, 2, 3])
      refs.push(new WeakRef(source))
      await toArray(through(source, controller.signal))
    }
    for (let n = 0; n < 100; n++) await run()
    await collected(refs)
    expect(controller.signal.aborted).toBe(false)
  })
})
