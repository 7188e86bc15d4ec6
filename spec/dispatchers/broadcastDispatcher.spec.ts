import { broadcastDispatcher, type BroadcastSubscription } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses } from '../laws.ts'
import { letters, replays, type Step } from './replaying.ts'

type Steps = ReadonlyArray<Step<string, BroadcastSubscription<string>>>

const A = { subscribe: 'A' }
const B = { subscribe: 'B' }
const C = { subscribe: 'C' }
const begins = (text: string) => ({ where: (value: string) => value.startsWith(text) })
const all = (ids: string, events: string) => letters(ids).map((id) => [id, letters(events)] as const)

const twoServed: Steps = [
  A,
  B,
  { ask: 'A', n: 3 },
  { ask: 'B', n: 2, up: 2 },
  { dispatch: letters('ab'), gives: all('AB', 'ab') },
  { ask: 'B', n: 2, up: 1 },
  { dispatch: letters('cd'), gives: all('AB', 'c'), left: ['d'] },
  { dispatch: ['d'], left: ['d'] },
]

const rows: Record<string, Steps> = {
  'BD1: asks, cancels': [
    A,
    { ask: 'A', n: 10, up: 10 },
    { cancel: 'A' },
    { dispatch: letters('abc'), left: letters('abc') },
  ],
  'BD2: early demand': [A, { ask: 'A', n: 10, up: 10 }, B, { cancel: 'A' }, { ask: 'B', n: 10 }],
  'BD3: late demand': [A, B, { ask: 'A', n: 10 }, { cancel: 'B', up: 10 }, { ask: 'A', n: 10, up: 10 }],
  'BD4: dispatches to multiple': twoServed,
  'BD5: late subscriber': [
    ...twoServed,
    { ask: 'A', n: 1, up: 1 },
    C,
    { dispatch: letters('de'), left: letters('de') },
    { ask: 'A', n: 2 },
    { ask: 'B', n: 2 },
    { ask: 'C', n: 3, up: 2 },
    { dispatch: letters('def'), gives: all('ABC', 'def') },
  ],
  'BD6: dispatches, and repeats': [
    A,
    { ask: 'A', n: 10, up: 10 },
    { dispatch: letters('abc'), gives: all('A', 'abc') },
    B,
    { ask: 'B', n: 20 },
    { dispatch: letters('defghij'), gives: all('AB', 'defghij') },
  ],
  'BD7: reuses events for another subscriber': [
    A,
    { ask: 'A', n: 10, up: 10 },
    { cancel: 'A' },
    B,
    { ask: 'B', n: 5 },
    { dispatch: letters('abc'), gives: all('B', 'abc') },
  ],
  'BD8: cancels a blocking subscriber while there is requested demand': [
    A,
    { ask: 'A', n: 10, up: 10 },
    B,
    { ask: 'A', n: 5 },
    { cancel: 'B', up: 5 },
  ],
  'BD9: what a selector refuses is asked for again': [
    { subscribe: 'A', with: begins('pre') },
    { subscribe: 'B', with: begins('pref') },
    { ask: 'A', n: 4 },
    { ask: 'B', n: 4, up: 4 },
    {
      dispatch: ['pref-1234', 'pref-5678', 'pre0000', 'foo0000'],
      up: 1,
      gives: [
        ['A', ['pref-1234', 'pref-5678', 'pre0000']],
        ['B', ['pref-1234', 'pref-5678']],
      ],
    },
    { dispatch: ['pref-9'], gives: all('AB', '').map(([id]) => [id, ['pref-9']] as const) },
    { ask: 'A', n: 3, up: 1 },
  ],
  'BD11: shared demand': [
    A,
    B,
    { ask: 'A', n: 10 },
    { ask: 'B', n: 20, up: 10 },
    { dispatch: letters('0123456789'), gives: all('AB', '0123456789') },
    { ask: 'A', n: 10, up: 10 },
    { dispatch: letters('abcdefghij'), gives: all('AB', 'abcdefghij') },
  ],
  'BD12: a subscriber that never asks holds the others, and releases them as it leaves': [
    A,
    B,
    C,
    { ask: 'A', n: 2 },
    { ask: 'B', n: 3 },
    { dispatch: letters('ab'), left: letters('ab') },
    { cancel: 'C', up: 2 },
    { dispatch: letters('abc'), gives: all('AB', 'ab'), left: ['c'] },
  ],
  'BD13: does not result in duplicate upstream demand': [
    A,
    B,
    { ask: 'A', n: 10 },
    { ask: 'B', n: 20, up: 10 },
    C,
    { ask: 'C', n: 10 },
    { cancel: 'A', up: 0 },
    { ask: 'C', n: 20, up: 10 },
  ],
  'drops what a leaver had not read': [
    A,
    B,
    { ask: 'A', n: 2 },
    { ask: 'B', n: 2, up: 2 },
    { dispatch: letters('ab'), gives: all('AB', 'ab') },
    { cancel: 'A', unread: letters('ab') },
    { ask: 'B', n: 1, up: 1 },
  ],
  'asks without end, once': [
    A,
    B,
    { ask: 'A', n: Infinity },
    { ask: 'B', n: Infinity, up: Infinity },
    { dispatch: letters('ab'), gives: all('AB', 'ab') },
    { ask: 'B', n: Infinity },
    { ask: 'A', n: 1 },
    { cancel: 'A' },
    C,
    { ask: 'C', n: 3 },
    { dispatch: letters('cdef'), gives: all('BC', 'cde'), left: ['f'] },
    { cancel: 'B' },
    { cancel: 'C' },
    { dispatch: ['f'], left: ['f'] },
  ],
  'goes on at the pace of the slowest where the others ask without end': [
    A,
    B,
    { ask: 'A', n: Infinity },
    { ask: 'B', n: 2, up: 2 },
    { dispatch: letters('abc'), gives: all('AB', 'ab'), left: ['c'] },
    { cancel: 'B', up: Infinity },
  ],
}

describe('broadcastDispatcher', () => {
  test.each(Object.entries(rows))('%s', (_, steps) => {
    replays(broadcastDispatcher<string>(), steps)
  })
  test('BD10: refuses who is subscribed already, and leaves that one as it was', () => {
    const { init, subscribe, ask } = broadcastDispatcher<string>()
    const { state } = subscribe(init(), 'A', {})
    refuses(() => subscribe(state, 'A', {}), RangeError, /^A is subscribed already$/)
    expect(ask(state, 'A', 1).demand).toBe(1)
  })
  test('gives all the same list', () => {
    const { init, subscribe, ask, dispatch } = broadcastDispatcher<number>()
    const joined = subscribe(subscribe(init(), 'A', {}).state, 'B', {}).state
    const events = [1, 2]
    const { deliveries } = dispatch(ask(ask(joined, 'A', 2).state, 'B', 2).state, events)
    expect(deliveries.map(([, list]) => list === events)).toEqual([true, true])
  })
  test('refuses a where that is no function, who is not subscribed, and an ask for nothing', () => {
    const { init, subscribe, ask, cancel } = broadcastDispatcher<string>()
    const { state } = subscribe(init(), 'A', {})
    refuses(() => subscribe(state, 'B', { where: 'b' as never }), TypeError, /^where must be a function, got: "b"$/)
    refuses(() => ask(state, 'B', 1), RangeError, /^B is not subscribed$/)
    refuses(() => cancel(state, 'B'), RangeError, /^B is not subscribed$/)
    refuses(() => ask(state, 'A', 0), RangeError, /^n must be/)
    expect(ask(state, 'A', 1).demand).toBe(1)
  })
  test('throws what a where throws', () => {
    const where = (): boolean => {
      throw new Error('where')
    }
    const { init, subscribe, ask, dispatch } = broadcastDispatcher<string>()
    const { state } = ask(subscribe(init(), 'A', { where }).state, 'A', 1)
    expect(() => dispatch(state, ['a'])).toThrow('where')
  })
  test('knows the type of the values that a where looks at', () => {
    expectTypeOf(broadcastDispatcher<string>().subscribe).parameter(2).toEqualTypeOf<BroadcastSubscription<string>>()
  })
})
