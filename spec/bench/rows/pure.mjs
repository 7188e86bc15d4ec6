// Three pure stages, and ten: what a value costs where nothing has to wait.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import { asyncFilter, asyncMap, asyncReduce, execPipe, range as iterToolsRange } from 'iter-tools'
import * as ix from 'ix/asynciterable/index'
import * as ixOperators from 'ix/asynciterable/operators/index'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, count, countAsync, double, filterByHand, isEven, mapByHand, plusOne, sumOf } from './work.mjs'

/** Twice each even number of 2 to n + 1. */
const expected = (n) => {
  const evens = Math.floor((n + 1) / 2)
  return (2 * evens * (evens + 1)) | 0
}

const threeByHand = (source) => mapByHand(filterByHand(mapByHand(source, plusOne), isEven), double)

const threeOfEffect = (source) => source.pipe(Stream.map(plusOne), Stream.filter(isEven), Stream.map(double))

const threeOfSi = (source) => si.pipeline(() => source, si.map(plusOne), si.filter(isEven), si.map(double))

const threeOfIterTools = (source) => execPipe(source, asyncMap(plusOne), asyncFilter(isEven), asyncMap(double))

const threeOfIx = (source) => source.pipe(ixOperators.map(plusOne), ixOperators.filter(isEven), ixOperators.map(double))

const threeOfRx = (source) => source.pipe(rx.map(plusOne), rx.filter(isEven), rx.map(double))

/** The least that an async iterator of the three stages can be: a state, an object and a resolved promise a value. */
const bareIterator = (n) => ({
  [Symbol.asyncIterator]() {
    let x = 0
    return {
      next() {
        while (x < n) {
          const y = ++x + 1
          if (y % 2 === 0) return Promise.resolve({ done: false, value: y * 2 })
        }
        return Promise.resolve({ done: true, value: undefined })
      },
    }
  },
})

const tenMaps = [
  (x) => x + 0,
  (x) => x + 1,
  (x) => x + 2,
  (x) => x + 3,
  (x) => x + 4,
  (x) => x + 5,
  (x) => x + 6,
  (x) => x + 7,
  (x) => x + 8,
  (x) => x + 9,
]

const tenExpected = (n) => ((n * (n + 1)) / 2 + 45 * n) | 0

export const pure = [
  {
    id: 'pure-reduce',
    title: 'three pure stages over `range`, `reduce`',
    limitIs: 'for loop',
    n: 20_000,
    expected,
    limit: (n) => {
      let sum = 0
      for (let x = 1; x <= n; x++) {
        const y = x + 1
        if (y % 2 === 0) sum = (sum + y * 2) | 0
      }
      return sum
    },
    goal: { of: 'effect', times: 0.8 },
    contenders: [
      ...ours(
        'range map filter reduce',
        ({ range, map, filter, reduce }) =>
          (n) =>
            pipe(range(1, n), map(plusOne), filter(isEven), map(double), reduce(0, add)),
      ),
      {
        name: 'effect',
        run: (n) => Effect.runPromise(Stream.runFold(threeOfEffect(Stream.range(1, n)), () => 0, add)),
      },
      { name: 'rxjs (push)', run: (n) => rx.lastValueFrom(threeOfRx(rx.range(1, n)).pipe(rx.reduce(add, 0))) },
      { name: 'streaming-iterables', run: (n) => si.reduce(add, 0, threeOfSi(count(n))) },
      { name: 'ix', run: (n) => ix.reduce(threeOfIx(ix.range(1, n)), { callback: add, seed: 0 }) },
      { name: 'iter-tools', run: (n) => asyncReduce(0, add, threeOfIterTools(iterToolsRange(1, n + 1))) },
    ],
  },
  {
    id: 'pure-for-await',
    title: 'the same, for-await',
    limitIs: 'one bare iterator',
    n: 20_000,
    expected,
    limit: (n) => sumOf(bareIterator(n)),
    goal: { times: 1.5 },
    contenders: [
      ...ours(
        'range map filter',
        ({ range, map, filter }) =>
          (n) =>
            sumOf(pipe(range(1, n), map(plusOne), filter(isEven), map(double))),
      ),
      { name: 'effect', run: (n) => sumOf(Stream.toAsyncIterable(threeOfEffect(Stream.range(1, n)))) },
      { name: 'async generators', run: (n) => sumOf(threeByHand(count(n))) },
      { name: 'streaming-iterables', run: (n) => sumOf(threeOfSi(count(n))) },
      { name: 'ix', run: (n) => sumOf(threeOfIx(ix.range(1, n))) },
      { name: 'iter-tools', run: (n) => sumOf(threeOfIterTools(iterToolsRange(1, n + 1))) },
    ],
  },
  {
    id: 'generator-reduce',
    title: 'three pure stages over an async generator, `reduce`',
    limitIs: 'bare for-await',
    n: 20_000,
    expected,
    limit: async (n) => {
      let sum = 0
      for await (const x of countAsync(n)) {
        const y = x + 1
        if (y % 2 === 0) sum = (sum + y * 2) | 0
      }
      return sum
    },
    goal: { times: 1.2 },
    contenders: [
      ...ours(
        'map filter reduce',
        ({ map, filter, reduce }) =>
          (n) =>
            pipe(countAsync(n), map(plusOne), filter(isEven), map(double), reduce(0, add)),
      ),
      {
        name: 'rxjs (push)',
        run: (n) => rx.lastValueFrom(threeOfRx(rx.from(countAsync(n))).pipe(rx.reduce(add, 0))),
      },
      { name: 'async generators', run: (n) => sumOf(threeByHand(countAsync(n))) },
      { name: 'streaming-iterables', run: (n) => si.reduce(add, 0, threeOfSi(countAsync(n))) },
      {
        name: 'effect',
        run: (n) =>
          Effect.runPromise(
            Stream.runFold(threeOfEffect(Stream.fromAsyncIterable(countAsync(n), (error) => error)), () => 0, add),
          ),
      },
    ],
  },
  {
    id: 'generator-for-await',
    title: 'the same, for-await',
    limitIs: 'bare for-await',
    n: 20_000,
    expected,
    limit: async (n) => {
      let sum = 0
      for await (const x of countAsync(n)) {
        const y = x + 1
        if (y % 2 === 0) sum = (sum + y * 2) | 0
      }
      return sum
    },
    goal: { times: 1.7 },
    contenders: [
      ...ours(
        'map filter',
        ({ map, filter }) =>
          (n) =>
            sumOf(pipe(countAsync(n), map(plusOne), filter(isEven), map(double))),
      ),
      { name: 'async generators', run: (n) => sumOf(threeByHand(countAsync(n))) },
      { name: 'streaming-iterables', run: (n) => sumOf(threeOfSi(countAsync(n))) },
      {
        name: 'effect',
        run: (n) =>
          sumOf(Stream.toAsyncIterable(threeOfEffect(Stream.fromAsyncIterable(countAsync(n), (error) => error)))),
      },
    ],
  },
  {
    id: 'ten-maps',
    title: 'ten maps deep over `range`, `reduce`',
    limitIs: 'ten closures',
    n: 5_000,
    expected: tenExpected,
    limit: (n) => {
      let sum = 0
      for (let x = 1; x <= n; x++) {
        let y = x
        for (const f of tenMaps) y = f(y)
        sum = add(sum, y)
      }
      return sum
    },
    goal: { of: 'effect', times: 0.8 },
    contenders: [
      ...ours(
        'range map reduce',
        ({ range, map, reduce }) =>
          (n) =>
            reduce(0, add)(tenMaps.reduce((source, f) => map(f)(source), range(1, n))),
      ),
      {
        name: 'effect',
        run: (n) =>
          Effect.runPromise(
            Stream.runFold(
              tenMaps.reduce((source, f) => Stream.map(source, f), Stream.range(1, n)),
              () => 0,
              add,
            ),
          ),
      },
      {
        name: 'rxjs (push)',
        run: (n) =>
          rx.lastValueFrom(
            tenMaps.reduce((source, f) => source.pipe(rx.map(f)), rx.range(1, n)).pipe(rx.reduce(add, 0)),
          ),
      },
      {
        name: 'streaming-iterables',
        run: (n) =>
          si.reduce(
            add,
            0,
            tenMaps.reduce((source, f) => si.map(f, source), count(n)),
          ),
      },
    ],
  },
]
