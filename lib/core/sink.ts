import { Loop } from './loop.ts'
import { type AnyIterable, pipelineOf } from './pipeline.ts'
import { DONE, evermore, MORE, one } from './protocol.ts'
import { Run } from './run.ts'

/** A consumer: reads a source and promises a result. */
export type Sink<A, R> = (source: AnyIterable<A>) => Promise<R>

/** What a sink does in one run: `next` answers whether it wants another value, `result` is asked for once. */
export interface Consumer<in A, out R> {
  readonly next: (value: A) => boolean
  readonly result: () => R | PromiseLike<R>
}

export const sinkName: unique symbol = Symbol('sluice.sink')

/** To take no `stop` is to take whatever comes. */
export const sink = <A, R>(name: string, start: (stop: () => void) => Consumer<A, R>): Sink<A, R> => {
  const consume: Sink<A, R> & { [sinkName]?: string } = (source) => {
    const pipeline = pipelineOf(source)
    return new Promise<R>((resolve, reject) => {
      let over = false
      const advance = (limit: number): boolean => {
        // An origin may still wake its consumer when that has settled.
        if (over) return false
        try {
          const pulled = run.pull(limit)
          if (pulled !== DONE) return pulled === MORE
          resolve(consumer.result())
        } catch (error) {
          reject(error)
        }
        over = true
        return false
      }
      const loop = new Loop(advance)
      // A consumer of no values at all stops before there is a run.
      let stopped = false
      let stop = (): void => void (stopped = true)
      const consumer = start(() => stop())
      const run = new Run<A>(pipeline, { next: consumer.next, demand: start.length === 0 ? evermore : one }, loop.run)
      stop = run.stop
      if (stopped) stop()
      loop.run()
    })
  }
  consume[sinkName] = name
  return consume
}
