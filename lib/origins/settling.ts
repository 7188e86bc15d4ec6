import type { AnyIterable } from '../core/pipeline.ts'
import { report } from '../core/report.ts'
import { type Sink, sinkName } from '../core/sink.ts'
import type { Branch } from './branches.ts'

/**
 * A sink on each branch of a fan-out, side by side. One that has settled has left, so nobody waits for it; the first
 * failure is told at once, and the other branches are closed. So there is always somebody who moves: a branch holds
 * others up only while its sink still has to read.
 */
export const settling = <A, R, T>(
  name: string,
  fan: (source: AnyIterable<A>) => ReadonlyArray<Branch<A>>,
  sinks: ReadonlyArray<Sink<A, R>>,
  shape: (results: R[]) => T,
): Sink<A, T> => {
  const consume = async (source: AnyIterable<A>): Promise<T> => {
    const branches = fan(source)
    const run = async (sink: Sink<A, R>, at: number): Promise<R> => {
      try {
        return await sink(branches[at]!)
      } finally {
        await branches[at]![Symbol.asyncDispose]()
      }
    }
    try {
      return shape(await Promise.all(sinks.map(run)))
    } catch (error) {
      for (const branch of branches) void close(branch)
      throw error
    }
  }
  return Object.assign(consume, { [sinkName]: name })
}

const close = async (branch: AsyncDisposable): Promise<void> => {
  try {
    await branch[Symbol.asyncDispose]()
  } catch (error) {
    report(error)
  }
}
