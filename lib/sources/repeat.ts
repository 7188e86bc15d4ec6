import { atLeast } from '../core/check.ts'
import { origin } from '../core/pipeline.ts'
import { DONE, MORE } from '../core/protocol.ts'

/**
 * Gives the same value `times` times; without `times` for ever.
 *
 * - **Throws** a RangeError where `times` is neither an integer of at least 0 nor Infinity.
 *
 * @example
 * await pipe(repeat('a', 3), toArray) // => ['a', 'a', 'a']
 * repeat('a', -1) // => throws RangeError: times must be an integer of at least 0, or Infinity, got: -1
 */
export const repeat = <A>(value: A, times: number = Infinity): AsyncIterable<A> => {
  atLeast(0, 'times', times, true)
  return origin('repeat', (down) => {
    let left = times
    return {
      pull: (limit) => {
        for (let turns = Math.min(limit, left); turns > 0 && left > 0; turns--) {
          left--
          if (!down.next(value)) return MORE
        }
        return left > 0 ? MORE : DONE
      },
      close: () => void (left = 0),
    }
  })
}
