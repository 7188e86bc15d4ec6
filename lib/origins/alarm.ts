import { aFunction, optionsOf } from '../core/check.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { Call } from './call.ts'

/** The clock of an options object: the system's where it has none, and a TypeError where that is no clock. */
export const clockOf = (options: { readonly clock?: Clock }): Clock => {
  const { clock = systemClock } = optionsOf(options)
  const { now, sleep } = Object(clock) as Partial<Record<keyof Clock, unknown>>
  aFunction('clock.now', now)
  aFunction('clock.sleep', sleep)
  return clock
}

/**
 * Wakes a run at a time that may be moved. It sleeps once at a time, and anew only where it would wake too late: to
 * move the time on with every value costs no timer.
 */
export class Alarm {
  #sleep: Call<void>
  #end = Infinity
  #at = Infinity
  readonly #clock: Clock
  readonly #wake: () => void

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock
    this.#wake = wake
    this.#sleep = new Call<void>(wake)
  }

  /** When it is to ring, by its clock; Infinity for never. */
  set(at: number): void {
    this.#at = at
    if (at < this.#end) this.clear()
    if (at !== Infinity && this.#end === Infinity) this.#begin()
    this.#at = at
  }

  /** Whether its time has come; it stays so until another one is set. What the clock fails with is thrown. */
  get due(): boolean {
    if (!this.#sleep.pending && !this.#sleep.idle) {
      this.#sleep.take()
      this.#end = Infinity
    }
    // A timer may be early by less than a millisecond, and the time may have been moved while it ran.
    if (this.#at === Infinity) return false
    if (this.#clock.now() >= this.#at) return true
    if (this.#end === Infinity) this.#begin()
    return false
  }

  /** Lets go of the timer: nothing rings any more. */
  clear(): undefined {
    this.#at = Infinity
    this.#end = Infinity
    this.#sleep.abort()
    this.#sleep = new Call<void>(this.#wake)
  }

  #begin(): void {
    this.#end = this.#at
    this.#sleep.make((ms: number, signal) => this.#clock.sleep(ms, signal), Math.max(0, this.#at - this.#clock.now()))
  }
}
