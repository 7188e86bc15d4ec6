import fc from 'fast-check'
import {
  broadcastDispatcher,
  type BroadcastSubscription,
  demandDispatcher,
  type Dispatcher,
  partitionDispatcher,
  type PartitionSubscription,
  roundRobinDispatcher,
} from 'sluice'
import { describe, expect, test } from 'vitest'
import { accounts, type Trial } from './accounting.ts'

const runs = 500

const toOne: Trial<object> = { kind: 'to one', options: () => ({}) }
const toAll: Trial<BroadcastSubscription<number>> = { kind: 'to all', options: () => ({}) }
const passes = (who: number, n: number, value: number): boolean => n === 0 || (value + who) % (n + 1) === 0
const selected: Trial<BroadcastSubscription<number>> = {
  kind: 'to all',
  wants: passes,
  options: (who, n) => (n === 0 ? {} : { where: (value) => passes(who, n, value) }),
}
const owner = (value: number): number | undefined => [0, 1, 1, undefined, 2, 3, 0][value % 7]
const keys: readonly number[] = [0, 1, 2, 3]
const byKey: Trial<PartitionSubscription<number>> = { kind: 'by key', owner, options: (key) => ({ key }) }
const partitions = () =>
  partitionDispatcher({
    by: (value: number) => {
      const key = owner(value)
      return key === undefined ? { _tag: 'None' } : { _tag: 'Some', value: key }
    },
    keys,
  })

describe('the accounts of a dispatcher agree, whoever joins, asks and leaves', () => {
  test('demandDispatcher', () => {
    fc.assert(accounts(demandDispatcher<number>, toOne), { numRuns: runs })
  })
  test('demandDispatcher, where more comes than was asked for', () => {
    fc.assert(accounts(demandDispatcher<number>, toOne, true), { numRuns: runs })
  })
  test('roundRobinDispatcher', () => {
    fc.assert(accounts(roundRobinDispatcher<number>, toOne), { numRuns: runs })
  })
  test('roundRobinDispatcher, where more comes than was asked for', () => {
    fc.assert(accounts(roundRobinDispatcher<number>, toOne, true), { numRuns: runs })
  })
  test('broadcastDispatcher', () => {
    fc.assert(accounts(broadcastDispatcher<number>, toAll), { numRuns: runs })
  })
  test('broadcastDispatcher, where more comes than was asked for', () => {
    fc.assert(accounts(broadcastDispatcher<number>, toAll, true), { numRuns: runs })
  })
  test('broadcastDispatcher, with selectors', () => {
    fc.assert(accounts(broadcastDispatcher<number>, selected), { numRuns: runs })
  })
  test('partitionDispatcher', () => {
    fc.assert(accounts(partitions, byKey), { numRuns: runs })
  })
})

type Change<S, Options> = (dispatcher: Dispatcher<number, S, Options>) => Partial<Dispatcher<number, S, Options>>

const broken =
  <S, Options>(build: () => Dispatcher<number, S, Options>, trial: Trial<Options>, change: Change<S, Options>) =>
  (): { failed: boolean; errorInstance: unknown } => {
    const changed = (): Dispatcher<number, S, Options> => {
      const dispatcher = build()
      return { ...dispatcher, ...change(dispatcher) }
    }
    return fc.check(accounts(changed, trial), { numRuns: 300 })
  }

const mutants: Record<string, readonly [fault: RegExp, run: () => { failed: boolean; errorInstance: unknown }]> = {
  'asks again for what a leaver had asked for': [
    /asks upstream for/,
    broken(demandDispatcher<number>, toOne, ({ ask }) => ({ ask: (s, id, n) => ({ ...ask(s, id, n), demand: n }) })),
  ],
  'asks for nothing where a leaver was': [
    /asks upstream for/,
    broken(roundRobinDispatcher<number>, toOne, ({ ask }) => ({
      ask: (s, id, n) => ({ ...ask(s, id, n), demand: 0 }),
    })),
  ],
  'asks for what all have asked for together, where it gives all to all': [
    /asks upstream for/,
    broken(broadcastDispatcher<number>, toAll, ({ ask }) => ({ ask: (s, id, n) => ({ ...ask(s, id, n), demand: n }) })),
  ],
  'does not release the others as the slowest leaves': [
    /asks upstream for/,
    broken(broadcastDispatcher<number>, toAll, ({ cancel }) => ({
      cancel: (s, id) => ({ ...cancel(s, id), demand: 0 }),
    })),
  ],
  'does not ask again for what a selector refused': [
    /asks upstream for/,
    broken(broadcastDispatcher<number>, selected, ({ dispatch }) => ({
      dispatch: (s, events) => ({ ...dispatch(s, events), demand: 0 }),
    })),
  ],
  'loses what is left over': [
    /gives .*, which is not there|loses|leaves over/,
    broken(demandDispatcher<number>, toOne, ({ dispatch }) => ({
      dispatch: (s, events) => ({ ...dispatch(s, events), leftover: [] }),
    })),
  ],
  'gives more than was asked for': [
    /more than it asked for/,
    broken(demandDispatcher<number>, toOne, ({ dispatch }) => ({
      dispatch: (s, events) => {
        const result = dispatch(s, events)
        const [first, ...others] = result.deliveries
        if (first === undefined) return result
        return { ...result, deliveries: [[first[0], [...first[1], ...result.leftover]], ...others], leftover: [] }
      },
    })),
  ],
  'gives in another order': [
    /behind/,
    broken(roundRobinDispatcher<number>, toOne, ({ dispatch }) => ({
      dispatch: (s, events) => {
        const result = dispatch(s, events)
        return { ...result, deliveries: result.deliveries.map(([id, list]) => [id, list.toReversed()]) }
      },
    })),
  ],
  'loses what a leaver had not read': [
    /gives back/,
    broken(demandDispatcher<number>, toOne, ({ cancel }) => ({ cancel: (s, id) => cancel(s, id) })),
  ],
  'asks again for what a leaver had not read': [
    /asks upstream for/,
    broken(demandDispatcher<number>, toOne, ({ cancel }) => ({
      cancel: (s, id, unread = []) => ({ ...cancel(s, id), leftover: unread }),
    })),
  ],
  'asks for the credit of a leaver as it leaves': [
    /asks upstream for/,
    broken(roundRobinDispatcher<number>, toOne, ({ cancel }) => ({
      cancel: (s, id, unread) => ({ ...cancel(s, id, unread), demand: unread?.length ?? 0 }),
    })),
  ],
  'gives a value twice': [
    /which is not there|more than it asked for/,
    broken(demandDispatcher<number>, toOne, ({ dispatch }) => ({
      dispatch: (s, events) => {
        const result = dispatch(s, events)
        return { ...result, deliveries: [...result.deliveries, ...result.deliveries.slice(0, 1)] }
      },
    })),
  ],
  'leaves over what somebody has asked for': [
    /what is wanted/,
    broken(demandDispatcher<number>, toOne, ({ dispatch }) => ({
      dispatch: (s, events) => {
        const result = dispatch(s, events.slice(0, 3))
        return { ...result, leftover: [...result.leftover, ...events.slice(3)] }
      },
    })),
  ],
  'leaves out one of all': [
    /does not give/,
    broken(broadcastDispatcher<number>, toAll, ({ dispatch }) => ({
      dispatch: (s, events) => {
        const result = dispatch(s, events)
        return { ...result, deliveries: result.deliveries.slice(0, 2) }
      },
    })),
  ],
  'loses what the leaver of a key had not read': [
    /instead of|keeps/,
    broken(partitions, byKey, ({ cancel }) => ({ cancel: (s, id) => cancel(s, id) })),
  ],
  'asks nothing in the place of what it drops': [
    /asks upstream for/,
    broken(partitions, byKey, ({ dispatch }) => ({ dispatch: (s, events) => ({ ...dispatch(s, events), demand: 0 }) })),
  ],
}

describe('the accounts show a dispatcher that', () => {
  test.each(Object.entries(mutants))('%s', (_, [fault, run]) => {
    const { failed, errorInstance } = run()
    expect(failed).toBe(true)
    expect(String(errorInstance)).toMatch(fault)
  })
})
