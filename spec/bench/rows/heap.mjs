// What stays alive while values pass: the heap after a full collection, taken as the last value arrives, above what it
// was before the pipeline was built; and the same after a twentieth of the values, so that growth shows. Each contender
// has a process of its own.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, countAsync, double, filterByHand, isEven, mapByHand, plusOne, turn } from './work.mjs'

const half = (x) => x / 2

const sixStages = [
  {
    name: 'async generators',
    run: async (n, see) => {
      const first = mapByHand(filterByHand(mapByHand(countAsync(n), plusOne), isEven), half)
      let sum = 0
      for await (const value of mapByHand(filterByHand(mapByHand(first, double), isEven), plusOne)) {
        sum = see(sum, value)
      }
      return sum
    },
  },
  ...ours(
    'map filter reduce',
    ({ map, filter, reduce }) =>
      (n, see) =>
        pipe(
          countAsync(n),
          map(plusOne),
          filter(isEven),
          map(half),
          map(double),
          filter(isEven),
          map(plusOne),
          reduce(0, see),
        ),
  ),
  {
    name: 'streaming-iterables',
    run: (n, see) =>
      si.reduce(
        see,
        0,
        si.pipeline(
          () => countAsync(n),
          si.map(plusOne),
          si.filter(isEven),
          si.map(half),
          si.map(double),
          si.filter(isEven),
          si.map(plusOne),
        ),
      ),
  },
  {
    name: 'effect',
    run: (n, see) =>
      Effect.runPromise(
        Stream.fromAsyncIterable(countAsync(n), (error) => error).pipe(
          Stream.map(plusOne),
          Stream.filter(isEven),
          Stream.map(half),
          Stream.map(double),
          Stream.filter(isEven),
          Stream.map(plusOne),
          Stream.runFold(() => 0, see),
        ),
      ),
  },
  {
    name: 'rxjs (push)',
    run: (n, see) =>
      rx.lastValueFrom(
        rx
          .from(countAsync(n))
          .pipe(
            rx.map(plusOne),
            rx.filter(isEven),
            rx.map(half),
            rx.map(double),
            rx.filter(isEven),
            rx.map(plusOne),
            rx.reduce(see, 0),
          ),
      ),
  },
]

/** A million values, ten at a time: before each ten the source is idle for a turn of the event loop. */
async function* idling(n, atEnd) {
  for (let x = 1; x <= n; x++) {
    if (x % 10 === 1) await turn()
    yield x
  }
  atEnd()
}

/** A loud source, and one that answers nothing until that one has ended: whoever waits for both waits anew each time. */
const loudAndSilent = (n) => {
  let end
  const ended = new Promise((resolve) => {
    end = () => resolve({ done: true, value: undefined })
  })
  return [idling(n, end), { [Symbol.asyncIterator]: () => ({ next: () => ended }) }]
}

const afterTurn = (x) => turn(x)

const seeAll = (see) => (sum, batch) => {
  let total = sum
  for (const value of batch) total = see(total, value)
  return total
}

const idleWaits = [
  {
    name: 'by hand',
    run: async (n, see) => {
      const [loud, silent] = loudAndSilent(n)
      const heard = (async () => {
        for await (const value of silent) see(0, value)
      })()
      let sum = 0
      let batch = []
      const write = () => {
        for (const value of batch) sum = see(sum, value)
        batch = []
      }
      for await (const value of loud) if (batch.push(value) === 10) write()
      write()
      await heard
      return sum
    },
  },
  ...ours(
    'merge mapAsync batch prefetch reduce',
    ({ merge, mapAsync, batch, prefetch, reduce }) =>
      (n, see) =>
        pipe(
          loudAndSilent(n),
          merge(),
          mapAsync(afterTurn, { concurrency: 16 }),
          batch({ size: 10, within: 1000 }),
          prefetch(4),
          reduce(0, seeAll(see)),
        ),
  ),
  ...ours(
    'merge timeout buffer reduce',
    ({ merge, timeout, buffer, reduce }) =>
      (n, see) =>
        pipe(loudAndSilent(n), merge(), timeout(10_000), buffer({ capacity: 100, overflow: 'error' }), reduce(0, see)),
    ', timeout, buffer',
  ),
  {
    name: 'streaming-iterables',
    run: (n, see) =>
      si.reduce(
        seeAll(see),
        0,
        si.pipeline(
          () => si.parallelMerge(...loudAndSilent(n)),
          si.transform(16, afterTurn),
          si.batchWithTimeout(10, 1000),
          si.buffer(4),
        ),
      ),
  },
  {
    name: 'effect',
    run: (n, see) =>
      Effect.runPromise(
        Stream.mergeAll(
          loudAndSilent(n).map((source) => Stream.fromAsyncIterable(source, (error) => error)),
          { concurrency: 'unbounded' },
        ).pipe(
          Stream.mapEffect((x) => Effect.promise(() => afterTurn(x)), { concurrency: 16 }),
          Stream.groupedWithin(10, '1 second'),
          Stream.buffer({ capacity: 4 }),
          Stream.runFold(() => 0, seeAll(see)),
        ),
      ),
  },
  {
    name: 'rxjs (push)',
    run: (n, see) =>
      rx.lastValueFrom(
        rx
          .merge(...loudAndSilent(n).map((source) => rx.from(source)))
          .pipe(rx.mergeMap(afterTurn, 16), rx.bufferTime(1000, null, 10), rx.reduce(seeAll(see), 0)),
      ),
  },
]

const liveMegabytes = () => {
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Live heap of one contender, in MB above the start, after a twentieth of the values that arrive and after all. */
const weighing =
  (arriving) =>
  async ({ run }, n) => {
    const before = liveMegabytes()
    const all = arriving(n)
    let early = 0
    let late = 0
    let seen = 0
    await run(n, (sum, value) => {
      seen++
      if (seen === all / 20) early = liveMegabytes() - before
      if (seen === all) late = liveMegabytes() - before
      return add(sum, value)
    })
    if (seen !== all) throw new Error(`heap: ${seen} values arrived, expected ${all}`)
    return { early, late }
  }

export const heaps = [
  {
    id: 'heap',
    title: 'live heap after 2 M values, 6 stages',
    n: 2_000_000,
    contenders: sixStages,
    weigh: weighing((n) => n / 2),
  },
  {
    id: 'heap-idle',
    title: 'live heap after 1 M values with 100 000 idle waits between, beside a silent source',
    n: 1_000_000,
    contenders: idleWaits,
    weigh: weighing((n) => n),
  },
]
