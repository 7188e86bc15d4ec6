// Batches, and a buffer that reads a hot source whatever its consumer does.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import * as ix from 'ix/asynciterable/index'
import * as ixOperators from 'ix/asynciterable/operators/index'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, addAll, count, countReady, sumOf, turn } from './work.mjs'

const expected = (n) => ((n * (n + 1)) / 2) | 0

const sumOfAll = async (batches) => {
  let sum = 0
  for await (const batch of batches) sum = addAll(sum, batch)
  return sum
}

/** A row of batches of `size` values from a counter. */
export const batching = (size) => ({
  limitIs: 'loop that fills arrays',
  expected,
  limit: (n) => {
    let sum = 0
    let batch = []
    for (let x = 1; x <= n; x++) {
      batch.push(x)
      if (batch.length === size) {
        sum = addAll(sum, batch)
        batch = []
      }
    }
    return addAll(sum, batch)
  },
  contenders: [
    ...ours(
      'range batch reduce',
      ({ range, batch, reduce }) =>
        (n) =>
          pipe(range(1, n), batch({ size }), reduce(0, addAll)),
    ),
    {
      name: 'effect grouped',
      run: (n) =>
        Effect.runPromise(
          Stream.range(1, n).pipe(
            Stream.grouped(size),
            Stream.runFold(() => 0, addAll),
          ),
        ),
    },
    {
      name: 'rxjs bufferCount (push)',
      run: (n) => rx.lastValueFrom(rx.range(1, n).pipe(rx.bufferCount(size), rx.reduce(addAll, 0))),
    },
    { name: 'streaming-iterables batch', run: (n) => si.reduce(addAll, 0, si.batch(size, count(n))) },
    {
      name: 'ix buffer',
      run: (n) => ix.reduce(ix.range(1, n).pipe(ixOperators.buffer(size)), { callback: addAll, seed: 0 }),
    },
  ],
})

const batchOfAsync = {
  limitIs: 'bare for-await that fills arrays',
  expected,
  limit: async (n) => {
    let sum = 0
    let batch = []
    for await (const x of countReady(n)) {
      batch.push(x)
      if (batch.length === 100) {
        sum = addAll(sum, batch)
        batch = []
      }
    }
    return addAll(sum, batch)
  },
  contenders: [
    ...ours(
      'batch reduce',
      ({ batch, reduce }) =>
        (n) =>
          pipe(countReady(n), batch({ size: 100 }), reduce(0, addAll)),
    ),
    ...ours(
      'batch',
      ({ batch }) =>
        (n) =>
          sumOfAll(pipe(countReady(n), batch({ size: 100 }))),
      ', for-await',
    ),
    ...ours(
      'batch reduce',
      ({ batch, reduce }) =>
        (n) =>
          pipe(countReady(n), batch({ size: 100, within: 1000 }), reduce(0, addAll)),
      ', within 1 s',
    ),
    { name: 'streaming-iterables batch', run: (n) => si.reduce(addAll, 0, si.batch(100, countReady(n))) },
    {
      name: 'streaming-iterables batchWithTimeout',
      run: (n) => si.reduce(addAll, 0, si.batchWithTimeout(100, 1000, countReady(n))),
    },
    {
      name: 'effect grouped',
      run: (n) =>
        Effect.runPromise(
          Stream.fromAsyncIterable(countReady(n), (error) => error).pipe(
            Stream.grouped(100),
            Stream.runFold(() => 0, addAll),
          ),
        ),
    },
    {
      name: 'ix buffer',
      run: (n) => ix.reduce(ix.from(countReady(n)).pipe(ixOperators.buffer(100)), { callback: addAll, seed: 0 }),
    },
  ],
}

const capacity = 64

/** A hot source: `capacity` values in a burst, then none for a turn of the event loop. Nobody has to drop one. */
const bursts = (n) => ({
  [Symbol.asyncIterator]() {
    let x = 0
    const give = () => ({ done: false, value: ++x })
    return {
      next: () => {
        if (x === n) return Promise.resolve({ done: true, value: undefined })
        return x % capacity === 0 ? turn().then(give) : Promise.resolve(give())
      },
    }
  },
})

const bufferOfEffect = (n, strategy) =>
  Effect.runPromise(
    Stream.fromAsyncIterable(bursts(n), (error) => error).pipe(
      Stream.buffer({ capacity, strategy }),
      Stream.runFold(() => 0, add),
    ),
  )

const buffer = {
  limitIs: 'bare for-await',
  expected,
  limit: (n) => sumOf(bursts(n)),
  contenders: [
    ...ours(
      'buffer reduce',
      ({ buffer, reduce }) =>
        (n) =>
          pipe(bursts(n), buffer({ capacity, overflow: 'drop-oldest' }), reduce(0, add)),
    ),
    ...ours(
      'buffer',
      ({ buffer }) =>
        (n) =>
          sumOf(pipe(bursts(n), buffer({ capacity, overflow: 'drop-oldest' }))),
      ', for-await',
    ),
    { name: 'effect, sliding', run: (n) => bufferOfEffect(n, 'sliding') },
    { name: 'streaming-iterables buffer', run: (n) => si.reduce(add, 0, si.buffer(capacity, bursts(n))) },
  ],
}

export const gatherings = [
  {
    id: 'batch-range',
    title: '`batch` of 100 over `range`, `reduce`',
    n: 20_000,
    goal: { of: ['effect grouped', 'streaming-iterables batch'], times: 1 },
    ...batching(100),
  },
  {
    id: 'batch-async',
    title: '`batch` of 100 over a ready async source, `reduce`',
    n: 10_000,
    goal: { of: ['effect grouped', 'streaming-iterables batch'], times: 1 },
    ...batchOfAsync,
  },
  {
    id: 'buffer',
    title: '`buffer` of 64 over bursts of 64, `reduce`',
    n: 6_400,
    goal: { of: ['effect, sliding', 'streaming-iterables buffer'], times: 1 },
    ...buffer,
  },
]
