import { aFunction } from '../core/check.ts'
import { Feed, VALUE } from '../origins/feed.ts'
import { type AnyIterable, pipelineOf, type Stage, waiting } from '../core/pipeline.ts'
import { DONE, MORE } from '../core/protocol.ts'
import { closeAll } from '../origins/closing.ts'
import { notAString } from '../origins/given.ts'

/**
 * Gives each value and then, depth first, what `f` gives for it, and what `f` gives for those.
 *
 * - **Calls** `f` for a value when the one after it is asked for.
 * - **Holds** one open source for each level of depth.
 * - **Fails** with the first source that fails, at whatever level, with what `f` throws, and with a TypeError where `f`
 *   gives what cannot be iterated or is a string.
 * - **Closes** the sources of all levels, the innermost one first.
 *
 * Source: `expand` of RxJS, in the order of a walk through a tree.
 *
 * @example
 * await pipe(range(1, 2), expand((n) => (n < 10 ? [n * 10, n * 10 + 1] : [])), toArray) // => [1, 10, 11, 2, 20, 21]
 */
export const expand = <A>(f: (value: A) => AnyIterable<A>): Stage<A, A> => {
  aFunction('f', f)
  return waiting('expand', (source, down, wake) => {
    const levels = [new Feed(source, wake)]
    let given: { readonly value: A } | undefined
    let closed = false
    return {
      pull: (limit) => {
        for (let left = limit; left > 0 && !closed; left--) {
          if (given !== undefined) {
            const { value } = given
            given = undefined
            levels.push(new Feed(pipelineOf(notAString('what f gives', f(value))), wake))
            // It may have been `f` that made the consumer leave.
            continue
          }
          const level = levels.at(-1)
          if (level === undefined) return DONE
          const taken = level.take(left)
          if (taken === DONE) levels.pop()
          else if (taken !== VALUE) return taken
          else {
            const { value } = level
            given = { value }
            if (!down.next(value)) return MORE
          }
        }
        return MORE
      },
      close: () => {
        closed = true
        return closeAll(levels.splice(0).toReversed())
      },
    }
  })
}
