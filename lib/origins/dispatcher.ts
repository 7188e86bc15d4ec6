/** What a subscriber is called, chosen by whoever subscribes it. */
export type SubscriberId = PropertyKey

/** What one step of a dispatcher came to. */
export interface Dispatched<A, S> {
  /** The state for the next step. The one that was passed in is used up. */
  readonly state: S
  /** How many values to ask upstream for now, because of this step. */
  readonly demand: number
  /** Who gets which values, in order. The lists may be shared, and are never changed. */
  readonly deliveries: ReadonlyArray<readonly [id: SubscriberId, events: readonly A[]]>
  /** The values that nobody gets yet. They are dispatched again, before any newer ones. */
  readonly leftover: readonly A[]
}

/**
 * Decides who gets which value: five pure functions over a state of its own, data in and data out.
 *
 * The account is kept in credits. What a subscriber asks for and upstream has not been asked for yet is the `demand` of
 * that step; it goes up as it is, at once. A credit is used up as its value is delivered, or queued for one subscriber
 * alone; a value left over has not used its credit, and a value that was refused gives it back. So at any time, what
 * upstream owes and what is left over are together what was asked for in all `demand`s and is not used up.
 *
 * - **Asks** upstream once for a credit: what a leaver had asked for stays asked, and serves whoever asks next.
 * - **Leaves** over what nobody has asked for. It is dispatched again, before newer values, as soon as somebody asks or
 *   leaves.
 * - **Leaves** over, or queues, what a leaver had been given and not read. It is older than what was left over before, and
 *   its credit is open again with it: who gets it now is not asked for upstream.
 * - **Throws** where an `id` is subscribed already (`subscribe`) or not at all (`cancel`, `ask`), and where `n` is neither
 *   an integer of at least 1 nor Infinity.
 *
 * Source: GenStage.Dispatcher.
 *
 * @example
 * // Fair sharing: each value goes to whoever has had the fewest, of those who have asked.
 * const fair: Dispatcher<string, { sharers: Map<SubscriberId, { open: number; had: number }>; spare: number }> = {
 *   init: () => ({ sharers: new Map(), spare: 0 }),
 *   subscribe: (state, id) => {
 *     state.sharers.set(id, { open: 0, had: 0 })
 *     return { ...nothing, state }
 *   },
 *   cancel: (state, id, unread = []) => {
 *     state.spare += state.sharers.get(id)!.open + unread.length
 *     state.sharers.delete(id)
 *     return { ...nothing, state, leftover: unread }
 *   },
 *   ask: (state, id, n) => {
 *     const demand = Math.max(0, n - state.spare)
 *     state.spare -= n - demand
 *     state.sharers.get(id)!.open += n
 *     return { ...nothing, state, demand }
 *   },
 *   dispatch: (state, events) => {
 *     const deliveries = events.flatMap((event) => {
 *       const asking = [...state.sharers].filter(([, { open }]) => open > 0)
 *       const [next] = asking.toSorted(([, a], [, b]) => a.had - b.had)
 *       if (next === undefined) return []
 *       next[1].open--
 *       next[1].had++
 *       return [[next[0], [event]] as const]
 *     })
 *     return { ...nothing, state, deliveries, leftover: events.slice(deliveries.length) }
 *   },
 * }
 * const nothing = { demand: 0, deliveries: [], leftover: [] }
 */
export interface Dispatcher<A, S, Options = object> {
  /** A state without subscribers, a new one each time. */
  readonly init: () => S
  /** Somebody joins. It gets nothing before it asks. */
  readonly subscribe: (state: S, id: SubscriberId, options: Options) => Dispatched<A, S>
  /** Somebody leaves; `unread` is what had been delivered to it and not been read, oldest first. */
  readonly cancel: (state: S, id: SubscriberId, unread?: readonly A[]) => Dispatched<A, S>
  /** Somebody can take `n` values more. */
  readonly ask: (state: S, id: SubscriberId, n: number) => Dispatched<A, S>
  /** Values have come, or come again. */
  readonly dispatch: (state: S, events: readonly A[]) => Dispatched<A, S>
}
