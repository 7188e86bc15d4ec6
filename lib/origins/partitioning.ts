import type { Option } from 'fp-ts/Option'
import { oneOf, optionsOf, show } from '../core/check.ts'
import { DispatchError } from './errors.ts'
import { Queue } from '../core/queue.ts'
import type { Dispatcher, SubscriberId } from './dispatcher.ts'
import { asked, dispatched, join, leave, memberOf, spend } from './dispatching.ts'

export interface Partitions<in out A> {
  readonly partitions: ReadonlyArray<Partition<A>>
  readonly members: Map<SubscriberId, Partition<A>>
  /** How many values upstream has been asked for and has not given. */
  owed: number
  /** How many credits of leavers upstream has been asked for: they serve whoever asks next. */
  spare: number
  /** What there was against the value that comes first now: those before it were for somebody. */
  failure?: { readonly error: unknown }
}

interface Partition<in out A> {
  subscriber: SubscriberId | undefined
  /** What the subscriber has asked for and not got. */
  open: number
  /** What came when nobody had subscribed, or the subscriber had not asked. */
  queue: Queue<A>
  /** How many values at the front of the queue had been delivered, to a leaver who did not read them. */
  returned: number
  /** What its subscriber gets of the values that are dispatched just now. */
  list: A[] | undefined
}

/** What `by` says a value is for; undefined where that is a none. What is no key or has no place is a DispatchError. */
export const keyed =
  <A, K>(by: (value: A) => unknown, placeOf: (key: string | number) => K | undefined, allowed: string) =>
  (value: A): K | undefined => {
    const found = by(value)
    const option = typeof found === 'object' ? (found as Option<unknown> | null) : undefined
    if (option?._tag === 'None') return undefined
    const key = option?._tag === 'Some' ? option.value : found
    const place = isKey(key) ? placeOf(key) : undefined
    if (place === undefined) throw new DispatchError(key, allowed)
    return place
  }

/** Of two options that say where values go, just one must be there. */
export const eitherOf = (keys: unknown, name: string, other: unknown): void => {
  if ((keys === undefined) === (other === undefined))
    throw new TypeError(`either keys or ${name} must be given, got: ${keys === undefined ? 'neither' : 'both'}`)
}

export const isKey = (key: unknown): key is string | number => typeof key === 'string' || typeof key === 'number'

/** Each value goes to the subscriber of its key, or is queued for it. `keyOf` gives undefined for what is dropped. */
export const partitioning = <A, K>(
  keys: readonly K[],
  placeOf: (value: A) => number | undefined,
): Dispatcher<A, Partitions<A>, { readonly key: K }> => ({
  init: () => ({
    partitions: keys.map(() => ({ subscriber: undefined, open: 0, queue: new Queue(), returned: 0, list: undefined })),
    members: new Map(),
    owed: 0,
    spare: 0,
  }),
  subscribe: (state, id, options) => {
    const key = oneOf(keys, 'key', optionsOf(options).key)
    const partition = state.partitions[keys.findIndex((other) => String(other) === String(key))]!
    if (partition.subscriber !== undefined) throw new RangeError(`the key ${show(key)} has a subscriber already`)
    join(state.members, id, partition)
    partition.subscriber = id
    return dispatched(state, 0)
  },
  cancel: (state, id, unread = []) => {
    const partition = leave(state.members, id)
    const { queue } = partition
    state.spare += partition.open
    partition.subscriber = undefined
    partition.open = 0
    partition.queue = new Queue()
    partition.returned += unread.length
    for (const value of unread) partition.queue.push(value)
    while (queue.size > 0) partition.queue.push(queue.shift())
    return dispatched(state, 0)
  },
  ask: (state, id, n) => {
    const partition = memberOf(state.members, id)
    const events: A[] = []
    asked(n)
    while (events.length < n && partition.queue.size > 0) events.push(partition.queue.shift())
    // Upstream was asked for these as they were delivered the first time; all others in the queue used others' credits.
    const again = Math.min(partition.returned, events.length)
    const demand = spend(state, n - again)
    partition.returned -= again
    partition.open += n - events.length
    state.owed += demand
    return dispatched(state, demand, events.length > 0 ? [[id, events]] : [])
  },
  dispatch: (state, events) => {
    const given: Array<Partition<A>> = []
    let dropped = 0
    let at = 0
    for (; at < events.length && state.owed > 0; at++) {
      const value = events[at] as A
      let place: number | undefined
      try {
        if (state.failure !== undefined) throw state.failure.error
        place = placeOf(value)
      } catch (error) {
        if (at === 0) throw error
        state.failure = { error }
        break
      }
      if (place === undefined) {
        dropped++
        continue
      }
      const partition = state.partitions[place]!
      state.owed--
      if (partition.open > 0) {
        partition.open--
        if (partition.list === undefined) given.push(partition)
        ;(partition.list ??= []).push(value)
      } else partition.queue.push(value)
    }
    // A value that came for nothing is asked for again where somebody waits for it, and where it had been asked for.
    const lost = state.owed === Infinity ? 0 : Math.min(dropped, state.owed)
    const demand = spend(state, lost)
    state.owed -= lost - demand
    const deliveries = given.map(({ subscriber, list }) => [subscriber!, list!] as const)
    for (const partition of given) partition.list = undefined
    return dispatched(state, demand, deliveries, events.slice(at))
  },
})
