import type { Dispatched, Dispatcher, SubscriberId } from 'sluice'
import { expect } from 'vitest'

/** What a step is to come to; what is left out is nothing. */
interface Outcome<A> {
  readonly up?: number
  readonly gives?: ReadonlyArray<readonly [SubscriberId, readonly A[]]>
  readonly left?: readonly A[]
}

export type Step<A, Options = object> = Outcome<A> &
  (
    | { readonly subscribe: SubscriberId; readonly with?: Options }
    | { readonly cancel: SubscriberId; readonly unread?: readonly A[] }
    | { readonly ask: SubscriberId; readonly n: number }
    | { readonly dispatch: readonly A[] }
  )

/** Letters and numbers for events, as the reference's tests have them. */
export const letters = (text: string): string[] => text.split('')

export const take = <A, S, Options>(
  dispatcher: Dispatcher<A, S, Options>,
  state: S,
  step: Step<A, Options>,
): Dispatched<A, S> => {
  if ('subscribe' in step) return dispatcher.subscribe(state, step.subscribe, step.with ?? ({} as Options))
  if ('cancel' in step) return dispatcher.cancel(state, step.cancel, step.unread)
  if ('ask' in step) return dispatcher.ask(state, step.ask, step.n)
  return dispatcher.dispatch(state, step.dispatch)
}

/** Takes the steps one after another, and looks at all that each comes to. */
export const replays = <A, S, Options>(
  dispatcher: Dispatcher<A, S, Options>,
  steps: ReadonlyArray<Step<A, Options>>,
): void => {
  let state = dispatcher.init()
  for (const step of steps) {
    const { demand, deliveries, leftover, state: next } = take(dispatcher, state, step)
    const { up = 0, gives = [], left = [] } = step
    expect({ step, up: demand, gives: deliveries, left: leftover }).toEqual({ step, up, gives, left })
    state = next
  }
}
