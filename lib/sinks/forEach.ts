import { aFunction } from '../core/check.ts'
import { nothing } from '../core/protocol.ts'
import { type Sink, sink } from '../core/sink.ts'
import { unawaited } from '../origins/unawaited.ts'

/**
 * Calls `f(value)` for each value.
 *
 * - **Fails** with the source's error, with what `f` throws, or with a TypeError where `f` gives a promise, which nobody
 *   would wait for; to wait for it is `forEachAsync`.
 *
 * @example
 * const seen: number[] = []
 * await pipe(range(1, 3), forEach((n) => void seen.push(n))) // => undefined
 * seen // => [1, 2, 3]
 */
export const forEach = <A>(f: (value: A) => void): Sink<A, void> => {
  aFunction('f', f)
  return sink('forEach', () => ({
    next: (value) => {
      unawaited('forEach', 'forEachAsync', f(value))
      return true
    },
    result: nothing,
  }))
}
