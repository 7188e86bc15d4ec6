import { flow, pipe } from 'fp-ts/lib/function.js'
import * as S from 'fp-ts/lib/string.js'
import {
  type AnyIterable,
  buffer,
  changes,
  chunksOf,
  debounce,
  drop,
  dropLast,
  dropWhile,
  filter,
  flatMap,
  group,
  map,
  mapAsync,
  mapWithIndex,
  prefetch,
  range,
  reduce,
  scan,
  take,
  takeLast,
  takeUntil,
  takeWhile,
  tap,
  tapAsync,
  throttle,
  toArray,
  uniq,
} from 'sluice'
import { describe, expectTypeOf, test } from 'vitest'

interface User {
  readonly id: number
  readonly name: string
}
interface Admin extends User {
  readonly rights: readonly string[]
}
const admins: AnyIterable<Admin> = []

describe('a pipe of twelve steps', () => {
  test('infers what each function is given, and what comes out', () => {
    const result = pipe(
      range(1, 3),
      map((n) => {
        expectTypeOf(n).toEqualTypeOf<number>()
        return { n, text: String(n) }
      }),
      filter(({ n }) => n > 0),
      tap((value) => expectTypeOf(value).toEqualTypeOf<{ n: number; text: string }>()),
      mapAsync(async ({ n, text }) => [n, text] as const, { concurrency: 2 }),
      uniq({ by: ([n]) => n }),
      flatMap(([n, text]) => [n, text]),
      chunksOf(2),
      map((chunk) => chunk[0]),
      prefetch(1),
      takeWhile((value) => {
        expectTypeOf(value).toEqualTypeOf<string | number>()
        return true
      }),
      scan('', (text, value) => text + value),
      toArray,
    )
    expectTypeOf(result).toEqualTypeOf<Promise<string[]>>()
  })

  test('keeps what its stages do not touch, whatever their options', () => {
    const kept = pipe(
      admins,
      take(9),
      drop(1),
      takeLast(5),
      dropLast(1),
      takeUntil(Promise.resolve()),
      prefetch({ max: 2, min: 1 }),
      buffer({ overflow: 'drop-oldest', capacity: 3 }),
      changes(),
      uniq(),
      throttle(1),
      debounce(1),
      toArray,
    )
    expectTypeOf(kept).toEqualTypeOf<Promise<Admin[]>>()
  })

  test('keeps the narrower type where functions take a wider one', () => {
    const hasName = ({ name }: User): boolean => name !== ''
    const kept = pipe(
      admins,
      filter(hasName),
      tap(hasName),
      tapAsync(async (user: User) => user.id),
      dropWhile(hasName),
      takeWhile(hasName),
      uniq({ by: (user: User) => user.id }),
      changes({ equals: (a: User, b: User) => a.id === b.id }),
    )
    expectTypeOf(kept).toEqualTypeOf<AsyncIterable<Admin>>()
  })

  test('keeps the type where a function takes anything', () => {
    expectTypeOf(pipe(admins, tap(console.warn))).toEqualTypeOf<AsyncIterable<Admin>>()
    expectTypeOf(
      pipe(
        admins,
        tap(() => undefined),
      ),
    ).toEqualTypeOf<AsyncIterable<Admin>>()
    expectTypeOf(pipe(admins, filter(Boolean))).toEqualTypeOf<AsyncIterable<Admin>>()
  })

  test('stands in a generic function of yours', () => {
    const named = <A extends User>(source: AnyIterable<A>) =>
      pipe(
        source,
        filter((user) => user.id > 0),
        tap(({ name }) => name),
        dropWhile(({ name }) => name === ''),
        uniq({ by: ({ id }) => id }),
        toArray,
      )
    expectTypeOf(named(admins)).toEqualTypeOf<Promise<Admin[]>>()
  })

  test('begins at anything that can be iterated', () => {
    const double = map((n: number) => n * 2)
    expectTypeOf(pipe([1, 2], double)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(new Set([1]), double)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(pipe(range(1, 2), double)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(
      pipe(
        'ab',
        map((letter) => letter),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(
      pipe(
        new Map([['a', 1]]),
        map(([key]) => key),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
})

describe('a flow', () => {
  test('infers from its second function on', () => {
    const stage = flow(
      map((n: number) => ({ n })),
      filter((value) => value.n > 1),
      tapAsync(async ({ n }) => n),
      mapWithIndex((index, { n }) => `${index}: ${n}`),
      changes(S.Eq),
      tap((text) => text.length),
      group(S.Eq),
      map((texts) => texts.length),
      scan(0, (sum, length) => sum + length),
    )
    expectTypeOf(stage).toEqualTypeOf<(source: AnyIterable<number>) => AsyncIterable<number>>()
  })
  test('may end in a sink', () => {
    const joined = flow(
      filter((n: number) => n > 1),
      map((n) => String(n)),
      reduce('', (all, text) => all + text),
    )
    expectTypeOf(joined).returns.toEqualTypeOf<Promise<string>>()
    expectTypeOf(pipe(range(1, 2), joined)).toEqualTypeOf<Promise<string>>()
  })
  test('infers in a pipe as a pipe does', () => {
    const result = pipe(
      admins,
      flow(
        filter((admin) => admin.rights.length > 0),
        map(({ rights }) => rights),
        toArray,
      ),
    )
    expectTypeOf(result).toEqualTypeOf<Promise<Array<readonly string[]>>>()
  })
})
