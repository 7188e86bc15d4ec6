import type { Option } from 'fp-ts/Option'
import { DispatchError, partitionDispatcher, type PartitionSubscription } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses } from '../laws.ts'
import { replays, type Step } from './replaying.ts'

type Key = 'p0' | 'p1'
type Steps = ReadonlyArray<Step<number, PartitionSubscription<Key>>>

const p0 = { subscribe: 'A', with: { key: 'p0' as const } }
const p1 = { subscribe: 'B', with: { key: 'p1' as const } }
const even = (n: number): string => (n % 2 === 0 ? 'p0' : 'p1')

const rows: Record<string, Steps> = {
  'PD1: subscribes, asks and cancels': [
    p0,
    { ask: 'A', n: 10, up: 10 },
    { cancel: 'A' },
    p1,
    { ask: 'B', n: 5 },
    { cancel: 'B' },
    { dispatch: [0, 1, 2, 3] },
  ],
  'PD3: custom partitions': [
    p1,
    { ask: 'B', n: 3, up: 3 },
    { dispatch: [1], gives: [['B', [1]]] },
    { ask: 'B', n: 3, up: 3 },
    { dispatch: [5, 7, 9, 11, 13, 15, 17], gives: [['B', [5, 7, 9, 11, 13]]], left: [15, 17] },
  ],
  'PD5: buffers before subscription': [
    p1,
    { ask: 'B', n: 5, up: 5 },
    { dispatch: [0, 2, 4, 6, 8] },
    { dispatch: [10, 1], left: [10, 1] },
    p0,
    { ask: 'A', n: 5, up: 5, gives: [['A', [0, 2, 4, 6, 8]]] },
  ],
  'PD6: buffers after subscription': [
    p0,
    p1,
    { ask: 'A', n: 5, up: 5 },
    { ask: 'B', n: 5, up: 5 },
    { dispatch: [0, 2], gives: [['A', [0, 2]]] },
    { dispatch: [4, 6, 8, 10, 12, 14, 16, 18], gives: [['A', [4, 6, 8]]] },
    { ask: 'A', n: 5, up: 5, gives: [['A', [10, 12, 14, 16, 18]]] },
    { dispatch: [1, 20, 22], gives: [['B', [1]]] },
  ],
  'PD7: keeps the queue of a leaver for the next subscriber of its key': [
    p0,
    p1,
    { ask: 'B', n: 5, up: 5 },
    { dispatch: [0, 2, 4, 6, 8] },
    { cancel: 'A' },
    { ...p0, subscribe: 'C' },
    { ask: 'C', n: 3, up: 3, gives: [['C', [0, 2, 4]]] },
    { dispatch: [10, 1, 3], gives: [['B', [1, 3]]] },
    { ask: 'C', n: 3, up: 3, gives: [['C', [6, 8, 10]]] },
  ],
  'PD9: a key that nobody takes comes to hold what the others have asked for': [
    p0,
    { ask: 'A', n: 10, up: 10 },
    { dispatch: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], gives: [['A', [0, 2, 4, 6, 8]]] },
    { dispatch: [10], left: [10] },
    p1,
    { ask: 'B', n: 7, up: 7, gives: [['B', [1, 3, 5, 7, 9]]] },
  ],
  'puts what a leaver had not read first in the queue, and asks upstream for nothing in its place': [
    p0,
    { ask: 'A', n: 3, up: 3 },
    { dispatch: [0, 2, 4], gives: [['A', [0, 2, 4]]] },
    { cancel: 'A', unread: [2, 4] },
    { ...p0, subscribe: 'C' },
    { ask: 'C', n: 3, up: 1, gives: [['C', [2, 4]]] },
    { dispatch: [6], gives: [['C', [6]]] },
    { ask: 'C', n: 1, up: 1 },
  ],
  'starves nobody for what a leaver had not read': [
    p0,
    p1,
    { ask: 'A', n: 2, up: 2 },
    { dispatch: [0, 2], gives: [['A', [0, 2]]] },
    { cancel: 'A', unread: [0, 2] },
    { ask: 'B', n: 2, up: 2 },
    { dispatch: [1, 4], gives: [['B', [1]]] },
    { ...p0, subscribe: 'C' },
    { ask: 'C', n: 3, up: 1, gives: [['C', [0, 2, 4]]] },
    { dispatch: [3], gives: [['B', [3]]] },
  ],
  'asks without end, once': [
    p0,
    { ask: 'A', n: Infinity, up: Infinity },
    { dispatch: [0, 1, 2], gives: [['A', [0, 2]]] },
    { cancel: 'A' },
    p1,
    { ask: 'B', n: 3, gives: [['B', [1]]] },
    { ask: 'B', n: Infinity },
    { dispatch: [3], gives: [['B', [3]]] },
  ],
}

const none: Option<never> = { _tag: 'None' }
const some = <A>(value: A): Option<A> => ({ _tag: 'Some', value })

describe('partitionDispatcher', () => {
  test.each(Object.entries(rows))('%s', (_, steps) => {
    replays(partitionDispatcher({ by: even, keys: ['p0', 'p1'] }), steps)
  })
  test('PD2: asks and dispatches', () => {
    replays(partitionDispatcher({ by: (n: number) => n, partitions: 1 }), [
      { subscribe: 'A', with: { key: 0 } },
      { ask: 'A', n: 3, up: 3 },
      { dispatch: [1], gives: [['A', [1]]] },
      { ask: 'A', n: 3, up: 3 },
      { dispatch: [2, 5, 6, 7, 8, 9, 10], gives: [['A', [2, 5, 6, 7, 8]]], left: [9, 10] },
    ])
  })
  test('PD4: partitions or none', () => {
    const by = (n: number) => (n % 3 === 0 ? none : some(n % 2 === 0 ? 'even' : 'odd'))
    replays(partitionDispatcher({ by, keys: ['even', 'odd'] }), [
      { subscribe: 'E', with: { key: 'even' } },
      { subscribe: 'O', with: { key: 'odd' } },
      { ask: 'E', n: 4, up: 4 },
      { ask: 'O', n: 4, up: 4 },
      {
        dispatch: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        gives: [
          ['O', [1, 5, 7, 11]],
          ['E', [2, 4, 8, 10]],
        ],
        left: [12],
      },
    ])
  })
  test('PD4: asks for another value in the place of a none', () => {
    replays(partitionDispatcher({ by: (n: number) => (n % 3 === 0 ? none : some('k')), keys: ['k'] }), [
      { subscribe: 'A', with: { key: 'k' } },
      { ask: 'A', n: 4, up: 4 },
      { dispatch: [1, 2, 3], up: 1, gives: [['A', [1, 2]]] },
      { dispatch: [6, 9], up: 2 },
      { dispatch: [4, 5], gives: [['A', [4, 5]]] },
    ])
    replays(partitionDispatcher({ by: () => none, keys: ['k'] }), [
      { subscribe: 'A', with: { key: 'k' } },
      { ask: 'A', n: Infinity, up: Infinity },
      { dispatch: [1, 2, 3] },
    ])
  })
  test.each([
    ['no key of the key list', { keys: ['a', 'b'] }, 'c', 'no partition has the key "c": it must be one of "a", "b"'],
    ['undefined', { keys: ['a'] }, undefined, 'no partition has the key undefined: it must be one of "a"'],
    ['null', { keys: ['a'] }, null, 'no partition has the key null: it must be one of "a"'],
    ['a some of another', { keys: ['a'] }, some(1), 'no partition has the key 1: it must be one of "a"'],
    ['an object', { keys: ['a'] }, {}, 'no partition has the key Object: it must be one of "a"'],
    ['what has no hash', { partitions: 2 }, true, 'no partition has the key true: it must be a string or a number'],
  ])('PD8: throws a DispatchError where by gives %s', (_, given, key, text) => {
    const first = ('keys' in given ? 'a' : 0) as never
    const dispatcher = partitionDispatcher({ by: () => key as never, ...given } as never)
    const state = dispatcher.subscribe(dispatcher.init(), 'A', { key: first }).state
    const dispatch = (): unknown => dispatcher.dispatch(dispatcher.ask(state, 'A', 1).state, [0])
    expect(dispatch).toThrow(DispatchError)
    expect(dispatch).toThrow(text)
    expect(dispatch).toThrow(
      expect.objectContaining({ key: typeof key === 'object' && key && 'value' in key ? key.value : key }),
    )
  })
  test('PD8: refuses to join without a key, with an unknown one, and where somebody is', () => {
    const { init, subscribe, ask } = partitionDispatcher({ by: even, keys: ['p0', 'p1'] })
    const { state } = subscribe(init(), 'A', { key: 'p0' })
    refuses(() => subscribe(state, 'B', undefined as never), TypeError, /^options must be an object, got: undefined$/)
    refuses(() => subscribe(state, 'B', {} as never), RangeError, /^key must be one of "p0", "p1", got: undefined$/)
    refuses(
      () => subscribe(state, 'B', { key: 'p2' as never }),
      RangeError,
      /^key must be one of "p0", "p1", got: "p2"/,
    )
    refuses(() => subscribe(state, 'B', { key: 'p0' }), RangeError, /^the key "p0" has a subscriber already$/)
    refuses(() => subscribe(state, 'A', { key: 'p1' }), RangeError, /^A is subscribed already$/)
    expect(ask(subscribe(state, 'B', { key: 'p1' }).state, 'A', 2).demand).toBe(2)
  })
  test.each([
    [{ by: 'key', keys: ['a'] }, TypeError, /^by must be a function/],
    [{ by: even }, TypeError, /^either keys or partitions must be given, got: neither$/],
    [{ by: even, keys: ['a'], partitions: 1 }, TypeError, /^either keys or partitions must be given, got: both$/],
    [{ by: even, keys: [] }, RangeError, /^keys must be at least one, .*, got: none$/],
    [{ by: even, keys: ['a', 'b', 'a'] }, RangeError, /^keys must be/],
    [{ by: even, partitions: 0 }, RangeError, /^partitions must be an integer of at least 1, got: 0$/],
    [{ by: even, partitions: '2' }, TypeError, /^partitions must be a number/],
    [undefined, TypeError, /^options must be an object/],
  ])('PD8: refuses to be built with %j', (options, kind, text) => {
    refuses(() => partitionDispatcher(options as never), kind, text)
  })
  test('refuses who is not subscribed, and an ask for nothing', () => {
    const { init, subscribe, ask, cancel } = partitionDispatcher({ by: even, keys: ['p0', 'p1'] })
    const { state } = subscribe(init(), 'A', { key: 'p0' })
    refuses(() => ask(state, 'B', 1), RangeError, /^B is not subscribed$/)
    refuses(() => cancel(state, 'B'), RangeError, /^B is not subscribed$/)
    refuses(() => ask(state, 'A', 0), RangeError, /^n must be/)
  })
  test('hashes strings and numbers to the same partition on every machine', () => {
    const { init, subscribe, ask, dispatch } = partitionDispatcher({ by: (key: string | number) => key, partitions: 4 })
    const joined = [0, 1, 2, 3].reduce((state, key) => subscribe(state, key, { key }).state, init())
    const { deliveries } = dispatch(
      ask(
        [0, 1, 2, 3].reduce((s, key) => ask(s, key, 9).state, joined),
        0,
        1,
      ).state,
      ['', 'a', 'b', 'foo', 'foobar', 1, '1'],
    )
    expect(new Map(deliveries)).toEqual(
      new Map([
        [0, ['a', 'foobar', 1, '1']],
        [1, ['', 'b']],
        [3, ['foo']],
      ]),
    )
  })
  test('takes NaN for a key', () => {
    const { init, subscribe, ask, dispatch } = partitionDispatcher({ by: (n: number) => n, keys: [NaN, 0] })
    const state = ask(subscribe(init(), 'A', { key: NaN }).state, 'A', 1).state
    expect(dispatch(state, [NaN]).deliveries).toEqual([['A', [NaN]]])
  })
  test('knows its keys', () => {
    const named = partitionDispatcher({ by: (n: number) => (n > 0 ? 'up' : 'down'), keys: ['up', 'down'] })
    const hashed = partitionDispatcher({ by: (s: string) => s, partitions: 3 })
    expectTypeOf(named.subscribe).parameter(2).toEqualTypeOf<PartitionSubscription<'up' | 'down'>>()
    expectTypeOf(hashed.subscribe).parameter(2).toEqualTypeOf<PartitionSubscription<number>>()
  })
})
