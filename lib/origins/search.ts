import { type Sink, sink } from '../core/sink.ts'

/** A sink that reads until `found` holds for a value, and closes the source there. */
export const search = <A, R>(name: string, found: (value: A) => boolean, hit: (value: A) => R, miss: R): Sink<A, R> =>
  sink(name, (stop) => {
    let over = false
    let result = miss
    return {
      next: (value) => {
        // The end of a step may give more than was asked for.
        if (over) return false
        if (!found(value)) return true
        over = true
        result = hit(value)
        stop()
        return false
      },
      result: () => result,
    }
  })
