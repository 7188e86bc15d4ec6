import fc from 'fast-check'
import type { Dispatcher, SubscriberId } from 'sluice'
import { describe, expect, test } from 'vitest'
import { accounts } from './accounting.ts'
import { letters, replays } from './replaying.ts'

interface Sharer {
  readonly weight: number
  open: number
  had: number
}

interface Sharing {
  readonly sharers: Map<SubscriberId, Sharer>
  /** What leavers had asked for, and upstream owes. */
  spare: number
}

/** Weighted sharing: each value goes to whoever has had the least for its weight. Fair, where all weights are the same. */
const weighted = <A>(): Dispatcher<A, Sharing, { readonly weight: number }> => {
  const step = (state: Sharing, demand = 0) => ({ state, demand, deliveries: [], leftover: [] })
  return {
    init: () => ({ sharers: new Map(), spare: 0 }),
    subscribe: (state, id, { weight }) => {
      // Who joins late is not behind the others: it begins where the one that has had the least is.
      const had = Math.min(...[...state.sharers.values()].map((sharer) => sharer.had / sharer.weight))
      state.sharers.set(id, { weight, open: 0, had: Number.isFinite(had) ? had * weight : 0 })
      return step(state)
    },
    cancel: (state, id, unread = []) => {
      state.spare += state.sharers.get(id)!.open + unread.length
      state.sharers.delete(id)
      return { ...step(state), leftover: unread }
    },
    ask: (state, id, n) => {
      const demand = Math.max(0, n - state.spare)
      state.spare = Math.max(0, state.spare - n)
      state.sharers.get(id)!.open += n
      return step(state, demand)
    },
    dispatch: (state, events) => {
      const lists = new Map<SubscriberId, A[]>()
      const given = events.findIndex((event) => {
        const asking = [...state.sharers].filter(([, { open }]) => open > 0)
        const [next] = asking.toSorted(([, a], [, b]) => a.had / a.weight - b.had / b.weight)
        if (next === undefined) return true
        const [id, sharer] = next
        sharer.open--
        sharer.had++
        lists.set(id, [...(lists.get(id) ?? []), event])
        return false
      })
      return { ...step(state), deliveries: [...lists], leftover: given < 0 ? [] : events.slice(given) }
    },
  }
}

describe("a user's own dispatcher", () => {
  test('shares by weight', () => {
    replays(weighted<string>(), [
      { subscribe: 'A', with: { weight: 2 } },
      { subscribe: 'B', with: { weight: 1 } },
      { ask: 'A', n: 10, up: 10 },
      { ask: 'B', n: 10, up: 10 },
      {
        dispatch: letters('abcdef'),
        gives: [
          ['A', letters('acdf')],
          ['B', letters('be')],
        ],
      },
    ])
  })
  test('shares fairly among equals, whatever they have asked for', () => {
    replays(weighted<string>(), [
      { subscribe: 'A', with: { weight: 1 } },
      { subscribe: 'B', with: { weight: 1 } },
      { ask: 'A', n: 10, up: 10 },
      { ask: 'B', n: 2, up: 2 },
      {
        dispatch: letters('abcdef'),
        gives: [
          ['A', letters('acef')],
          ['B', letters('bd')],
        ],
      },
      { ask: 'B', n: 3, up: 3 },
      {
        dispatch: letters('ghi'),
        gives: [
          ['B', letters('gh')],
          ['A', ['i']],
        ],
      },
    ])
  })
  test('has accounts that agree', () => {
    fc.assert(accounts(weighted<number>, { kind: 'to one', options: (_, n) => ({ weight: n + 1 }) }), { numRuns: 300 })
  })
  test('is shown where its accounts do not agree', () => {
    const forgetful = (): Dispatcher<number, Sharing, { readonly weight: number }> => ({
      ...weighted<number>(),
      ask: (state, id, n) => ({ ...weighted<number>().ask(state, id, n), demand: n }),
    })
    const { failed } = fc.check(accounts(forgetful, { kind: 'to one', options: () => ({ weight: 1 }) }))
    expect(failed).toBe(true)
  })
})
