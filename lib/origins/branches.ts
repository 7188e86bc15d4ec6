import { aFunction } from '../core/check.ts'
import { type AnyIterable, Pipeline, pipelineOf } from '../core/pipeline.ts'
import type { Dispatcher } from './dispatcher.ts'
import { Driver } from './driver.ts'
import { single } from './single.ts'
import type { Subscriber, Terms } from './subscriber.ts'

/** One of those who share a source. It takes part from its creation until it ends, is closed, or is disposed. */
export type Branch<A> = AsyncIterable<A> & AsyncDisposable

export const branchOf = <A>(subscriber: Subscriber<A>, fan: Pipeline<A>): Branch<A> => {
  const dispose = (): Promise<void> => subscriber.dispose()
  return Object.assign(single('branch', subscriber.begin, [fan], dispose), { [Symbol.asyncDispose]: dispose })
}

/** What a fan-out is in a description. */
export const fanOf = <A>(name: string, source: Pipeline<A>): Pipeline<A> => new Pipeline(name, [source], undefined)

/** A fan-out to a fixed set of subscribers, of whom the last one to leave closes the source. */
export const branching =
  <A, S, O>(
    name: string,
    dispatcher: Dispatcher<A, S, O>,
    members: readonly O[],
    terms: Terms<A> = {},
  ): ((source: AnyIterable<A>) => ReadonlyArray<Branch<A>>) =>
  (source) => {
    const upstream = pipelineOf(source)
    const fan = fanOf(name, upstream)
    const driver = new Driver(upstream, dispatcher, { closes: true })
    const subscribers = members.map((options) => driver.join(terms, options))
    driver.open()
    return subscribers.map((subscriber) => branchOf(subscriber, fan))
  }

/** Functions of the user's, by name. */
export const functionsOf = <F>(
  name: string,
  given: Readonly<Record<string, F>>,
): ReadonlyArray<readonly [string, F]> => {
  const entries = Object.entries(given)
  if (entries.length === 0) throw new RangeError(`${name} must be at least one, got: none`)
  for (const [key, f] of entries) aFunction(`${name}.${key}`, f)
  return entries
}
