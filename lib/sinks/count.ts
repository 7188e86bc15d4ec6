import { type Sink, sink } from '../core/sink.ts'

/**
 * Tells how many values there are.
 *
 * @example
 * await pipe(range(1, 6), filter((n) => n % 2 === 0), count) // => 3
 */
export const count: Sink<unknown, number> = sink<unknown, number>('count', () => {
  let values = 0
  return {
    next: () => {
      values++
      return true
    },
    result: () => values,
  }
})
