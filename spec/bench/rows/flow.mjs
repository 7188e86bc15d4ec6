// What stands between a producer and a consumer, or gives several values for one.
import { Effect, Queue, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import { asyncFlatMap } from 'iter-tools'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, count, countReady, expectedThree, sumOf, three, threeAsync } from './work.mjs'

const expected = (n) => ((n * (n + 1)) / 2) | 0

const prefetch = {
  id: 'prefetch-64',
  title: '`prefetch(64)` over a ready async source',
  limitIs: 'bare for-await',
  n: 10_000,
  expected,
  limit: (n) => sumOf(countReady(n)),
  goal: { of: 'streaming-iterables buffer', times: 1 },
  contenders: [
    ...ours(
      'prefetch',
      ({ prefetch }) =>
        (n) =>
          sumOf(pipe(countReady(n), prefetch(64))),
    ),
    ...ours(
      'prefetch reduce',
      ({ prefetch, reduce }) =>
        (n) =>
          pipe(countReady(n), prefetch(64), reduce(0, add)),
      ', reduce',
    ),
    { name: 'streaming-iterables buffer', run: (n) => sumOf(si.buffer(64, countReady(n))) },
    {
      name: 'effect',
      run: (n) =>
        Effect.runPromise(
          Stream.fromAsyncIterable(countReady(n), (error) => error).pipe(
            Stream.buffer({ capacity: 64 }),
            Stream.runFold(() => 0, add),
          ),
        ),
    },
  ],
}

const flatMap = [
  {
    id: 'flatMap-arrays',
    title: '`flatMap` to arrays of 3, over `range`, `reduce`',
    limitIs: 'nested loop',
    n: 10_000,
    expected: expectedThree,
    limit: (n) => {
      let sum = 0
      for (let x = 1; x <= n; x++) {
        for (const y of three(x)) sum = add(sum, y)
      }
      return sum
    },
    goal: { times: 4 },
    contenders: [
      ...ours(
        'range flatMap reduce',
        ({ range, flatMap, reduce }) =>
          (n) =>
            pipe(range(1, n), flatMap(three), reduce(0, add)),
      ),
      {
        name: 'rxjs (push)',
        run: (n) => rx.lastValueFrom(rx.range(1, n).pipe(rx.concatMap(three), rx.reduce(add, 0))),
      },
      {
        name: 'effect',
        run: (n) =>
          Effect.runPromise(
            Stream.range(1, n).pipe(
              Stream.flatMap((x) => Stream.fromIterable(three(x))),
              Stream.runFold(() => 0, add),
            ),
          ),
      },
      { name: 'streaming-iterables', run: (n) => si.reduce(add, 0, si.flatMap(three, count(n))) },
      { name: 'iter-tools', run: (n) => sumOf(asyncFlatMap(three, count(n))) },
    ],
  },
  {
    id: 'flatMap-generators',
    title: '`flatMap` to async generators of 3, over `range`, `reduce`',
    limitIs: 'nested for-await',
    n: 2_000,
    expected: expectedThree,
    limit: async (n) => {
      let sum = 0
      for (let x = 1; x <= n; x++) {
        for await (const y of threeAsync(x)) sum = add(sum, y)
      }
      return sum
    },
    goal: { times: 1.15 },
    contenders: [
      ...ours(
        'range flatMap reduce',
        ({ range, flatMap, reduce }) =>
          (n) =>
            pipe(range(1, n), flatMap(threeAsync), reduce(0, add)),
      ),
      {
        name: 'rxjs (push)',
        run: (n) => rx.lastValueFrom(rx.range(1, n).pipe(rx.concatMap(threeAsync), rx.reduce(add, 0))),
      },
      {
        name: 'effect',
        run: (n) =>
          Effect.runPromise(
            Stream.range(1, n).pipe(
              Stream.flatMap((x) => Stream.fromAsyncIterable(threeAsync(x), (error) => error)),
              Stream.runFold(() => 0, add),
            ),
          ),
      },
      { name: 'streaming-iterables', run: (n) => si.reduce(add, 0, si.flatMap(threeAsync, count(n))) },
      { name: 'iter-tools', run: (n) => sumOf(asyncFlatMap(threeAsync, count(n))) },
    ],
  },
]

const capacity = 16

/** A bounded queue as one writes it for one program: a list, somebody who waits for room, somebody who waits for a value. */
const queueByHand = () => {
  const held = []
  let waitsForRoom
  let waitsForValue
  return {
    push(value) {
      if (waitsForValue !== undefined) {
        const give = waitsForValue
        waitsForValue = undefined
        give({ done: false, value })
      } else {
        held.push(value)
      }
      if (held.length < capacity) return Promise.resolve(true)
      return new Promise((resolve) => {
        waitsForRoom = resolve
      })
    },
    end() {
      waitsForValue?.({ done: true, value: undefined })
    },
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (held.length > 0) {
        const value = held.shift()
        if (waitsForRoom !== undefined) {
          const go = waitsForRoom
          waitsForRoom = undefined
          go(true)
        }
        return Promise.resolve({ done: false, value })
      }
      return new Promise((resolve) => {
        waitsForValue = resolve
      })
    },
  }
}

const pushAll = async (queue, n) => {
  for (let x = 1; x <= n; x++) await queue.push(x)
  queue.end()
}

const through = (queue, n) => {
  const sum = sumOf(queue)
  return Promise.all([sum, pushAll(queue, n)]).then(([total]) => total)
}

const pushAllOfEffect = (queue, n) =>
  Effect.gen(function* () {
    for (let x = 1; x <= n; x++) yield* Queue.offer(queue, x)
    yield* Queue.end(queue)
  })

const channel = {
  id: 'channel',
  title: '`channel`, awaited push, for-await',
  limitIs: 'queue by hand',
  n: 10_000,
  expected,
  limit: (n) => through(queueByHand(), n),
  goal: { times: 1.1 },
  contenders: [
    ...ours(
      'channel',
      ({ channel }) =>
        (n) =>
          through(channel({ capacity }), n),
    ),
    {
      name: 'effect Queue',
      run: (n) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const queue = yield* Queue.bounded(capacity)
            yield* Effect.forkChild(pushAllOfEffect(queue, n))
            return yield* Stream.runFold(Stream.fromQueue(queue), () => 0, add)
          }),
        ),
    },
  ],
}

export const flow = [prefetch, ...flatMap, channel]
