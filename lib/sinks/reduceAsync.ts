import { Calls, limitsOf } from '../origins/calls.ts'
import { aFunction } from '../core/check.ts'
import { waiting } from '../core/pipeline.ts'
import { type Sink, sink, sinkName } from '../core/sink.ts'

/**
 * Combines all values into one, from `init` on, where each step `f(accumulator, value, signal)` may promise.
 *
 * - **Calls** `f` once for each value, one call at a time; the next value is pulled when it has answered.
 * - **Fails** with the source's error, or with what `f` fails with.
 *
 * @example
 * await pipe(range(1, 4), reduceAsync(0, async (sum, n) => sum + n)) // => 10
 */
export const reduceAsync = <A, B>(
  init: B,
  f: (accumulator: B, value: A, signal: AbortSignal) => B | PromiseLike<B>,
): Sink<A, B> => {
  aFunction('f', f)
  const steps = waiting<A, B>('reduceAsync', (source, down, wake) => {
    let accumulator = init
    const call = (value: A, signal: AbortSignal): B | PromiseLike<B> => f(accumulator, value, signal)
    const give = (_: unknown, __: unknown, result: B): boolean => down.next((accumulator = result))
    return new Calls(source, down, wake, call, give, limitsOf({}))
  })
  const last = sink<B, B>('reduceAsync', () => {
    let accumulator = init
    return {
      next: (value) => {
        accumulator = value
        return true
      },
      result: () => accumulator,
    }
  })
  return Object.assign((source: Parameters<typeof steps>[0]) => last(steps(source)), { [sinkName]: 'reduceAsync' })
}
