import type { Option } from 'fp-ts/Option'
import { DONE, MORE, type Open, WAIT } from '../core/protocol.ts'
import { Call } from './call.ts'

/** Calls `f` for one value after another, each time with the state that came with the one before; `read` looks at the answer. */
export const unfolding =
  <S, R, A>(
    seed: S,
    f: (state: S, signal: AbortSignal) => R | PromiseLike<R>,
    read: (answer: R) => Option<readonly [A, S]>,
  ): Open<A> =>
  (down, wake) => {
    const call = new Call<R>(wake)
    let state = seed
    let closed = false
    return {
      pull: (limit) => {
        for (let left = limit; left > 0 && !closed; left--) {
          if (call.idle) call.make(f, state)
          if (call.pending) return WAIT
          const next = read(call.take())
          if (next._tag === 'None') return DONE
          state = next.value[1]
          if (!down.next(next.value[0])) return MORE
        }
        return MORE
      },
      close: () => {
        closed = true
        return call.abort()
      },
    }
  }
