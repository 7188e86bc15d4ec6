import type { Dispatcher, SubscriberId } from './dispatcher.ts'
import { asked, dispatched, join, leave, memberOf, spend } from './dispatching.ts'

/** One who gets a part of what comes. */
export interface Sharer {
  readonly id: SubscriberId
  /** Its number in the order of joining. */
  readonly seat: number
  /** What it has asked for and not got. */
  open: number
}

export interface Sharing {
  readonly members: Map<SubscriberId, Sharer>
  /** Those who may get something now, sorted. */
  readonly asking: Sharer[]
  /** How many credits of leavers upstream has been asked for: they serve whoever asks next. */
  spare: number
  seats: number
  /** Whose turn was the last one, where there are turns. */
  lastSeat: number
}

/** Where in a sorted list those end that come before. */
export const placeIn = <T>(list: readonly T[], before: (item: T) => boolean): number => {
  let from = 0
  let to = list.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (before(list[middle]!)) from = middle + 1
    else to = middle
  }
  return from
}

/** Each value goes to one of those who have asked; which one, is up to their `order` and to `dispatch`. */
export const sharing = <A>(
  order: (a: Sharer, b: Sharer) => boolean,
  dispatch: Dispatcher<A, Sharing>['dispatch'],
): Dispatcher<A, Sharing> => ({
  init: () => ({ members: new Map(), asking: [], spare: 0, seats: 0, lastSeat: 0 }),
  subscribe: (state, id) => {
    join(state.members, id, { id, seat: ++state.seats, open: 0 })
    return dispatched(state, 0)
  },
  cancel: (state, id, unread = []) => {
    const member = leave(state.members, id)
    const at = placeOf(state, member, order)
    if (at >= 0) state.asking.splice(at, 1)
    state.spare += member.open + unread.length
    return dispatched(state, 0, [], unread)
  },
  ask: (state, id, n) => {
    const member = memberOf(state.members, id)
    const demand = spend(state, asked(n))
    const at = placeOf(state, member, order)
    member.open += n
    const before = state.asking[at - 1]
    if (at < 0 || (before !== undefined && !order(before, member))) {
      if (at > 0) state.asking.splice(at, 1)
      lineUp(state, member, order)
    }
    return dispatched(state, demand)
  },
  dispatch,
})

/** Puts one who has asked behind those whom `order` has before it. */
export const lineUp = ({ asking }: Sharing, member: Sharer, order: (a: Sharer, b: Sharer) => boolean): void => {
  const place = placeIn(asking, (other) => order(other, member))
  asking.splice(place, 0, member)
}

/** Where one stands who has asked: at the end of its equals, or a little before. */
const placeOf = ({ asking }: Sharing, member: Sharer, order: (a: Sharer, b: Sharer) => boolean): number =>
  member.open > 0
    ? asking.lastIndexOf(
        member,
        placeIn(asking, (other) => order(other, member)),
      )
    : -1
