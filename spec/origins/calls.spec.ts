import { some } from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, mapAccum, mapAsync, toArray } from 'sluice'
import { describe, expect, test } from 'vitest'

/** Gives one value more at its end, asked for or not. */
const flushing = (last: number): ((source: AnyIterable<number>) => AsyncIterable<number>) =>
  mapAccum(
    0,
    (state, n: number) => [state, n],
    () => some(last),
  )

describe('calls in flight', () => {
  test.each([
    [1, true],
    [1, false],
    [2, true],
    [2, false],
  ])(
    'take what steps give at their end beyond what was asked, %i at once, ordered: %s',
    async (concurrency, ordered) => {
      let open = 0
      let most = 0
      const call = async (n: number): Promise<number> => {
        most = Math.max(most, ++open)
        await Promise.resolve()
        open--
        return n
      }
      const source = pipe([1, 2], flushing(3), flushing(4), flushing(5))
      expect(await pipe(source, mapAsync(call, { concurrency, ordered }), toArray)).toEqual([1, 2, 3, 4, 5])
      expect(most).toBe(concurrency)
    },
  )
})
