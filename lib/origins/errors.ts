import { show } from '../core/check.ts'

/**
 * Something took longer than it may.
 *
 * - **Comes** from `timeout` and from the time limit of a call; `ms` is how many milliseconds it had.
 *
 * @example
 * await pipe(never, timeout(5), toArray) // => rejects TimeoutError: nothing came within 5 ms
 */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  readonly ms: number

  constructor(ms: number) {
    super(`nothing came within ${ms} ms`)
    this.ms = ms
  }
}

/**
 * A value has a key that no partition has.
 *
 * - **Comes** out of the dispatch of a `partitionDispatcher`; `key` is the one that its `by` gave.
 *
 * @example
 * const { init, subscribe, ask, dispatch } = partitionDispatcher({ by: (s: string) => s, keys: ['a', 'b'] })
 * const state = ask(subscribe(init(), 1, { key: 'a' }).state, 1, 2).state
 * dispatch(state, ['a', 'c']) // => throws DispatchError: no partition has the key "c": it must be one of "a", "b"
 */
export class DispatchError extends Error {
  override readonly name = 'DispatchError'
  readonly key: unknown

  constructor(key: unknown, allowed: string) {
    super(`no partition has the key ${show(key)}: it must be ${allowed}`)
    this.key = key
  }
}
