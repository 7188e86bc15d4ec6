// Several sources into one, all of them ready: nobody waits, so what is measured is who is asked next and by which way.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import itMerge from 'it-merge'
import * as ix from 'ix/asynciterable/index'
import * as ixOperators from 'ix/asynciterable/operators/index'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, count, countReady, expectedThree, sumOf, threeAsync } from './work.mjs'

const stream = (source) => Stream.fromAsyncIterable(source, (error) => error)

/** A row of so many ready sources, which share `n` values between them. */
export const merging = (many) => {
  const sources = (n) => Array.from({ length: many }, () => countReady(n / many))
  return {
    limitIs: `${many} bare loops`,
    expected: (n) => ((n * (n / many + 1)) / 2) | 0,
    limit: async (n) => {
      let sum = 0
      const loop = async (source) => {
        for await (const value of source) sum = add(sum, value)
      }
      await Promise.all(sources(n).map(loop))
      return sum
    },
    contenders: [
      ...ours(
        'merge reduce',
        ({ merge, reduce }) =>
          (n) =>
            pipe(sources(n), merge(), reduce(0, add)),
      ),
      ...ours(
        'merge',
        ({ merge }) =>
          (n) =>
            sumOf(pipe(sources(n), merge())),
        ', for-await',
      ),
      {
        name: 'rxjs (push)',
        run: (n) => rx.lastValueFrom(rx.merge(...sources(n).map((source) => rx.from(source))).pipe(rx.reduce(add, 0))),
      },
      {
        name: 'streaming-iterables merge (waits for each in turn)',
        run: (n) => si.reduce(add, 0, si.merge(...sources(n))),
      },
      { name: 'streaming-iterables parallelMerge', run: (n) => si.reduce(add, 0, si.parallelMerge(...sources(n))) },
      {
        name: 'effect',
        run: (n) =>
          Effect.runPromise(
            Stream.mergeAll(sources(n).map(stream), { concurrency: 'unbounded' }).pipe(Stream.runFold(() => 0, add)),
          ),
      },
      { name: 'it-merge', run: (n) => sumOf(itMerge(...sources(n))) },
      { name: 'ix', run: (n) => ix.reduce(ix.merge(...sources(n)), { callback: add, seed: 0 }) },
    ],
  }
}

/** A row of async generators of three values, so many of them open at once. */
export const flattening = (concurrency) => ({
  limitIs: `${concurrency} loops of nested for-await`,
  expected: expectedThree,
  limit: async (n) => {
    let x = 1
    let sum = 0
    const loop = async () => {
      while (x <= n) {
        for await (const y of threeAsync(x++)) sum = add(sum, y)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, loop))
    return sum
  },
  contenders: [
    ...ours(
      'range flatMap reduce',
      ({ range, flatMap, reduce }) =>
        (n) =>
          pipe(range(1, n), flatMap(threeAsync, { concurrency, ordered: false }), reduce(0, add)),
      ', unordered',
    ),
    ...ours(
      'range flatMap reduce',
      ({ range, flatMap, reduce }) =>
        (n) =>
          pipe(range(1, n), flatMap(threeAsync, { concurrency }), reduce(0, add)),
      ', ordered',
    ),
    {
      name: 'rxjs mergeMap (push)',
      run: (n) => rx.lastValueFrom(rx.range(1, n).pipe(rx.mergeMap(threeAsync, concurrency), rx.reduce(add, 0))),
    },
    {
      name: 'streaming-iterables flatTransform',
      run: (n) => si.reduce(add, 0, si.flatTransform(concurrency, threeAsync, count(n))),
    },
    {
      name: 'effect',
      run: (n) =>
        Effect.runPromise(
          Stream.range(1, n).pipe(
            Stream.flatMap((x) => stream(threeAsync(x)), { concurrency }),
            Stream.runFold(() => 0, add),
          ),
        ),
    },
    {
      name: 'ix',
      run: (n) =>
        ix.reduce(ix.range(1, n).pipe(ixOperators.flatMap(threeAsync, concurrency)), { callback: add, seed: 0 }),
    },
  ],
})

// Who waits for each source in turn does less, and gives nothing while one of them waits.
const pullPeersOfMerge = ['streaming-iterables merge', 'streaming-iterables parallelMerge', 'effect', 'it-merge', 'ix']

export const mergings = [
  {
    id: 'merge-8',
    title: '`merge` of 8 ready sources, `reduce`',
    n: 10_000,
    goal: { of: pullPeersOfMerge, times: 1 / 3 },
    ...merging(8),
  },
  {
    id: 'flatMap-generators-4',
    title: '`flatMap` to async generators of 3, 4 at once, `reduce`',
    n: 2_000,
    goal: { of: ['streaming-iterables flatTransform', 'effect', 'ix'], times: 1 },
    ...flattening(4),
  },
]
