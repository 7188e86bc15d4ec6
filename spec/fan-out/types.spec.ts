import { pipe, flow } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  type Branch,
  type AnyIterable,
  balance,
  balanceThrough,
  balanceTo,
  broadcast,
  broadcastThrough,
  broadcastTo,
  count,
  filter,
  fold,
  forEach,
  head,
  map,
  mapAsync,
  partition,
  partitionThrough,
  partitionTo,
  range,
  reduce,
  take,
  toArray,
  toMap,
} from 'sluice'
import * as N from 'fp-ts/lib/number.js'
import { expectTypeOf, test } from 'vitest'

test('types', () => {
  expectTypeOf(pipe(range(1, 3), broadcastTo({ all: toArray, n: count }))).toEqualTypeOf<
    Promise<{ all: number[]; n: number }>
  >()
  expectTypeOf(
    pipe(
      range(1, 3),
      broadcastTo({ all: toArray, sum: fold(N.MonoidSum), h: head, r: reduce('', (s, n) => s + n) }, { capacity: 1 }),
    ),
  ).toEqualTypeOf<Promise<{ all: number[]; sum: number; h: O.Option<number>; r: string }>>()
  expectTypeOf(
    pipe(
      range(1, 3),
      broadcastTo({
        all: (s) =>
          pipe(
            s,
            map((n) => n + 1),
            toArray,
          ),
        f: flow(take(1), toArray),
        async own(source) {
          let sum = 0
          for await (const n of source) sum += n
          return sum
        },
      }),
    ),
  ).toEqualTypeOf<Promise<{ all: number[]; f: number[]; own: number }>>()
  expectTypeOf(
    pipe(
      range(1, 3),
      map(String),
      broadcastTo({ all: toArray, n: forEach((s) => void s.length) }, { onDrop: (s) => s }),
    ),
  ).toEqualTypeOf<Promise<{ all: string[]; n: void }>>()
  expectTypeOf(pipe(range(1, 3), broadcast(2))).toEqualTypeOf<ReadonlyArray<Branch<number>>>()
  expectTypeOf(
    pipe(range(1, 3), broadcast(2, { overflow: 'drop-oldest', capacity: 1, onDrop: (n) => n })),
  ).toEqualTypeOf<ReadonlyArray<Branch<number>>>()
  expectTypeOf(pipe(range(1, 3), balance(2))).toEqualTypeOf<ReadonlyArray<Branch<number>>>()
  expectTypeOf(pipe(range(1, 3), partition({ by: (n) => (n > 1 ? 'a' : 'b'), keys: ['a', 'b'] }))).toEqualTypeOf<{
    readonly a: Branch<number>
    readonly b: Branch<number>
  }>()
  expectTypeOf(pipe(range(1, 3), partition({ by: (n) => n % 2, keys: [0, 1] }))).toEqualTypeOf<{
    readonly 0: Branch<number>
    readonly 1: Branch<number>
  }>()
  expectTypeOf(pipe(range(1, 3), partition({ by: (n) => O.some(n), partitions: 2 }))).toEqualTypeOf<
    ReadonlyArray<Branch<number>>
  >()
  expectTypeOf(
    pipe(range(1, 3), partition({ by: (n) => (n > 2 ? O.none : O.some('a')), keys: ['a'], onDrop: (n) => n })),
  ).toEqualTypeOf<{ readonly a: Branch<number> }>()
  expectTypeOf(
    pipe(range(1, 3), partitionTo({ by: (n) => (n > 1 ? 'a' : 'b'), sinks: { a: toArray, b: count } })),
  ).toEqualTypeOf<Promise<{ a: number[]; b: number }>>()
  expectTypeOf(
    pipe(
      range(1, 3),
      partitionTo({
        by: (n) => (n > 1 ? 'a' : 'b'),
        sinks: {
          a: async (s) => {
            for await (const n of s) return n.toFixed()
            return ''
          },
          b: forEach((n) => void n.toFixed()),
        },
      }),
    ),
  ).toEqualTypeOf<Promise<{ a: string; b: void }>>()
  expectTypeOf(pipe(range(1, 3), balanceTo(2, toArray))).toEqualTypeOf<Promise<number[][]>>()
  expectTypeOf(
    pipe(
      range(1, 3),
      balanceTo(2, async (s) => {
        for await (const n of s) return n.toFixed()
        return ''
      }),
    ),
  ).toEqualTypeOf<Promise<string[]>>()
  expectTypeOf(
    pipe(
      range(1, 3),
      balanceThrough(
        2,
        mapAsync(async (n) => n.toFixed()),
      ),
    ),
  ).toEqualTypeOf<AsyncIterable<string>>()
  expectTypeOf(
    pipe(range(1, 3), broadcastThrough([map((n) => n.toFixed()), mapAsync(async (n) => `${n}`)])),
  ).toEqualTypeOf<AsyncIterable<string>>()
  expectTypeOf(pipe(range(1, 3), broadcastThrough([map((n) => n.toFixed()), filter((n) => n > 1)]))).toEqualTypeOf<
    AsyncIterable<string | number>
  >()
  expectTypeOf(
    pipe(
      range(1, 3),
      partitionThrough({ by: (n) => n % 2, keys: [0, 1], stage: (key) => map((n) => n.toFixed() + key.toFixed()) }),
    ),
  ).toEqualTypeOf<AsyncIterable<string>>()
  expectTypeOf(
    pipe(
      range(1, 3),
      partitionThrough({ by: (n) => `${n}`, maxKeys: 2, stage: (key) => map((n) => n.toFixed() + key.length) }),
    ),
  ).toEqualTypeOf<AsyncIterable<string>>()
  expectTypeOf(
    pipe(
      range(1, 3),
      partitionThrough({ by: (n) => O.some(`${n}`), maxKeys: 2, stage: (key) => map((n) => n.toFixed() + key.length) }),
    ),
  ).toEqualTypeOf<AsyncIterable<string>>()
})
