import type { Option } from 'fp-ts/Option'
import { aFunction } from '../core/check.ts'
import { type Stage, stage } from '../core/pipeline.ts'
import { anOption } from '../origins/given.ts'

/**
 * Gives one result for each value by way of a state: `f` gives the next state and the result.
 *
 * - **Starts** each run with `init`.
 * - **Flushes** at the end only: `flush(state)` gives an `Option` of one last result. Not where the source fails, nor
 *   where the consumer leaves.
 * - **Fails** with a TypeError where `flush` gives no `Option`.
 *
 * Source: ZIO's `mapAccum` and Elixir's `Stream.transform`.
 *
 * @example
 * await pipe([3, 5, 4], mapAccum(0, (last, n) => [n, n - last]), toArray) // => [3, 2, -1]
 * await pipe([3, 5, 4], mapAccum(0, (sum, n) => [sum + n, n], O.some), toArray) // => [3, 5, 4, 12]
 */
export const mapAccum = <A, B, S>(
  init: S,
  f: (state: S, value: A) => readonly [S, B],
  flush?: (state: S) => Option<B>,
): Stage<A, B> => {
  aFunction('f', f)
  if (flush !== undefined) aFunction('flush', flush)
  return stage('mapAccum', (down) => {
    let state = init
    return {
      ...down,
      next: (value) => {
        const [next, result] = f(state, value)
        state = next
        return down.next(result)
      },
      end: () => {
        const last = flush && anOption('what flush gives', flush(state))
        if (last?._tag === 'Some') down.next(last.value)
        down.end()
      },
    }
  })
}
