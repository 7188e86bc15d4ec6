import { type Sink, sink } from '../core/sink.ts'

export const reduce = <A, B>(init: B, f: (accumulator: B, value: A) => B): Sink<A, B> =>
  sink('reduce', () => {
    let accumulator = init
    return {
      next: (value) => {
        accumulator = f(accumulator, value)
        return true
      },
      result: () => accumulator,
    }
  })
