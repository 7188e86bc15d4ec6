export const IDLE = 0
export const PENDING = 1
export const FULFILLED = 2
export const REJECTED = 3

/**
 * One promise that is waited for, over and over: `start`, PENDING until `wake` was called, `take`. What is not a
 * promise is there at once. A rejection is observed whether it is taken or not.
 */
export class Answer<T> {
  state: number = IDLE
  #outcome: unknown
  readonly #wake: () => void

  constructor(wake: () => void) {
    this.#wake = wake
  }

  start(result: T | PromiseLike<T>): void {
    const promised = typeof (result as PromiseLike<T> | undefined)?.then === 'function'
    this.state = promised ? PENDING : IDLE
    if (promised) Promise.resolve(result as PromiseLike<T>).then(this.#fulfil, this.#reject)
    else this.settle(FULFILLED, result)
  }

  settle(state: number, outcome: unknown): void {
    const awaited = this.state === PENDING
    this.state = state
    this.#outcome = outcome
    if (awaited) this.#wake()
  }

  /** What came, or a throw of what failed; it is idle again. */
  take(): T {
    const { state } = this
    const outcome = this.#outcome
    this.settle(IDLE, undefined)
    if (state === REJECTED) throw outcome
    return outcome as T
  }

  readonly #fulfil = (value: T): void => this.settle(FULFILLED, value)
  readonly #reject = (error: unknown): void => this.settle(REJECTED, error)
}
