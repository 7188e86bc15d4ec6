import { demandDispatcher, type DemandState, type Dispatcher } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses } from '../laws.ts'
import { letters, replays, type Step } from './replaying.ts'

const A = { subscribe: 'A' }
const B = { subscribe: 'B' }
const C = { subscribe: 'C' }
const ten = letters('0123456789')

const rows: Record<string, ReadonlyArray<Step<string>>> = {
  'DD1: subscribes, asks and cancels': [
    A,
    { ask: 'A', n: 10, up: 10 },
    { cancel: 'A' },
    B,
    { ask: 'B', n: 5 },
    { cancel: 'B' },
    { dispatch: letters('abc'), left: letters('abc') },
  ],
  'DD1: what is left over has not used its credit, and upstream owes the rest': [
    A,
    { ask: 'A', n: 10, up: 10 },
    { cancel: 'A' },
    { dispatch: letters('abc'), left: letters('abc') },
    B,
    { ask: 'B', n: 10 },
    { dispatch: letters('abc'), gives: [['B', letters('abc')]] },
    { dispatch: letters('defghij'), gives: [['B', letters('defghij')]] },
    { ask: 'B', n: 1, up: 1 },
  ],
  'DD2: subscribes twice, asks twice and cancels one': [
    A,
    B,
    { ask: 'A', n: 3, up: 3 },
    { ask: 'B', n: 3, up: 3 },
    { cancel: 'A' },
    { dispatch: letters('abcde'), gives: [['B', letters('abc')]], left: letters('de') },
  ],
  'DD3: subscribes, asks and dispatches': [
    A,
    { ask: 'A', n: 3, up: 3 },
    { dispatch: ['a'], gives: [['A', ['a']]] },
    { ask: 'A', n: 3, up: 3 },
    { dispatch: letters('bcdefgh'), gives: [['A', letters('bcdef')]], left: letters('gh') },
    { dispatch: letters('ij'), left: letters('ij') },
  ],
  'DD4: asks multiple consumers: A4 B2 C3': [
    A,
    B,
    C,
    { ask: 'A', n: 4, up: 4 },
    { ask: 'B', n: 2, up: 2 },
    { ask: 'C', n: 3, up: 3 },
    {
      dispatch: ten.slice(1),
      gives: [
        ['A', letters('1234')],
        ['C', letters('567')],
        ['B', letters('89')],
      ],
    },
  ],
  'DD4: asks multiple consumers: then C2': [
    A,
    B,
    C,
    { ask: 'A', n: 4, up: 4 },
    { ask: 'B', n: 2, up: 2 },
    { ask: 'C', n: 3, up: 3 },
    { ask: 'C', n: 2, up: 2 },
    {
      dispatch: letters('abcdefghijk'),
      gives: [
        ['C', letters('abcde')],
        ['A', letters('fghi')],
        ['B', letters('jk')],
      ],
    },
  ],
  'DD4: asks multiple consumers: then B4': [
    A,
    B,
    C,
    { ask: 'A', n: 4, up: 4 },
    { ask: 'B', n: 2, up: 2 },
    { ask: 'C', n: 3, up: 3 },
    { ask: 'C', n: 2, up: 2 },
    { ask: 'B', n: 4, up: 4 },
    {
      dispatch: letters('abcdefghijklmno'),
      gives: [
        ['B', letters('abcdef')],
        ['C', letters('ghijk')],
        ['A', letters('lmno')],
      ],
    },
  ],
  'DD5: dispatches to multiple consumers': [
    A,
    B,
    { ask: 'A', n: 3, up: 3 },
    { ask: 'B', n: 2, up: 2 },
    {
      dispatch: letters('abcde'),
      gives: [
        ['A', letters('abc')],
        ['B', letters('de')],
      ],
    },
    { dispatch: letters('abc'), left: letters('abc') },
    { ask: 'A', n: 3, up: 3 },
    { ask: 'B', n: 3, up: 3 },
    { dispatch: letters('ab'), gives: [['A', letters('ab')]] },
    { dispatch: letters('cd'), gives: [['B', letters('cd')]] },
    {
      dispatch: letters('efg'),
      gives: [
        ['A', ['e']],
        ['B', ['f']],
      ],
      left: ['g'],
    },
  ],
  'DD6: never shuffles: equals are served in the order in which they came to be': [
    A,
    B,
    { ask: 'A', n: 3, up: 3 },
    { ask: 'B', n: 3, up: 3 },
    {
      dispatch: letters('abcde'),
      gives: [
        ['A', letters('abc')],
        ['B', letters('de')],
      ],
    },
  ],
  'DD7: does not warn of an ask that is higher than the first': [
    A,
    { ask: 'A', n: 3, up: 3 },
    { ask: 'A', n: 4, up: 4 },
  ],
  'gives what a leaver had not read to who asks next, and asks upstream for nothing': [
    A,
    { ask: 'A', n: 3, up: 3 },
    { dispatch: letters('abc'), gives: [['A', letters('abc')]] },
    { cancel: 'A', unread: letters('abc'), left: letters('abc') },
    B,
    { ask: 'B', n: 3 },
    { dispatch: letters('abc'), gives: [['B', letters('abc')]] },
    { ask: 'B', n: 3, up: 3 },
  ],
  'remembers what others had asked for when what a leaver had not read serves them': [
    A,
    B,
    { ask: 'A', n: 3, up: 3 },
    { ask: 'B', n: 2, up: 2 },
    { dispatch: letters('abc'), gives: [['A', letters('abc')]] },
    { cancel: 'A', unread: letters('bc'), left: letters('bc') },
    { dispatch: letters('bc'), gives: [['B', letters('bc')]] },
    { ask: 'B', n: 3, up: 1 },
    { dispatch: letters('def'), gives: [['B', letters('def')]] },
  ],
  'asks without end, once': [
    A,
    B,
    { ask: 'A', n: Infinity, up: Infinity },
    { ask: 'A', n: 5, up: 5 },
    { dispatch: letters('abc'), gives: [['A', letters('abc')]] },
    { cancel: 'A' },
    { ask: 'B', n: 3 },
    { ask: 'B', n: Infinity },
    { dispatch: letters('def'), gives: [['B', letters('def')]] },
    { cancel: 'B' },
    C,
    { ask: 'C', n: 7 },
  ],
}

describe('demandDispatcher', () => {
  test.each(Object.entries(rows))('%s', (_, steps) => {
    replays(demandDispatcher<string>(), steps)
  })
  test('hands on the same list where one gets it whole', () => {
    const { init, subscribe, ask, dispatch } = demandDispatcher<number>()
    const events = [1, 2]
    const { deliveries } = dispatch(ask(subscribe(init(), 'A', {}).state, 'A', 2).state, events)
    expect(deliveries[0]?.[1]).toBe(events)
  })
  test('tells 1 from "1", and symbols from each other', () => {
    const one = Symbol('one')
    replays(demandDispatcher<string>(), [
      { subscribe: 1 },
      { subscribe: '1' },
      { subscribe: one },
      { subscribe: Symbol('one') },
      { ask: one, n: 1, up: 1 },
      { dispatch: ['a'], gives: [[one, ['a']]] },
    ])
  })
  test('begins with a state of its own each time', () => {
    const dispatcher = demandDispatcher<string>()
    replays(dispatcher, [A, { ask: 'A', n: 1, up: 1 }])
    replays(dispatcher, [A, { ask: 'A', n: 1, up: 1 }])
  })
  test('BD10: refuses who is subscribed already, and leaves that one as it was', () => {
    const { init, subscribe, ask, dispatch } = demandDispatcher<string>()
    const state = ask(subscribe(init(), 'A', {}).state, 'A', 1).state
    refuses(() => subscribe(state, 'A', {}), RangeError, /^A is subscribed already$/)
    expect(dispatch(state, ['a']).deliveries).toEqual([['A', ['a']]])
  })
  test('refuses who is not subscribed', () => {
    const { init, cancel, ask } = demandDispatcher<string>()
    refuses(() => ask(init(), Symbol('A'), 1), RangeError, /^Symbol\(A\) is not subscribed$/)
    refuses(() => cancel(init(), 'A'), RangeError, /^A is not subscribed$/)
  })
  test.each([0, -1, 1.5, NaN, -Infinity])('refuses to be asked for %d, and leaves all as it was', (n) => {
    const { init, subscribe, ask } = demandDispatcher<string>()
    const { state } = subscribe(init(), 'A', {})
    refuses(() => ask(state, 'A', n), RangeError, /^n must be an integer of at least 1, or Infinity, got: /)
    expect(ask(state, 'A', 1).demand).toBe(1)
  })
  test('gives an event of any value', () => {
    const { init, subscribe, ask, dispatch } = demandDispatcher<unknown>()
    const { state } = ask(subscribe(init(), 'A', {}).state, 'A', 2)
    expect(dispatch(state, [undefined, null, 0]).deliveries).toEqual([['A', [undefined, null]]])
  })
  test('is a Dispatcher', () => {
    expectTypeOf(demandDispatcher<string>()).toEqualTypeOf<Dispatcher<string, DemandState>>()
  })
})
