import { aFunction } from '../core/check.ts'
import { keep } from '../core/each.ts'
import type { Keeper } from '../core/pipeline.ts'
import { unawaited } from '../origins/unawaited.ts'

/**
 * Calls `f` with each value on its way, and gives the values unchanged.
 *
 * - **Calls** `f` before it gives the value; what `f` gives is ignored, so an `IO` of fp-ts is for `f` to run.
 * - **Fails** with a TypeError where `f` gives a promise, which nobody would wait for: that is what `tapAsync` does.
 *
 * @example
 * const seen: number[] = []
 * await pipe(range(1, 3), tap((n) => seen.push(n)), toArray) // => [1, 2, 3]
 * seen // => [1, 2, 3]
 */
export const tap = <A>(f: (value: A) => void): Keeper<A> => {
  aFunction('f', f)
  return keep<A>('tap', () => (value) => {
    unawaited('tap', 'tapAsync', f(value))
    return true
  })
}
