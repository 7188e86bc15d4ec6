import { aFunction, wrongType } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { report } from '../core/report.ts'
import { type Sink, sinkName } from '../core/sink.ts'
import { type Fork, forking, release } from './branches.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Terms } from './subscriber.ts'

/**
 * A sink on each branch of a fan-out, side by side. One that has settled has left, so nobody waits for it; the first
 * failure is told at once, and the other branches are closed. So there is always somebody who moves: a branch holds
 * others up only while its sink still has to read.
 */
export const settling = <A, R, T>(
  name: string,
  fork: (source: AnyIterable<A>) => Fork<A>,
  sinks: ReadonlyArray<Sink<A, R>>,
  shape: (results: R[]) => T,
): Sink<A, T> => {
  const consume = (source: AnyIterable<A>): Promise<T> => {
    const { branches, close, together } = fork(source)
    let failure: { readonly error: unknown } | undefined
    const fail = (error: unknown): void => {
      if (failure !== undefined && failure.error !== error) report(error)
      failure ??= { error }
    }
    const run = async (sink: Sink<A, R>, at: number): Promise<R> => {
      try {
        if (failure !== undefined) throw failure.error
        const result = await sink(branches[at]!)
        await branches[at]![Symbol.asyncDispose]()
        return result
      } catch (error) {
        fail(error)
        // First, so that what one branch hands back as it leaves is for none of the others.
        const closed = release({ [Symbol.asyncDispose]: async () => void (await close()) })
        for (const branch of branches) void release(branch)
        await closed
        throw failure!.error
      }
    }
    const results = async (): Promise<T> => shape(await Promise.all(together(() => sinks.map(run))))
    return results()
  }
  return Object.assign(consume, { [sinkName]: name })
}

/** The same with a record of sinks, whose results come by their names. */
export const settlingByName = <A, S, O, R>(
  name: string,
  dispatcherOf: (keys: readonly string[]) => Dispatcher<A, S, O>,
  sinks: { readonly [K in keyof R]: Sink<A, R[K]> },
  terms: Terms<A>,
): Sink<A, R> => {
  if (typeof sinks !== 'object' || sinks === null) throw wrongType('sinks', 'an object', sinks)
  const keys = Object.keys(sinks) as Array<keyof R & string>
  if (keys.length === 0) throw new RangeError('sinks must be at least one, got: none')
  for (const key of keys) aFunction(`sinks.${key}`, sinks[key])
  const members = keys.map((key) => ({ key }) as O)
  return settling<A, R[keyof R], R>(
    name,
    forking(name, dispatcherOf(keys), members, terms),
    keys.map((key) => sinks[key]),
    (results) => Object.fromEntries(keys.map((key, at) => [key, results[at]])) as R,
  )
}
