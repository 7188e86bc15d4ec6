// What stays alive while two million values pass through six stages: the heap after a full collection, taken as the
// last value arrives, above what it was before the pipeline was built; and the same after a twentieth of the values,
// so that growth shows. Each contender has a process of its own.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, countAsync, double, filterByHand, isEven, mapByHand, plusOne } from './work.mjs'

const half = (x) => x / 2

const contenders = [
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

const liveMegabytes = () => {
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Live heap of one contender, in MB above the start, after a twentieth of `n` values and after all of them. */
const weigh = async ({ run }, n) => {
  const before = liveMegabytes()
  let early = 0
  let late = 0
  let seen = 0
  await run(n, (sum, value) => {
    seen++
    if (seen === n / 40) early = liveMegabytes() - before
    if (seen === n / 2) late = liveMegabytes() - before
    return add(sum, value)
  })
  if (seen !== n / 2) throw new Error(`heap: ${seen} values arrived, expected ${n / 2}`)
  return { early, late }
}

export const heap = { id: 'heap', title: 'live heap after 2 M values, 6 stages', n: 2_000_000, contenders, weigh }
