import type { Dispatched, Dispatcher } from '../origins/dispatcher.ts'
import { dispatched } from '../origins/dispatching.ts'
import { lineUp, type Sharer, type Sharing, sharing } from '../origins/sharing.ts'

/** What a `demandDispatcher` remembers. */
export interface DemandState extends Sharing {}

const most = (a: Sharer, b: Sharer): boolean => a.open >= b.open

/**
 * Decides that each value goes to whoever has the most open demand.
 *
 *     open demand             A 3  B 2
 *     dispatch  a b c d e     A gets [a, b, c], B gets [d, e]
 *     dispatch  f             left over: nobody has asked
 *
 * - **Gives** as many values as one has asked for before the next one's turn, as one list; among equals to the one
 *   first who has been waiting longer with that demand.
 * - **Asks** upstream for what is asked of it, beyond what leavers had asked for and not got.
 * - **Leaves** over what a leaver had not read: it goes to whoever asks next, who is not asked for upstream again.
 * - **Updates** its state in place.
 *
 * Source: GenStage.DemandDispatcher.
 *
 * @example
 * const { init, subscribe, ask, dispatch } = demandDispatcher<string>()
 * const state = ask(subscribe(init(), 'A', {}).state, 'A', 2).state
 * const { deliveries, leftover } = dispatch(state, ['a', 'b', 'c'])
 * deliveries // => [['A', ['a', 'b']]]
 * leftover // => ['c']
 */
export const demandDispatcher = <A>(): Dispatcher<A, DemandState> => sharing(most, dispatch)

const dispatch = <A>(state: DemandState, events: readonly A[]): Dispatched<A, DemandState> => {
  const deliveries: Array<Dispatched<A, DemandState>['deliveries'][number]> = []
  let at = 0
  while (at < events.length) {
    const first = state.asking.shift()
    if (first === undefined) break
    const list = at === 0 && first.open >= events.length ? events : events.slice(at, at + first.open)
    deliveries.push([first.id, list])
    at += list.length
    first.open -= list.length
    if (first.open > 0) lineUp(state, first, most)
  }
  return dispatched(state, 0, deliveries, at === 0 ? events : events.slice(at))
}
