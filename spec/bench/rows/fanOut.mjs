// One source into several consumers, all of them ready: the topologies of GenStage, with its usual windows. The figures
// are per value of the source, whatever the number of those who get it.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import { none, some } from 'fp-ts/lib/Option.js'
import { asyncFork } from 'iter-tools'
import * as ix from 'ix/asynciterable/index'
import * as ixOperators from 'ix/asynciterable/operators/index'
import * as rx from 'rxjs'
import * as si from 'streaming-iterables'
import { ours } from '../ours.mjs'
import { add, addAll, count, countAsync, mapByHand, plusOne, sumOf } from './work.mjs'

const usual = { max: 1000, min: 500 }
const capacity = 1000
const size = 500

const listOf = (start, length) => {
  const list = []
  for (let x = start; x < start + length; x++) list.push(x)
  return list
}

async function* listsOf(n) {
  for (let x = 1; x <= n; x += size) yield listOf(x, Math.min(size, n - x + 1))
}

/** Gives as many as it is asked for. */
const counter = (producer, n) =>
  producer(1, (demand, x) => {
    const length = Math.min(demand, n - x + 1)
    return length === 0 ? none : some([listOf(x, length), x + length])
  })

const times = (many, value) => Array.from({ length: many }, () => value)

const zeros = (many) => times(many, 0)

/** What all of them have; NaN, which nobody expects, where they differ. */
const agreed = ([first, ...others]) => (others.every((sum) => sum === first) ? first : NaN)

/** One number for several, each in its place. */
const sealed = (sums) => sums.reduce((seal, sum) => (Math.imul(seal, 31) + sum) | 0, 0)

const total = (sums) => sums.reduce(add, 0)

const sumUpTo = (n) => ((n * (n + 1)) / 2) | 0

/** Each of them read to its end, side by side. */
const side = (readables, read) => Promise.all(readables.map((readable) => read(readable)))

const sumOfLists = async (lists) => {
  let sum = 0
  for await (const list of lists) sum = addAll(sum, list)
  return sum
}

/** Several loops over one generator: each value goes to the loop that asked first. */
const loops = (many, source, read) => side(times(many, { [Symbol.asyncIterator]: () => source }), read)

const effectSum = Stream.runFold(() => 0, add)
const effectSums = (streams) =>
  Effect.all(
    streams.map((stream) => effectSum(stream)),
    { concurrency: 'unbounded' },
  )
const runEffect = (effect) => Effect.runPromise(Effect.scoped(effect))
const inLists = (n) => Stream.range(1, n, size)

const tees = (stream, many) => (many === 1 ? [stream] : stream.tee().flatMap((branch) => tees(branch, many / 2)))

/** A row of so many branches, each of which gets all of the values that `share` makes of a number of them. */
export const broadcasting = (many, share = (n) => n) => ({
  limitIs: 'lists of 500 by hand',
  expected: (n) => sumUpTo(share(n)),
  limit: async (n) => {
    const sums = zeros(many)
    for await (const list of listsOf(share(n))) {
      for (let reader = 0; reader < many; reader++) sums[reader] = addAll(sums[reader], list)
    }
    return agreed(sums)
  },
  contenders: [
    ...ours(
      'broadcast range reduce',
      ({ broadcast, range, reduce }) =>
        async (n) =>
          agreed(await side(pipe(range(1, share(n)), broadcast(many, { capacity })), reduce(0, add))),
    ),
  ],
})

const broadcast4 = broadcasting(4)

const broadcast = {
  id: 'broadcast-4',
  title: '`broadcast(4)` to 4 `reduce`s, room for 1000',
  n: 20_000,
  goal: { times: 1.5 },
  ...broadcast4,
  contenders: [
    ...broadcast4.contenders,
    ...ours(
      'broadcast producer reduce',
      ({ broadcast, producer, reduce }) =>
        async (n) =>
          agreed(await side(pipe(counter(producer, n), broadcast(4, { capacity })), reduce(0, add))),
      ', producer',
    ),
    {
      name: 'effect, lists of 500',
      run: (n) =>
        runEffect(
          inLists(n).pipe(
            Stream.broadcastN({ n: 4, capacity: 2 }),
            Effect.flatMap((streams) => effectSums(streams)),
          ),
        ).then(agreed),
    },
    {
      name: 'rxjs connectable (push)',
      run: async (n) => {
        const source = rx.connectable(rx.range(1, n))
        const sums = Array.from({ length: 4 }, () => rx.lastValueFrom(source.pipe(rx.reduce(add, 0))))
        source.connect()
        return agreed(await Promise.all(sums))
      },
    },
    {
      name: 'ix publish',
      run: async (n) => {
        const shared = ix.range(1, n).pipe(ixOperators.publish())
        return agreed(await side(times(4, shared), (branch) => ix.reduce(branch, { callback: add, seed: 0 })))
      },
    },
    {
      name: 'iter-tools asyncFork',
      run: async (n) => {
        const [a, b, c, d] = asyncFork(count(n))
        return agreed(await side([a, b, c, d], sumOf))
      },
    },
    { name: 'web tee', run: async (n) => agreed(await side(tees(ReadableStream.from(count(n)), 4), sumOf)) },
  ],
}

/** In turns: no list waits, since each reader has read the last one. */
const sharedByHand = (many) => async (n) => {
  const sums = zeros(many)
  let turn = 0
  for await (const list of listsOf(n)) {
    sums[turn] = addAll(sums[turn], list)
    turn = (turn + 1) % many
  }
  return total(sums)
}

/** A row of so many branches that share the values. */
export const balancing = (many) => ({
  limitIs: 'lists of 500 by hand',
  expected: sumUpTo,
  limit: sharedByHand(many),
  contenders: [
    ...ours(
      'balance range reduce',
      ({ balance, range, reduce }) =>
        async (n) =>
          total(await side(pipe(range(1, n), balance(many)), reduce(0, add))),
    ),
  ],
})

const peersOfSharing = [
  {
    name: 'effect, lists of one queue',
    run: (n) =>
      runEffect(
        inLists(n).pipe(
          Stream.toQueue({ capacity }),
          Effect.flatMap((queue) => effectSums(Array.from({ length: 4 }, () => Stream.fromQueue(queue)))),
        ),
      ).then(total),
  },
  { name: '4 loops on one generator', run: async (n) => total(await loops(4, countAsync(n), sumOf)) },
]

const balance4 = balancing(4)

const balance = {
  id: 'balance-4',
  title: '`balance(4)` to 4 `reduce`s',
  n: 20_000,
  goal: { times: 4.8 },
  ...balance4,
  contenders: [
    ...balance4.contenders,
    ...ours(
      'balance producer reduce',
      ({ balance, producer, reduce }) =>
        async (n) =>
          total(await side(pipe(counter(producer, n), balance(4)), reduce(0, add))),
      ', producer',
    ),
    ...peersOfSharing,
  ],
}

/** The rest of a division by `many`: 0 to many - 1. */
const restBy = (many) => (x) => x % many

const sealedRests = (many) => (n) => {
  const sums = zeros(many)
  for (let x = 1; x <= n; x++) sums[x % many] = add(sums[x % many], x)
  return sealed(sums)
}

const partitionedBy = (many) => ({
  by: restBy(many),
  keys: Array.from({ length: many }, (_, key) => key),
  capacity,
})

/** A row of so many branches, one for each key. */
export const partitioning = (many) => ({
  limitIs: 'lists of 500 by hand',
  expected: sealedRests(many),
  limit: async (n) => {
    const keyOf = restBy(many)
    const lists = Array.from({ length: many }, () => [])
    const sums = zeros(many)
    for await (const list of listsOf(n)) {
      for (const x of list) lists[keyOf(x)].push(x)
      for (let key = 0; key < many; key++) {
        if (lists[key].length < size) continue
        sums[key] = addAll(sums[key], lists[key])
        lists[key] = []
      }
    }
    return sealed(sums.map((sum, key) => addAll(sum, lists[key])))
  },
  contenders: [
    ...ours(
      'partition range reduce',
      ({ partition, range, reduce }) =>
        async (n) =>
          sealed(await side(Object.values(pipe(range(1, n), partition(partitionedBy(many)))), reduce(0, add))),
    ),
  ],
})

const partition4 = partitioning(4)

const inPlace = (pairs) => sealed(pairs.toSorted(([a], [b]) => a - b).map(([, sum]) => sum))

const partition = {
  id: 'partition-4',
  title: '`partition` over 4 keys to 4 `reduce`s, room for 1000',
  n: 20_000,
  goal: { of: 'effect groupByKey, lists of 500', times: 0.7 },
  ...partition4,
  contenders: [
    ...partition4.contenders,
    ...ours(
      'partition producer reduce',
      ({ partition, producer, reduce }) =>
        async (n) =>
          sealed(await side(Object.values(pipe(counter(producer, n), partition(partitionedBy(4)))), reduce(0, add))),
      ', producer',
    ),
    {
      name: 'effect groupByKey, lists of 500',
      run: (n) =>
        runEffect(
          inLists(n).pipe(
            Stream.groupByKey(restBy(4), { bufferSize: capacity }),
            Stream.mapEffect(([key, stream]) => Effect.map(effectSum(stream), (sum) => [key, sum]), {
              concurrency: 'unbounded',
            }),
            Stream.runCollect,
          ),
        ).then(inPlace),
    },
    {
      name: 'rxjs groupBy (push)',
      run: (n) =>
        rx
          .lastValueFrom(
            rx.range(1, n).pipe(
              rx.groupBy(restBy(4)),
              rx.mergeMap((group) =>
                group.pipe(
                  rx.reduce(add, 0),
                  rx.map((sum) => [group.key, sum]),
                ),
              ),
              rx.toArray(),
            ),
          )
          .then(inPlace),
    },
  ],
}

/** A row of so many subscribers of a hub, with the usual windows, that share the values. */
export const sharingHub = (many) => ({
  limitIs: 'lists of 500 by hand',
  expected: sumUpTo,
  limit: sharedByHand(many),
  contenders: [
    ...ours('hub demandDispatcher producer reduce', (library) => async (n) => {
      const { hub, demandDispatcher, producer, reduce } = library
      const shared = pipe(counter(producer, n), hub(demandDispatcher()))
      const subscribers = Array.from({ length: many }, () => shared.subscribe(usual))
      return total(await side(subscribers, reduce(0, add)))
    }),
  ],
})

/** A row of so many subscribers of a hub, with the usual windows, that each get every value. */
export const broadcastingHub = (many, share) => {
  const { contenders: _, ...row } = broadcasting(many, share)
  return {
    ...row,
    contenders: ours('hub broadcastDispatcher producer reduce', (library) => async (n) => {
      const { hub, broadcastDispatcher, producer, reduce } = library
      const shared = pipe(counter(producer, share(n)), hub(broadcastDispatcher(), { startWhen: many }))
      const subscribers = Array.from({ length: many }, () => shared.subscribe(usual))
      return agreed(await side(subscribers, reduce(0, add)))
    }),
  }
}

const hub4 = sharingHub(4)

const hub = {
  id: 'hub-demand-4',
  title: '`hub` by demand, 4 subscribers with windows of 1000 and 500 to 4 `reduce`s',
  n: 20_000,
  goal: { times: 2.5 },
  ...hub4,
  contenders: [...hub4.contenders, ...peersOfSharing],
}

async function* mapLists(lists, f) {
  for await (const list of lists) yield list.map(f)
}

const expectedNext = (n) => (sumUpTo(n) + n) | 0

const linear = {
  id: 'linear-windows',
  title: '`producer`, `map`, `reduce`, with windows of 1000 and 500 between',
  limitIs: 'generators of lists',
  n: 20_000,
  expected: expectedNext,
  limit: (n) => sumOfLists(mapLists(listsOf(n), plusOne)),
  goal: { times: 1.3 },
  contenders: [
    ...ours('producer prefetch map reduce', (library) => (n) => {
      const { producer, prefetch, map, reduce } = library
      return pipe(counter(producer, n), prefetch(usual), map(plusOne), prefetch(usual), reduce(0, add))
    }),
    ...ours(
      'producer prefetch map reduce',
      ({ producer, prefetch, map, reduce }) =>
        (n) =>
          pipe(counter(producer, n), map(plusOne), prefetch(usual), reduce(0, add)),
      ', one window',
    ),
    {
      name: 'effect, lists of 500',
      run: (n) =>
        runEffect(
          effectSum(
            inLists(n).pipe(
              Stream.bufferArray({ capacity: 2 }),
              Stream.map(plusOne),
              Stream.bufferArray({ capacity: 2 }),
            ),
          ),
        ),
    },
    {
      name: 'streaming-iterables buffer',
      run: (n) => si.reduce(add, 0, si.buffer(1000, si.map(plusOne, si.buffer(1000, count(n))))),
    },
  ],
}

const one = {
  id: 'demand-one',
  title: '`producer`, `map`, for-await: one value of demand at a time',
  limitIs: 'bare for-await over an async generator',
  n: 10_000,
  expected: expectedNext,
  limit: async (n) => {
    let sum = 0
    for await (const x of countAsync(n)) sum = add(sum, plusOne(x))
    return sum
  },
  goal: { times: 2 },
  contenders: [
    ...ours(
      'producer map',
      ({ producer, map }) =>
        (n) =>
          sumOf(pipe(counter(producer, n), map(plusOne))),
      ', for-await',
    ),
    { name: 'async generators', run: (n) => sumOf(mapByHand(countAsync(n), plusOne)) },
    { name: 'streaming-iterables', run: (n) => sumOf(si.map(plusOne, countAsync(n))) },
    {
      name: 'effect',
      run: (n) => sumOf(Stream.toAsyncIterable(Stream.range(1, n, 1).pipe(Stream.map(plusOne)))),
    },
  ],
}

export const fanOuts = [broadcast, balance, partition, hub, linear, one]
