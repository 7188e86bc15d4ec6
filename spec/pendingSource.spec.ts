/** A source that owes an answer is told to close and waited for no longer, whoever ends or fails while it does. */
import * as N from 'fp-ts/lib/number.js'
import {
  abortable,
  balanceThrough,
  balanceTo,
  batch,
  broadcastThrough,
  broadcastTo,
  buffer,
  catchError,
  debounce,
  defer,
  drain,
  ensuring,
  filterAsync,
  flatMap,
  forEachAsync,
  from,
  map,
  mapAsync,
  mapByKey,
  merge,
  mergeAll,
  mergeByPriority,
  mergeSorted,
  partitionThrough,
  partitionTo,
  prefetch,
  race,
  switchMap,
  takeUntil,
  tapAsync,
  timeout,
  TimeoutError,
  toArray,
  withLatestFrom,
  zip,
  zipAll,
  zipLatest,
} from 'sluice'
import { describe, expect, test } from 'vitest'
import { virtualClock } from './laws.ts'
import { openCalls, quiet } from './openCalls.ts'
import { type Prompted, prompted } from './prompted.ts'
import { outcome } from './sinks/sinkClaims.ts'

const ever = (): Promise<never> => new Promise(() => undefined)

/** Gives what it has, and then neither answers nor closes. */
const deaf = (given: readonly number[]) => {
  const log: string[] = []
  let pulled = 0
  const next = async (): Promise<IteratorResult<number>> => {
    log.push('pulled')
    const at = pulled++
    return at < given.length ? { done: false, value: given[at]! } : ever()
  }
  const close = (): Promise<never> => {
    log.push('closed')
    return ever()
  }
  return { log, source: { [Symbol.asyncIterator]: () => ({ next, return: close }) } }
}

/** What happens while it is asked. */
interface Events {
  readonly clock: ReturnType<typeof virtualClock>
  readonly other: Prompted<number>
  readonly controller: AbortController
  /** Calls of a user function, which the test ends. */
  readonly f: (value: number, signal: AbortSignal) => Promise<boolean>
  readonly fail: () => void
}
const eventful = (): Events => {
  const { f, calls } = openCalls<number, boolean>()
  const fail = (): void => {
    for (const { reject } of calls) reject('down')
  }
  return { clock: virtualClock(), other: prompted<number>(), controller: new AbortController(), f, fail }
}

type Subject = AsyncIterable<number>
interface Case {
  readonly given?: readonly number[]
  /** A pipeline, or the promise of a sink. */
  readonly build: (source: Subject, events: Events) => AsyncIterable<unknown> | Promise<unknown>
  readonly then: (events: Events) => void
  readonly comes: readonly ['gave' | 'failed', unknown]
}

const otherFails = ({ other }: Events): void => other.fail('down')
const aborts = ({ controller }: Events): void => controller.abort('enough')
const callFails = ({ fail }: Events): void => fail()
const timeGoes = ({ clock }: Events): void => clock.advance(10)
const down = ['failed', 'down'] as const
const late = ['failed', new TimeoutError(10)] as const
const timed = (through: (source: Subject) => AsyncIterable<unknown>): Case => ({
  build: (source, { clock }) => timeout(10, { clock })(through(source)),
  then: timeGoes,
  comes: late,
})
const beside = (build: (sources: readonly [Subject, Subject]) => AsyncIterable<unknown>): Case => ({
  build: (source, { other }) => build([source, other]),
  then: otherFails,
  comes: down,
})
/** One call under way, and the source asked for the value of another one. */
const calling = (build: (source: Subject, f: Events['f']) => AsyncIterable<unknown> | Promise<unknown>): Case => ({
  given: [1],
  build: (source, { f }) => build(source, f),
  then: callFails,
  comes: down,
})
/** Told to sleep, its clock fails. */
const broken = { now: () => 0, sleep: async () => Promise.reject(new Error('clock')) }

const cases: Record<string, Case> = {
  'takeUntil a signal': {
    build: (source, { controller }) => takeUntil(controller.signal)(source),
    then: aborts,
    comes: ['gave', []],
  },
  'takeUntil a source': {
    build: (source, { other }) => takeUntil(other)(source),
    then: ({ other }) => other.give(1),
    comes: ['gave', []],
  },
  'takeUntil a source that fails': {
    build: (source, { other }) => takeUntil(other)(source),
    then: otherFails,
    comes: down,
  },
  'a notifier of takeUntil': {
    build: (source, { other }) => takeUntil(source)(other),
    then: ({ other }) => other.end(),
    comes: ['gave', []],
  },
  'abortable': {
    build: (source, { controller }) => abortable(controller.signal)(source),
    then: aborts,
    comes: ['failed', 'enough'],
  },
  'timeout': timed((source) => source),
  'timeout after a value': { ...timed((source) => source), given: [1] },
  'timeout and map': timed(map((n) => n)),
  'timeout and mapAsync': timed(mapAsync(async (n) => n, { concurrency: 4 })),
  'timeout and prefetch': timed(prefetch(4)),
  'timeout and buffer': timed(buffer({ overflow: 'error' })),
  'timeout and batch': timed(batch({ size: 4 })),
  'timeout and flatMap': timed((source) => flatMap(() => source)([1])),
  'timeout and flatMap of many': timed((source) => flatMap(() => source, { concurrency: 2 })([1])),
  'timeout and zip': timed((source) => zip([source])),
  'timeout and merge': timed((source) => merge({ max: 2 })([source])),
  'timeout and broadcastThrough': timed(broadcastThrough([map((n) => n)])),
  'timeout and from a stream': timed((source) => {
    const iterator = source[Symbol.asyncIterator]()
    const cancel = async (): Promise<void> => void (await iterator.return?.())
    return from(new ReadableStream<never>({ pull: () => iterator.next().then(ever), cancel }, { highWaterMark: 0 }))
  }),
  'timeout and defer': timed((source) => defer(async () => source)),
  'timeout and catchError': {
    build: (source, { clock }) => catchError(() => [9])(timeout(10, { clock })(source)),
    then: timeGoes,
    comes: ['gave', [9]],
  },
  'timeout and ensuring': timed(ensuring(() => undefined)),
  'race': beside(race),
  'a loser of race': {
    build: (source, { other }) => race([source, other]),
    then: ({ other }) => {
      other.give(2)
      other.end()
    },
    comes: ['gave', [2]],
  },
  'merge': beside(merge()),
  'merge by a window': beside(merge({ max: 2 })),
  'merge with one that ends all': {
    build: (source, { other }) => merge()([source, { source: other, cancel: 'permanent' }]),
    then: ({ other }) => other.end(),
    comes: ['gave', []],
  },
  'mergeAll': beside((sources) => mergeAll({ concurrency: 2, ordered: false })(sources)),
  'mergeByPriority': beside(mergeByPriority([1, 2])),
  'mergeSorted': beside(mergeSorted(N.Ord)),
  'zip': beside(zip),
  'zip with one that ends': {
    build: (source, { other }) => zip([source, other]),
    then: ({ other }) => other.end(),
    comes: ['gave', []],
  },
  'zipAll': beside(zipAll),
  'zipLatest': beside(zipLatest),
  'zipLatest with one that ends': {
    build: (source, { other }) => zipLatest([source, other]),
    then: ({ other }) => other.end(),
    comes: ['gave', []],
  },
  'withLatestFrom': beside(([source, other]) => withLatestFrom(other)(source)),
  'the other of withLatestFrom': beside(([source, other]) => withLatestFrom(source)(other)),
  'switchMap': { ...beside(([source, other]) => switchMap(() => other)(source)), given: [1] },
  'switchMap, inside': beside(([source, other]) => switchMap(() => source)(other)),
  'switchMap, left for another': {
    build: (source, { other }) => switchMap((n: number) => (n === 1 ? source : [n]))(other),
    then: ({ other }) => {
      other.give(2)
      other.end()
    },
    comes: ['gave', [2]],
  },
  'flatMap': { ...beside(([source, other]) => flatMap(() => other, { concurrency: 2 })(source)), given: [1] },
  'flatMap, inside': beside(([source, other]) => flatMap(() => source, { concurrency: 2, ordered: false })(other)),
  'mapAsync': calling((source, f) => mapAsync(f, { concurrency: 2 })(source)),
  'mapAsync in any order': calling((source, f) => mapAsync(f, { concurrency: 2, ordered: false })(source)),
  'filterAsync': calling((source, f) => filterAsync(f, { concurrency: 2 })(source)),
  'tapAsync': calling((source, f) => tapAsync(f, { concurrency: 2 })(source)),
  'mapByKey': calling((source, f) => mapByKey((n: number) => n, f, { concurrency: 2 })(source)),
  'forEachAsync': calling((source, f) => forEachAsync(f, { concurrency: 2 })(source)),
  'broadcastThrough': calling((source, f) => broadcastThrough([mapAsync(f), map((n: number) => n)])(source)),
  'balanceThrough': calling((source, f) => balanceThrough(2, mapAsync(f))(source)),
  'partitionThrough': calling((source, f) =>
    partitionThrough({ by: (n: number) => n, maxKeys: 2, stage: () => mapAsync(f) })(source),
  ),
  'broadcastTo': calling((source, f) => broadcastTo({ one: forEachAsync(f), other: drain })(source)),
  'balanceTo': calling((source, f) => balanceTo(2, forEachAsync(f))(source)),
  'partitionTo': calling((source, f) =>
    partitionTo({ by: (n: number) => n % 2, sinks: { 1: forEachAsync(f), 0: drain } })(source),
  ),
  'debounce': {
    given: [1],
    build: (source) => debounce(10, { clock: broken })(source),
    then: () => undefined,
    comes: ['failed', new Error('clock')],
  },
  'batch': {
    given: [1],
    build: (source) => batch({ size: 9, within: 10, clock: broken })(source),
    then: () => undefined,
    comes: ['failed', new Error('clock')],
  },
}

describe('R5: a source that owes an answer and never closes holds nobody up', () => {
  test.each(Object.entries(cases))('%s', async (name, { given = [], build, then, comes }) => {
    const { source, log } = deaf(given)
    const events = eventful()
    // An inner source is there when a value has come for it.
    if (name.includes(', ')) events.other.give(1)
    const built = build(source, events)
    let found: unknown = 'nothing yet'
    void outcome(built instanceof Promise ? built : toArray(built)).then((is) => (found = is))
    await quiet()
    expect([found, log.at(-1)]).toEqual(
      name === 'debounce' || name === 'batch' ? [comes, 'closed'] : ['nothing yet', 'pulled'],
    )
    then(events)
    await quiet()
    expect(found).toEqual(comes)
    expect(log.filter((did) => did === 'closed')).toHaveLength(1)
  })
})
