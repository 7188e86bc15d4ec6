import { Loop } from './loop.ts'
import { type AnyIterable, pipelineOf } from './pipeline.ts'
import { DONE, MORE, one } from './protocol.ts'
import { Run } from './run.ts'

/** A consumer: reads a source and promises a result. */
export type Sink<A, R> = (source: AnyIterable<A>) => Promise<R>

/** What a sink does in one run: `next` answers whether it wants another value, `result` is asked for once. */
export interface Consumer<in A, out R> {
  readonly next: (value: A) => boolean
  readonly result: () => R | PromiseLike<R>
}

export const sinkName: unique symbol = Symbol('sluice.sink')

export const sink = <A, R>(name: string, start: (stop: () => void) => Consumer<A, R>): Sink<A, R> => {
  const consume = (source: AnyIterable<A>): Promise<R> => {
    const pipeline = pipelineOf(source)
    return new Promise<R>((resolve, reject) => {
      const { next, result } = start(() => run.stop())
      const advance = (limit: number): boolean => {
        try {
          const pulled = run.pull(limit)
          if (pulled === DONE) resolve(result())
          return pulled === MORE
        } catch (error) {
          reject(error)
          return false
        }
      }
      const loop = new Loop(advance)
      const run = new Run<A>(pipeline, { next, demand: one }, loop.run)
      loop.run()
    })
  }
  return Object.assign(consume, { [sinkName]: name })
}
