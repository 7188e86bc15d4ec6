const BREATH_MS = 4
const TURNING = -1

/** Calls `f` when timers, I/O and signals have had their turn. Taken once: a test may replace the globals. */
export const afterTurn: (f: () => void) => unknown = globalThis.setImmediate ?? setTimeout
export const turn = (): Promise<void> => new Promise(afterTurn)
// A global of Node is looked up by a getter, each time.
const clock = performance

/**
 * Calls `advance` until there is nothing to do, and lets the event loop have its turn in between. `advance` answers
 * whether there is more to do at once. A look at the clock costs as much as several values, so it is taken every few.
 */
export class Loop {
  /** How many values may pass before the next look at the clock, and how often it may be woken. */
  every = 2
  readonly #advance: (limit: number) => boolean
  #left = 2
  #looked = 0
  /** When the turn came last; TURNING while it has been asked for and not come, 0 before the first look since then. */
  #rested = 0
  #active = false
  #again = false

  constructor(advance: (limit: number) => boolean) {
    this.#advance = advance
  }

  readonly run = (): void => {
    if (this.enter()) this.leave(true)
    else this.#again = true
  }

  /** Whether the caller may move now; if so it calls `leave`, else `advance` will be called in a while. */
  enter(): boolean {
    if (this.#active || (--this.#left <= 0 && this.#tired())) return false
    return (this.#active = true)
  }

  leave(more: boolean): void {
    while (more || this.#again) {
      this.#again = false
      more = this.#advance(this.every)
      if (more && this.#tired()) return
    }
    this.#active = false
  }

  #tired(): boolean {
    const time = clock.now()
    this.#rested ||= time
    this.#left = this.every = time - this.#looked < 1 ? (this.every * 2) % 256 || 128 : 1
    this.#looked = time
    if (time - this.#rested < BREATH_MS) return false
    // Time has passed, and perhaps nothing was done in it: only who finds the turn still to come has to wait for it.
    if (this.#rested === TURNING) return (this.#active = true)
    this.#rested = TURNING
    afterTurn(() => {
      this.#rested = 0
      if (this.#active) this.leave(true)
    })
    return false
  }
}
