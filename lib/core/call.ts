const IDLE = 0
const PENDING = 1
const FULFILLED = 2
const REJECTED = 3

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  value !== null &&
  (typeof value === 'object' || typeof value === 'function') &&
  typeof (value as { then?: unknown }).then === 'function'

/**
 * One promise that is waited for, over and over: `start`, `pending` until `wake` was called, `take`. What is not a
 * promise is there at once. A rejection is observed whether it is taken or not.
 */
export class Call<T> {
  private readonly wake: () => void
  private state = IDLE
  private outcome: unknown = undefined
  private controller: AbortController | undefined = undefined

  constructor(wake: () => void) {
    this.wake = wake
  }

  get idle(): boolean {
    return this.state === IDLE
  }

  get pending(): boolean {
    return this.state === PENDING
  }

  get failed(): boolean {
    return this.state === REJECTED
  }

  /** One controller serves many calls, since it costs more than twenty of them; only an aborted one is replaced. */
  get signal(): AbortSignal {
    return (this.controller ??= new AbortController()).signal
  }

  start(result: T | PromiseLike<T>): void {
    if (result instanceof Promise) {
      this.state = PENDING
      result.then(this.fulfil, this.reject)
    } else if (isThenable(result)) {
      this.state = PENDING
      Promise.resolve(result).then(this.fulfil, this.reject)
    } else {
      this.state = FULFILLED
      this.outcome = result
    }
  }

  /** Makes the call of a user's function, which may fail before it gives a promise. */
  make<A>(f: (value: A, signal: AbortSignal) => T | PromiseLike<T>, value: A): void {
    // Pending already, so that a call which is aborted from inside is told so too.
    this.state = PENDING
    try {
      this.start(f(value, this.signal))
    } catch (error) {
      this.state = REJECTED
      this.outcome = error
    }
  }

  /** What came, or a throw of what failed; the call is idle again. */
  take(): T {
    const { state, outcome } = this
    this.state = IDLE
    this.outcome = undefined
    if (state === REJECTED) throw outcome
    return outcome as T
  }

  /** Tells the function that is still at work that nobody waits for it. */
  abort(reason?: unknown): undefined {
    if (this.state === PENDING) this.controller?.abort(reason)
  }

  private readonly fulfil = (value: T): void => {
    this.state = FULFILLED
    this.outcome = value
    this.wake()
  }

  private readonly reject = (error: unknown): void => {
    this.state = REJECTED
    this.outcome = error
    this.wake()
  }
}
