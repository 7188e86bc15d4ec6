const IDLE = 0
const PENDING = 1
const FULFILLED = 2
const REJECTED = 3

/**
 * One promise that is waited for, over and over: `start` or `make`, `pending` until `wake` was called, `take`. What is
 * not a promise is there at once. A rejection is observed whether it is taken or not.
 */
export class Call<T> {
  private state = IDLE
  private outcome: unknown = undefined
  private controller: AbortController | undefined = undefined

  constructor(private readonly wake: () => void) {}

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
    const promise = result instanceof Promise ? result : isThenable(result) ? Promise.resolve(result) : undefined
    if (promise === undefined) return this.settle(result, FULFILLED)
    this.state = PENDING
    promise.then(this.fulfil, this.reject)
  }

  /** Makes the call of a user's function, which may fail before it gives a promise. */
  make<A>(f: (value: A, signal: AbortSignal) => T | PromiseLike<T>, value: A): void {
    try {
      this.start(f(value, this.signal))
    } catch (error) {
      this.settle(error, REJECTED)
    }
  }

  settle(outcome: unknown, state: number = FULFILLED): void {
    this.state = state
    this.outcome = outcome
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
    if (this.state !== PENDING) return
    this.controller?.abort(reason)
    this.controller = undefined
  }

  private readonly fulfil = (value: T): void => {
    this.settle(value, FULFILLED)
    this.wake()
  }

  private readonly reject = (error: unknown): void => {
    this.settle(error, REJECTED)
    this.wake()
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  Object(value) === value && typeof (value as PromiseLike<unknown>).then === 'function'
