import { type AnyIterable, Pipeline, pipelineOf } from '../core/pipeline.ts'
import type { Dispatcher } from './dispatcher.ts'
import { report } from '../core/report.ts'
import { Driver } from './driver.ts'
import { single } from './single.ts'
import type { Subscriber, Terms } from './subscriber.ts'

/** One of those who share a source. It takes part from its creation until it ends, is closed, or is disposed. */
export type Branch<A> = AsyncIterable<A> & AsyncDisposable

/** So many branches: one by one where their number is known and at most 32, so that they can be told apart by place. */
export type Branches<A, N extends number> = N extends number ? Listed<Branch<A>, N> : never

type Listed<B, N extends number, All extends readonly B[] = readonly []> = number extends N
  ? readonly B[]
  : All['length'] extends N
    ? All
    : All['length'] extends 32
      ? readonly B[]
      : Listed<B, N, readonly [...All, B]>

export const branchOf = <A>(subscriber: Subscriber<A>, fan: Pipeline<A>): Branch<A> => {
  const dispose = (): Promise<void> => subscriber.dispose()
  return Object.assign(single('branch', subscriber.begin, [fan], dispose), { [Symbol.asyncDispose]: dispose })
}

/** Lets a branch go; nobody waits for what that comes to. */
export const release = async (branch: AsyncDisposable): Promise<void> => {
  try {
    await branch[Symbol.asyncDispose]()
  } catch (error) {
    report(error)
  }
}

/** What a fan-out is in a description. */
export const fanOf = <A>(name: string, source: Pipeline<A>): Pipeline<A> => new Pipeline(name, [source], undefined)

/** A fan-out with its branches, and a way to close its source while they are still there. */
export interface Fork<A> {
  readonly branches: ReadonlyArray<Branch<A>>
  readonly close: () => PromiseLike<unknown> | undefined
  /** Pulls nothing while `begin` runs: who begins first is not to fill the branches of those who have not yet. */
  readonly together: <T>(begin: () => T) => T
}

/** A fan-out to a fixed set of subscribers, of whom the last one to leave closes the source. */
export const forking =
  <A, S, O>(
    name: string,
    dispatcher: Dispatcher<A, S, O>,
    members: readonly O[],
    terms: Terms<A> = {},
  ): ((source: AnyIterable<A>) => Fork<A>) =>
  (source) => {
    const upstream = pipelineOf(source)
    const fan = fanOf(name, upstream)
    const { shared, overflow = 'block' } = terms
    const driver = new Driver(upstream, dispatcher, { closes: true, shared, loses: overflow !== 'block' })
    const subscribers = members.map((options) => driver.join(terms, options))
    driver.open()
    const together = <T>(begin: () => T): T => {
      driver.paused = true
      try {
        return begin()
      } finally {
        driver.go()
      }
    }
    return {
      branches: subscribers.map((subscriber) => branchOf(subscriber, fan)),
      close: () => driver.close(),
      together,
    }
  }
