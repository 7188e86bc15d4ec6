// Start cost: a whole pipeline of three stages is built, run over three values and ended; a "value" here is one pipeline.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, count, double, filterByHand, isEven, mapByHand, plusOne, sumOf } from './work.mjs'

async function* three() {
  yield 1
  yield 2
  yield 3
}

const bare = async (source) => {
  let sum = 0
  for await (const x of source) {
    const y = x + 1
    if (y % 2 === 0) sum = (sum + y * 2) | 0
  }
  return sum
}

const times = (pipeline) => async (n) => {
  let sum = 0
  for (let run = 0; run < n; run++) sum += await pipeline()
  return sum
}

const threeOfRx = (source) => source.pipe(rx.map(plusOne), rx.filter(isEven), rx.map(double), rx.reduce(add, 0))

const threeOfEffect = (source) =>
  source.pipe(
    Stream.map(plusOne),
    Stream.filter(isEven),
    Stream.map(double),
    Stream.runFold(() => 0, add),
  )

const row = (id, title, goal, contenders) => ({
  id,
  title,
  limitIs: 'bare for-await over an async generator',
  unit: 'pipeline',
  n: 500,
  sizes: [1e2, 1e3, 1e4, 1e5],
  expected: (n) => n * 12,
  limit: times(() => bare(three())),
  goal,
  contenders,
})

const reduced = (sourceOf) => [
  ...ours('range map filter reduce', ({ range, map, filter, reduce }) =>
    times(() => pipe(sourceOf(range), map(plusOne), filter(isEven), map(double), reduce(0, add))),
  ),
  ...ours(
    'range map filter',
    ({ range, map, filter }) => times(() => sumOf(pipe(sourceOf(range), map(plusOne), filter(isEven), map(double)))),
    ', for-await',
  ),
]

const byHand = (source) => [
  {
    name: 'async generators',
    run: times(() => sumOf(mapByHand(filterByHand(mapByHand(source(), plusOne), isEven), double))),
  },
  {
    name: 'streaming-iterables',
    run: times(() => si.reduce(add, 0, si.pipeline(source, si.map(plusOne), si.filter(isEven), si.map(double)))),
  },
]

export const start = [
  row('start', 'a whole pipeline over 3 values, each from its own counter', { times: 1.2 }, [
    ...reduced((range) => range(1, 3)),
    { name: 'rxjs (push)', run: times(() => rx.lastValueFrom(threeOfRx(rx.range(1, 3)))) },
    ...byHand(() => count(3)),
    { name: 'effect', run: times(() => Effect.runPromise(threeOfEffect(Stream.range(1, 3)))) },
  ]),
  row('start-generator', 'the same, all over one async generator', { times: 1.2 }, [
    ...reduced(three),
    { name: 'rxjs (push)', run: times(() => rx.lastValueFrom(threeOfRx(rx.from(three())))) },
    ...byHand(three),
    {
      name: 'effect',
      run: times(() => Effect.runPromise(threeOfEffect(Stream.fromAsyncIterable(three(), (error) => error)))),
    },
  ]),
]
