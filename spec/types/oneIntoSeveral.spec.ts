import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  balance,
  balanceThrough,
  balanceTo,
  type Branch,
  type Branches,
  broadcast,
  broadcastDispatcher,
  broadcastThrough,
  broadcastTo,
  count,
  demandDispatcher,
  filter,
  fold,
  hub,
  type Hub,
  map,
  partition,
  partitionDispatcher,
  partitionThrough,
  partitionTo,
  range,
  reduce,
  toArray,
  zipWith,
} from 'sluice'
import { describe, expectTypeOf, test } from 'vitest'

const numbers = range(1, 4)

type Pair = readonly [Branch<number>, Branch<number>]

describe('branches', () => {
  test('are a tuple where it is known how many they are', () => {
    expectTypeOf(pipe(numbers, broadcast(2))).toEqualTypeOf<Pair>()
    expectTypeOf(pipe(numbers, balance(2))).toEqualTypeOf<Pair>()
    expectTypeOf(pipe(numbers, partition({ by: String, partitions: 2 }))).toEqualTypeOf<Pair>()
    expectTypeOf(pipe(numbers, balance(32))[31]).toEqualTypeOf<Branch<number>>()
    expectTypeOf(pipe(numbers, broadcast<number, 1 | 2>(2))).toEqualTypeOf<Pair | readonly [Branch<number>]>()
  })
  test('are a list where it is not, or where they are too many', () => {
    const n: number = 2
    expectTypeOf(pipe(numbers, broadcast(n))).toEqualTypeOf<ReadonlyArray<Branch<number>>>()
    expectTypeOf(pipe(numbers, balance(n))).toEqualTypeOf<ReadonlyArray<Branch<number>>>()
    expectTypeOf(pipe(numbers, partition({ by: String, partitions: n }))).toEqualTypeOf<ReadonlyArray<Branch<number>>>()
    expectTypeOf(pipe(numbers, balance(100_000))).toEqualTypeOf<ReadonlyArray<Branch<number>>>()
  })
  test('may be as many as a function of yours is told', () => {
    const split = <N extends number>(n: N): Branches<number, N> => pipe(numbers, broadcast(n))
    expectTypeOf(split(2)).toEqualTypeOf<Pair>()
  })
  test('are a record by the keys of partition', () => {
    const branches = pipe(numbers, partition({ by: (n) => (n > 2 ? 'high' : 'low'), keys: ['low', 'high'] }))
    expectTypeOf(branches).toEqualTypeOf<{ readonly low: Branch<number>; readonly high: Branch<number> }>()
  })
  test('are a record by numbers, too, and where some values have no key', () => {
    const branches = pipe(numbers, partition({ by: (n) => (n > 2 ? O.some(n % 2) : O.none), keys: [0, 1] }))
    expectTypeOf(branches).toEqualTypeOf<{ readonly 0: Branch<number>; readonly 1: Branch<number> }>()
  })
  test('keep the narrower type where functions take a wider one', () => {
    expectTypeOf(pipe(numbers, partition({ by: (value: unknown) => typeof value, keys: ['number'] }))).toEqualTypeOf<{
      readonly number: Branch<number>
    }>()
    expectTypeOf(broadcast(2)(numbers)).toEqualTypeOf<Pair>()
    const told = broadcast(2, { overflow: 'drop-newest', onDrop: (value: unknown) => value })
    expectTypeOf(pipe(numbers, told)).toEqualTypeOf<Pair>()
  })
  test('are sources that can be disposed', () => {
    expectTypeOf<Branch<number>>().toExtend<AsyncIterable<number> & AsyncDisposable>()
  })
  test('are taken apart in place', () => {
    const added = pipe(numbers, broadcast(2), ([one, other]) =>
      zipWith([one, map(String)(other)], (n, text) => n + text),
    )
    expectTypeOf(added).toEqualTypeOf<AsyncIterable<string>>()
    const { low } = pipe(numbers, partition({ by: () => 'low', keys: ['low'] }))
    expectTypeOf(
      pipe(
        low,
        map((n) => `${n}`),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
})

describe('the results of sinks', () => {
  test('are a record by the names of broadcastTo', () => {
    const results = pipe(
      numbers,
      broadcastTo({
        all: toArray,
        sum: fold(N.MonoidSum),
        text: reduce('', (text, n) => text + n),
        odd: (values) =>
          pipe(
            values,
            filter((n) => n % 2 === 1),
            count,
          ),
      }),
    )
    expectTypeOf(results).toEqualTypeOf<Promise<{ all: number[]; sum: number; text: string; odd: number }>>()
  })
  test('are a record by the keys of partitionTo', () => {
    const by = (n: number) => (n > 2 ? 'high' : 'low')
    const results = pipe(numbers, partitionTo({ by, sinks: { low: count, high: toArray } }))
    expectTypeOf(results).toEqualTypeOf<Promise<{ low: number; high: number[] }>>()
  })
  test('are a list of balanceTo', () => {
    expectTypeOf(pipe(numbers, balanceTo(2, count))).toEqualTypeOf<Promise<number[]>>()
    const doubled = pipe(
      numbers,
      balanceTo(2, (values) =>
        pipe(
          values,
          map((n) => n * 2),
          toArray,
        ),
      ),
    )
    expectTypeOf(doubled).toEqualTypeOf<Promise<number[][]>>()
  })
})

describe('what stages give side by side', () => {
  test('is united', () => {
    const both = pipe(numbers, broadcastThrough([map((n) => `${n}`), map((n) => n > 1)]))
    expectTypeOf(both).toEqualTypeOf<AsyncIterable<string | boolean>>()
  })
  test('is that of the one stage', () => {
    const shared = pipe(
      numbers,
      balanceThrough(
        2,
        map((n) => `${n}`),
      ),
    )
    expectTypeOf(shared).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('knows its key', () => {
    const keyed = pipe(
      numbers,
      partitionThrough({
        by: (n) => (n > 2 ? 'high' : 'low'),
        keys: ['low', 'high'],
        stage: (key) => map((n) => ({ key, n })),
      }),
    )
    expectTypeOf(keyed).toEqualTypeOf<AsyncIterable<{ key: 'low' | 'high'; n: number }>>()
    const opened = pipe(
      numbers,
      partitionThrough({ by: (n) => String(n), maxKeys: 2, stage: (key) => map((n) => [key, n] as const) }),
    )
    expectTypeOf(opened).toEqualTypeOf<AsyncIterable<readonly [string, number]>>()
  })
})

describe('a hub', () => {
  test('knows what its subscribers may say', () => {
    const shared = pipe(numbers, hub(broadcastDispatcher()))
    expectTypeOf(shared.subscribe({ where: (n) => n > 1, max: 3 })).toEqualTypeOf<Branch<number>>()
    expectTypeOf(pipe(numbers, hub(demandDispatcher())).subscribe()).toEqualTypeOf<Branch<number>>()
  })
  test('knows the keys of its partitions', () => {
    const shared = pipe(numbers, hub(partitionDispatcher({ by: (n: number) => n % 2, keys: [0, 1] })))
    expectTypeOf(shared).toExtend<Hub<number, { readonly key: 0 | 1 }>>()
    expectTypeOf(shared.subscribe({ key: 1 })).toEqualTypeOf<Branch<number>>()
  })
})
