import type { Dispatched, Dispatcher, SubscriberId } from '../origins/dispatcher.ts'
import { addTo, dispatched } from '../origins/dispatching.ts'
import { placeIn, type Sharer, type Sharing, sharing } from '../origins/sharing.ts'

/** What a `roundRobinDispatcher` remembers. */
export interface RoundRobinState extends Sharing {}

const seat = (a: Sharer, b: Sharer): boolean => a.seat < b.seat

/**
 * Decides that each value goes to the next subscriber in turn.
 *
 *     open demand             A 3  B 1  C 2
 *     dispatch  a b c d e     A gets [a, d], B gets [b], C gets [c, e]
 *     dispatch  f             A gets [f]
 *
 * - **Gives** turns in the order of joining. Who has no open demand is passed over, and has its turn again when it has
 *   asked. What one gets of a dispatch comes as one list.
 * - **Asks** upstream for what is asked of it, beyond what leavers had asked for and not got.
 * - **Leaves** over what a leaver had not read: it goes to whoever asks next, who is not asked for upstream again.
 * - **Updates** its state in place.
 *
 * Source: Akka's `RoundRobinPool`.
 *
 * @example
 * const { init, subscribe, ask, dispatch } = roundRobinDispatcher<string>()
 * const joined = subscribe(subscribe(init(), 'A', {}).state, 'B', {}).state
 * const state = ask(ask(joined, 'A', 2).state, 'B', 2).state
 * dispatch(state, ['a', 'b', 'c']).deliveries // => [['A', ['a', 'c']], ['B', ['b']]]
 */
export const roundRobinDispatcher = <A>(): Dispatcher<A, RoundRobinState> => sharing(seat, dispatch)

const dispatch = <A>(state: RoundRobinState, events: readonly A[]): Dispatched<A, RoundRobinState> => {
  const { asking } = state
  const lists = new Map<SubscriberId, A[]>()
  let turn = placeIn(asking, (member) => member.seat <= state.lastSeat)
  let at = 0
  for (; at < events.length && asking.length > 0; at++) {
    if (turn >= asking.length) turn = 0
    const member = asking[turn]!
    addTo(lists, member.id, events[at] as A)
    state.lastSeat = member.seat
    if (--member.open > 0) turn++
    else asking.splice(turn, 1)
  }
  return dispatched(state, 0, [...lists], events.slice(at))
}
