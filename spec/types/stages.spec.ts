import type { Either } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as N from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import * as S from 'fp-ts/lib/string.js'
import {
  append,
  batch,
  catchError,
  type Channel,
  chunksOf,
  compact,
  conflate,
  count,
  defer,
  drain,
  every,
  expand,
  fail,
  filterMap,
  find,
  flatMap,
  flatten,
  fold,
  forEachAsync,
  from,
  fromEvent,
  group,
  groupToMap,
  head,
  ifEmpty,
  intersperse,
  iterate,
  last,
  map,
  mapAccum,
  mapAsync,
  mapByKey,
  of,
  pairwise,
  paginate,
  parseJson,
  peel,
  prepend,
  producer,
  range,
  reduce,
  reduceAsync,
  repeat,
  sliding,
  type Stage,
  switchMap,
  toMap,
  toReadableStream,
  topN,
  transform,
  transformAsync,
  unfold,
  unfoldAsync,
} from 'sluice'
import { describe, expectTypeOf, test } from 'vitest'

const words: Iterable<string> = []

describe('what a source gives', () => {
  test('is inferred from its arguments', () => {
    expectTypeOf(of({ a: 1 })).toEqualTypeOf<AsyncIterable<{ a: number }>>()
    expectTypeOf(repeat('a', 2)).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(iterate(1, (n) => n * 2)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(fail('no')).toEqualTypeOf<AsyncIterable<never>>()
    expectTypeOf(from(new ReadableStream<string>())).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(defer(async () => words)).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(fromEvent(new EventTarget(), 'ping')).toEqualTypeOf<AsyncIterable<Event>>()
    expectTypeOf<Channel<string>['push']>().toEqualTypeOf<(value: string) => Promise<boolean>>()
  })
  test('is inferred from what the function gives in its Option', () => {
    const counted = unfold(0, (n) => (n < 3 ? O.some([`${n}`, n + 1]) : O.none))
    expectTypeOf(counted).toEqualTypeOf<AsyncIterable<string>>()
    const fetched = unfoldAsync(0, async (n, signal) => {
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
      return O.some([{ n }, n + 1])
    })
    expectTypeOf(fetched).toEqualTypeOf<AsyncIterable<{ n: number }>>()
    const produced = producer(0, (demand, n) => O.some([[demand > 0], n + demand]))
    expectTypeOf(produced).toEqualTypeOf<AsyncIterable<boolean>>()
  })
  test('is inferred from the items of a page, and its cursor from the first one', () => {
    const pages = paginate(1, async (page) => {
      expectTypeOf(page).toEqualTypeOf<number>()
      return { items: [{ id: page }], next: page < 3 ? O.some(page + 1) : O.none }
    })
    expectTypeOf(pages).toEqualTypeOf<AsyncIterable<{ id: number }>>()
  })
})

describe('what a stage gives', () => {
  test('has as many values as there are', () => {
    expectTypeOf(pipe(words, chunksOf(2))).toEqualTypeOf<AsyncIterable<NonEmptyArray<string>>>()
    expectTypeOf(pipe(words, sliding(2))).toEqualTypeOf<AsyncIterable<NonEmptyArray<string>>>()
    expectTypeOf(pipe(words, group(S.Eq))).toEqualTypeOf<AsyncIterable<NonEmptyArray<string>>>()
    expectTypeOf(pipe(words, pairwise)).toEqualTypeOf<AsyncIterable<readonly [string, string]>>()
    expectTypeOf(pipe(words, batch({ size: 2, within: 5 }))).toEqualTypeOf<AsyncIterable<NonEmptyArray<string>>>()
  })
  test('is a batch as heavy as may be, where the rest of the options came from elsewhere', () => {
    const rest = { size: 2, maxWeight: 9 }
    const batches = pipe(words, batch({ ...rest, weight: (word) => word.length }))
    expectTypeOf(batches).toEqualTypeOf<AsyncIterable<NonEmptyArray<string>>>()
    expectTypeOf(batch<string>({ size: 2 })(words)).toEqualTypeOf<AsyncIterable<NonEmptyArray<string>>>()
  })
  test('is a batch with its key where there is one', () => {
    const byLength = batch({ size: 2, by: (word: string) => word.length, maxKeys: 9 })
    expectTypeOf(pipe(words, byLength)).toEqualTypeOf<AsyncIterable<readonly [number, NonEmptyArray<string>]>>()
    const inPlace = pipe(
      words,
      batch({ maxWeight: 9, weight: (word) => word.length, by: (word) => word.at(0), maxKeys: 2 }),
    )
    expectTypeOf(inPlace).toEqualTypeOf<AsyncIterable<readonly [string | undefined, NonEmptyArray<string>]>>()
  })
  test('unites with what is put beside it', () => {
    expectTypeOf(pipe(words, append(1))).toEqualTypeOf<AsyncIterable<string | number>>()
    expectTypeOf(pipe(words, prepend(null))).toEqualTypeOf<AsyncIterable<string | null>>()
    expectTypeOf(pipe(words, intersperse(undefined))).toEqualTypeOf<AsyncIterable<string | undefined>>()
    expectTypeOf(pipe(words, ifEmpty([1]))).toEqualTypeOf<AsyncIterable<string | number>>()
    expectTypeOf(
      pipe(
        words,
        catchError((error) => of({ error })),
      ),
    ).toEqualTypeOf<AsyncIterable<string | { error: unknown }>>()
  })
  test('is what is in an Option', () => {
    expectTypeOf(pipe([O.some(1), O.none], compact)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        words,
        filterMap((word) => O.fromNullable(word[0])),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('is an Either where a text may be no JSON', () => {
    const parsed = pipe(words, parseJson())
    expectTypeOf(parsed).toExtend<AsyncIterable<Either<SyntaxError, unknown>>>()
  })
  test('comes from inner sources of any kind', () => {
    expectTypeOf(
      pipe(
        words,
        flatMap((word) => [word.length]),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        words,
        flatMap((word) => of(word), { concurrency: 2 }),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        words,
        switchMap((word) => new Set([word.length])),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe([[1], new Set([2])], flatten)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        words,
        expand((word) => [word.slice(1)]),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('is what a promise is fulfilled with', () => {
    const slow = pipe(
      words,
      mapAsync(async (word, signal) => ({ word, aborted: signal.aborted })),
    )
    expectTypeOf(slow).toEqualTypeOf<AsyncIterable<{ word: string; aborted: boolean }>>()
    expectTypeOf(
      pipe(
        words,
        mapAsync((word) => word.length),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
    const keyed = pipe(
      words,
      mapByKey(
        (word) => word[0],
        async (word) => word.length,
        { concurrency: 2 },
      ),
    )
    expectTypeOf(keyed).toEqualTypeOf<AsyncIterable<number>>()
  })
  test('goes with a state', () => {
    const numbered = pipe(
      words,
      mapAccum(0, (n, word) => [n + 1, { n, word }]),
    )
    expectTypeOf(numbered).toEqualTypeOf<AsyncIterable<{ n: number; word: string }>>()
    const letters = pipe(
      words,
      transform(
        0,
        (n, word) => [n + 1, word.split('')],
        (n) => [`${n}`],
      ),
    )
    expectTypeOf(letters).toEqualTypeOf<AsyncIterable<string>>()
    const looked = pipe(
      words,
      transformAsync(0, async (n, word) => [n + 1, [{ n, word }]]),
    )
    expectTypeOf(looked).toEqualTypeOf<AsyncIterable<{ n: number; word: string }>>()
    expectTypeOf(
      pipe(
        words,
        conflate((held, word) => held + word),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
  test('fits Stage', () => {
    expectTypeOf(map((n: number) => `${n}`)).toEqualTypeOf<Stage<number, string>>()
  })
})

describe('what a sink promises', () => {
  test('is an Option where there may be no value', () => {
    expectTypeOf(pipe(words, head)).toEqualTypeOf<Promise<O.Option<string>>>()
    expectTypeOf(pipe(words, last)).toEqualTypeOf<Promise<O.Option<string>>>()
    expectTypeOf(
      pipe(
        words,
        find((word) => word !== ''),
      ),
    ).toEqualTypeOf<Promise<O.Option<string>>>()
  })
  test('is a collection of what flowed', async () => {
    expectTypeOf(
      pipe(
        words,
        groupToMap((word) => word.length),
      ),
    ).toEqualTypeOf<Promise<Map<number, string[]>>>()
    expectTypeOf(pipe([['a', 1] as const], toMap)).toEqualTypeOf<Promise<Map<'a', 1>>>()
    expectTypeOf(pipe(words, topN(3, S.Ord))).toEqualTypeOf<Promise<string[]>>()
    expectTypeOf(pipe(words, toReadableStream)).toEqualTypeOf<ReadableStream<string>>()
    const [first, rest] = await pipe(words, peel(1))
    expectTypeOf(first).toEqualTypeOf<string[]>()
    expectTypeOf(pipe(rest, head)).toEqualTypeOf<Promise<O.Option<string>>>()
  })
  test('is what the values come to', () => {
    expectTypeOf(
      pipe(
        words,
        reduce(0, (sum, word) => sum + word.length),
      ),
    ).toEqualTypeOf<Promise<number>>()
    expectTypeOf(
      pipe(
        words,
        reduceAsync(0, async (sum, word) => sum + word.length),
      ),
    ).toEqualTypeOf<Promise<number>>()
    expectTypeOf(pipe(range(1, 3), fold(N.MonoidSum))).toEqualTypeOf<Promise<number>>()
    expectTypeOf(
      pipe(
        words,
        every((word) => word !== ''),
      ),
    ).toEqualTypeOf<Promise<boolean>>()
    expectTypeOf(pipe(words, count)).toEqualTypeOf<Promise<number>>()
    expectTypeOf(pipe(words, drain)).toEqualTypeOf<Promise<void>>()
    expectTypeOf(
      pipe(
        words,
        forEachAsync(async (word) => word.length),
      ),
    ).toEqualTypeOf<Promise<void>>()
  })
})
