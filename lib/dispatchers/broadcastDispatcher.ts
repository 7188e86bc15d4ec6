import { aFunction, optionsOf } from '../core/check.ts'
import type { Dispatcher, SubscriberId } from '../origins/dispatcher.ts'
import { asked, dispatched, join, leave, memberOf } from '../origins/dispatching.ts'
import { enter, newDemand, type Pace, type Paced, raise, roomOf } from '../origins/pacing.ts'

/** What a subscriber of a `broadcastDispatcher` may want to get alone. */
export interface BroadcastSubscription<in A> {
  /** Which values it gets; all where it is left out. Those that it refuses use up none of its demand. */
  readonly where?: ((value: A) => boolean) | undefined
}

/** What a `broadcastDispatcher` remembers. */
export interface BroadcastState<in out A> extends Pace<Reader<A>> {}

interface Reader<in A> extends BroadcastSubscription<A>, Paced {}

/**
 * Decides that each value goes to every subscriber, at the pace of the slowest.
 *
 *     open demand         A 3  B 2
 *     dispatch  a b c     A gets [a, b], B gets [a, b], left over: [c]
 *
 * - **Gives** the same list to all. With `where` one gets what it lets through of it, and what it refuses is added to
 *   its demand again, at once.
 * - **Asks** upstream for what all have asked for, less what upstream was asked for before: so one who joins holds the
 *   others until it asks, and the slowest releases them as it leaves.
 * - **Drops** what a leaver had not read: the others have got it.
 * - **Updates** its state in place.
 * - **Throws** what `where` throws out of `dispatch`, and a TypeError where it is not a function out of `subscribe`.
 *
 * Source: GenStage.BroadcastDispatcher.
 *
 * @example
 * const { init, subscribe, ask, dispatch } = broadcastDispatcher<number>()
 * const joined = subscribe(subscribe(init(), 'all', {}).state, 'even', { where: (n) => n % 2 === 0 }).state
 * ask(joined, 'all', 2).demand // => 0
 * ask(joined, 'even', 2).demand // => 2
 * dispatch(joined, [1, 2]).deliveries // => [['all', [1, 2]], ['even', [2]]]
 */
export const broadcastDispatcher = <A>(): Dispatcher<A, BroadcastState<A>, BroadcastSubscription<A>> => ({
  init: () => ({ members: new Map(), given: 0, asked: 0, least: 0, slowest: 0 }),
  subscribe: (state, id, options) => {
    const { where } = optionsOf(options)
    if (where !== undefined) aFunction('where', where)
    join(state.members, id, { where, upTo: state.given })
    enter(state)
    return dispatched(state, 0)
  },
  cancel: (state, id) => {
    if (leave(state.members, id).upTo === state.least) state.slowest--
    return dispatched(state, newDemand(state))
  },
  ask: (state, id, n) => {
    raise(state, memberOf(state.members, id), asked(n))
    return dispatched(state, newDemand(state))
  },
  dispatch: (state, events) => {
    const deliveries: Array<readonly [SubscriberId, readonly A[]]> = []
    let demand = 0
    let rest = events
    // What selectors refuse may make room for more of the same events.
    for (let room = roomOf(state); room > 0 && rest.length > 0; room = roomOf(state)) {
      const list = rest.length > room ? rest.slice(0, room) : rest
      // Who joins from within a selector gets what comes then; who leaves is no longer there.
      state.given += list.length
      const there = [...state.members]
      for (const [id, member] of there) {
        const { where } = member
        const wanted = where === undefined ? list : list.filter((value) => where(value))
        if (wanted.length > 0) deliveries.push([id, wanted])
        if (wanted.length < list.length && state.members.has(id)) raise(state, member, list.length - wanted.length)
      }
      demand += newDemand(state)
      rest = rest.slice(list.length)
    }
    return dispatched(state, demand, deliveries, rest)
  },
})
