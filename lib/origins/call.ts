import { Answer, IDLE, PENDING, REJECTED } from '../core/answer.ts'

/** Calls of a user's function that may promise, one at a time, each with a signal that says whether anybody waits. */
export class Call<T> extends Answer<T> {
  #controller: AbortController | undefined

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
    return (this.#controller ??= new AbortController()).signal
  }

  make<A>(f: (value: A, signal: AbortSignal) => T | PromiseLike<T>, value: A): void {
    // Also while `f` runs, since it may be what closes the pipeline.
    this.state = PENDING
    try {
      this.start(f(value, this.signal))
    } catch (error) {
      this.settle(REJECTED, error)
    }
  }

  abort(reason?: unknown): undefined {
    if (!this.pending) return
    this.#controller?.abort(reason)
    this.#controller = undefined
  }
}
