import { atLeast } from '../core/check.ts'
import type { Dispatched, SubscriberId } from './dispatcher.ts'

/** What the dispatchers say in the same way: who is there, what was asked, what a step came to. */

export const dispatched = <A, S>(
  state: S,
  demand: number,
  deliveries: Dispatched<A, S>['deliveries'] = [],
  leftover: readonly A[] = [],
): Dispatched<A, S> => ({ state, demand, deliveries, leftover })

export const join = <M>(members: Map<SubscriberId, M>, id: SubscriberId, member: M): void => {
  if (members.has(id)) throw new RangeError(`${String(id)} is subscribed already`)
  members.set(id, member)
}

export const memberOf = <M>(members: ReadonlyMap<SubscriberId, M>, id: SubscriberId): M => {
  const member = members.get(id)
  if (member === undefined) throw new RangeError(`${String(id)} is not subscribed`)
  return member
}

export const leave = <M>(members: Map<SubscriberId, M>, id: SubscriberId): M => {
  const member = memberOf(members, id)
  members.delete(id)
  return member
}

export const asked = (n: number): number => atLeast(1, 'n', n, true)

/** How much of one credit is left when the other has covered its part. An endless one covers an endless one. */
export const beyond = (credit: number, covered: number): number => Math.max(0, credit - covered) || 0

/** Asks for `n` more, of which what is spare need not be asked for upstream: gives what remains. */
export const spend = (state: { spare: number }, n: number): number => {
  const demand = beyond(n, state.spare)
  state.spare = beyond(state.spare, n)
  return demand
}

/** Who gets what, one list for each. */
export const addTo = <A>(lists: Map<SubscriberId, A[]>, id: SubscriberId, value: A): void => {
  const list = lists.get(id)
  if (list === undefined) lists.set(id, [value])
  else list.push(value)
}
