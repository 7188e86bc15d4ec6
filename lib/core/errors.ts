import { show } from './check.ts'

/**
 * More values were pushed than a source may hold, and its `overflow` is `'error'`.
 *
 * - **Comes** after the values that were held; `capacity` is how many those may be.
 *
 * @example
 * const numbers = channel<number>({ capacity: 1, overflow: 'error' })
 * await numbers.push(1) // => true
 * await numbers.push(2) // => false
 * await pipe(numbers, toArray) // => rejects OverflowError: more than 1 values wait for their consumer
 */
export class OverflowError extends Error {
  override readonly name = 'OverflowError'

  constructor(readonly capacity: number) {
    super(`more than ${capacity} values wait for their consumer`)
  }
}

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

  constructor(readonly ms: number) {
    super(`nothing came within ${ms} ms`)
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

  constructor(
    readonly key: unknown,
    allowed: string,
  ) {
    super(`no partition has the key ${show(key)}: it must be ${allowed}`)
  }
}

/**
 * Something failed more often than it may be started again.
 *
 * - **Comes** from `restart: 'transient'` with its `maxRestarts` and `within`; `errors` are the failures of that time, the
 *   last one behind the others.
 *
 * @example
 * const failing = () => Promise.reject(new Error('down'))
 * const error = await pipe(of(1), forEachAsync(failing, { restart: 'transient' })).catch((error: unknown) => error)
 * String(error) // => 'RestartLimitError: more than 3 restarts within 5000 ms'
 * error instanceof RestartLimitError && error.errors.map(String) // => RA.replicate(4, 'Error: down')
 */
export class RestartLimitError extends AggregateError {
  override readonly name = 'RestartLimitError'
}
