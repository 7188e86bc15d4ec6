import { roundRobinDispatcher } from 'sluice'
import { describe, expect, test } from 'vitest'
import { refuses } from '../laws.ts'
import { letters, replays, type Step } from './replaying.ts'

const A = { subscribe: 'A' }
const B = { subscribe: 'B' }
const C = { subscribe: 'C' }

const rows: Record<string, ReadonlyArray<Step<string>>> = {
  'gives each value to the next in turn, and what one gets as one list': [
    A,
    B,
    C,
    { ask: 'A', n: 3, up: 3 },
    { ask: 'B', n: 1, up: 1 },
    { ask: 'C', n: 2, up: 2 },
    {
      dispatch: letters('abcde'),
      gives: [
        ['A', letters('ad')],
        ['B', ['b']],
        ['C', letters('ce')],
      ],
    },
    { dispatch: letters('fg'), gives: [['A', ['f']]], left: ['g'] },
  ],
  'goes on with the next one in the next dispatch': [
    A,
    B,
    { ask: 'A', n: 2, up: 2 },
    { ask: 'B', n: 2, up: 2 },
    { dispatch: ['a'], gives: [['A', ['a']]] },
    { dispatch: ['b'], gives: [['B', ['b']]] },
    {
      dispatch: letters('cd'),
      gives: [
        ['A', ['c']],
        ['B', ['d']],
      ],
    },
  ],
  'passes over who has not asked, and gives it its turn again when it has': [
    A,
    B,
    C,
    { ask: 'A', n: 3, up: 3 },
    { ask: 'C', n: 3, up: 3 },
    {
      dispatch: letters('abc'),
      gives: [
        ['A', letters('ac')],
        ['C', ['b']],
      ],
    },
    { ask: 'B', n: 1, up: 1 },
    {
      dispatch: letters('def'),
      gives: [
        ['B', ['d']],
        ['C', ['e']],
        ['A', ['f']],
      ],
    },
  ],
  'gives turns in the order of joining, not of asking': [
    A,
    B,
    { ask: 'B', n: 1, up: 1 },
    { ask: 'A', n: 1, up: 1 },
    {
      dispatch: letters('ab'),
      gives: [
        ['A', ['a']],
        ['B', ['b']],
      ],
    },
  ],
  'goes on behind a leaver': [
    A,
    B,
    C,
    { ask: 'A', n: 2, up: 2 },
    { ask: 'B', n: 2, up: 2 },
    { ask: 'C', n: 2, up: 2 },
    {
      dispatch: letters('ab'),
      gives: [
        ['A', ['a']],
        ['B', ['b']],
      ],
    },
    { cancel: 'B' },
    {
      dispatch: letters('cd'),
      gives: [
        ['C', ['c']],
        ['A', ['d']],
      ],
    },
    { ask: 'A', n: 2, up: 1 },
  ],
  'gives what a leaver had not read to who asks next, and asks upstream for nothing': [
    A,
    { ask: 'A', n: 3, up: 3 },
    { dispatch: letters('ab'), gives: [['A', letters('ab')]] },
    { cancel: 'A', unread: ['b'], left: ['b'] },
    B,
    { ask: 'B', n: 3, up: 1 },
    { dispatch: ['b'], gives: [['B', ['b']]] },
    { dispatch: letters('cd'), gives: [['B', letters('cd')]] },
  ],
  'leaves over all where nobody is there': [{ dispatch: letters('ab'), left: letters('ab') }],
  'asks without end, once': [
    A,
    B,
    { ask: 'A', n: Infinity, up: Infinity },
    { ask: 'B', n: 1, up: 1 },
    {
      dispatch: letters('abc'),
      gives: [
        ['A', letters('ac')],
        ['B', ['b']],
      ],
    },
    { cancel: 'A' },
    { ask: 'B', n: 3 },
  ],
}

describe('roundRobinDispatcher', () => {
  test.each(Object.entries(rows))('%s', (_, steps) => {
    replays(roundRobinDispatcher<string>(), steps)
  })
  test('refuses who is subscribed already or not at all, and an ask for nothing', () => {
    const { init, subscribe, ask } = roundRobinDispatcher<string>()
    const { state } = subscribe(init(), 'A', {})
    refuses(() => subscribe(state, 'A', {}), RangeError, /^A is subscribed already$/)
    refuses(() => ask(state, 'B', 1), RangeError, /^B is not subscribed$/)
    refuses(() => ask(state, 'A', 0), RangeError, /^n must be/)
  })
  test('shares evenly among a thousand, whatever the lumps', () => {
    const { init, subscribe, ask, dispatch } = roundRobinDispatcher<number>()
    let state = init()
    for (let id = 0; id < 1000; id++) state = ask(subscribe(state, id, {}).state, id, 10).state
    const got = new Map<PropertyKey, number>()
    for (let events = 0; events < 7000; events += 350)
      for (const [id, list] of dispatch(
        state,
        Array.from({ length: 350 }, (_, at) => events + at),
      ).deliveries)
        got.set(id, (got.get(id) ?? 0) + list.length)
    expect(new Set(got.values())).toEqual(new Set([7]))
  })
})
