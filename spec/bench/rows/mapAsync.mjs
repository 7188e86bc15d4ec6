// Calls in flight. Every contender gets the same function; none gets a source that is slower than a counter.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import * as hwp from 'hwp'
import parallel from 'it-parallel'
import { pMapIterable } from 'p-map'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, count, sumOf, turn } from './work.mjs'

const expected = (n) => ((n * (n + 3)) / 2) | 0

export const ready = async (x) => x + 1

export const onImmediate = (x) => turn(x + 1)

/** What the work itself costs: as many loops as calls in flight, one counter between them. */
const bareLoops = (f, concurrency) => async (n) => {
  let x = 1
  let sum = 0
  const loop = async () => {
    while (x <= n) {
      const value = await f(x++)
      sum = add(sum, value)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, loop))
  return sum
}

function* calls(f, n) {
  for (let x = 1; x <= n; x++) yield () => f(x)
}

const contenders = (f, concurrency, ordered) => {
  const peer = {
    effect: (n) =>
      Effect.runPromise(
        Stream.range(1, n).pipe(
          Stream.mapEffect((x) => Effect.promise(() => f(x)), { concurrency, unordered: !ordered }),
          Stream.runFold(() => 0, add),
        ),
      ),
    parallel: (n) => sumOf(parallel(calls(f, n), { concurrency, ordered })),
  }
  const both = [
    ...ours(
      'range mapAsync reduce',
      ({ range, mapAsync, reduce }) =>
        (n) =>
          pipe(range(1, n), mapAsync(f, { concurrency, ordered }), reduce(0, add)),
    ),
    { name: 'effect', run: peer.effect },
    { name: 'it-parallel', run: peer.parallel },
  ]
  return ordered
    ? [
        ...both,
        {
          name: 'streaming-iterables parallelMap',
          run: (n) => si.reduce(add, 0, si.parallelMap(concurrency, f, count(n))),
        },
        { name: 'pMapIterable', run: (n) => sumOf(pMapIterable(count(n), f, { concurrency })) },
        { name: 'hwp', run: (n) => sumOf(hwp.mapIterator(count(n), f, concurrency)) },
      ]
    : [
        ...both,
        {
          name: 'streaming-iterables transform',
          run: (n) => si.reduce(add, 0, si.transform(concurrency, f, count(n))),
        },
        {
          name: 'rxjs mergeMap (push)',
          run: (n) => rx.lastValueFrom(rx.range(1, n).pipe(rx.mergeMap(f, concurrency), rx.reduce(add, 0))),
        },
      ]
}

/** A row of calls of `f`, so many of them in flight. */
export const calling = (f, concurrency, ordered) => ({
  limitIs: `${concurrency} bare loops`,
  expected,
  limit: bareLoops(f, concurrency),
  contenders: contenders(f, concurrency, ordered),
})

const orderedPeers = ['effect', 'it-parallel', 'streaming-iterables parallelMap', 'pMapIterable', 'hwp']
const unorderedPeers = ['effect', 'it-parallel', 'streaming-iterables transform', 'rxjs mergeMap (push)']
const aheadOf = (names) => ({ of: names, times: 1 })

const pairs = (id, title, f, concurrency, n, goals) => [
  { id, title, n, goal: goals[0], ...calling(f, concurrency, true) },
  { id: `${id}-unordered`, title: 'the same, unordered', n, goal: goals[1], ...calling(f, concurrency, false) },
]

const aheadOfAll = [aheadOf(orderedPeers), aheadOf(unorderedPeers)]
const times = (most) => [{ times: most }, { times: most }]

export const mapAsync = [
  ...pairs('mapAsync-16', '`mapAsync` 16, ready promises', ready, 16, 5_000, times(2.2)),
  ...pairs('mapAsync-64', '`mapAsync` 64, ready promises', ready, 64, 6_400, aheadOfAll),
  ...pairs('mapAsync-16-immediate', '`mapAsync` 16, setImmediate work', onImmediate, 16, 5_000, aheadOfAll),
  ...pairs('mapAsync-64-immediate', '`mapAsync` 64, setImmediate work', onImmediate, 64, 6_400, times(2)),
]
