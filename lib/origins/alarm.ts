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
 * move the time on with every value, or to need none for a while, costs no timer. So it may wake for nothing: its run
 * asks whether it is `due`.
 */
export class Alarm {
  #sleep: Call<void>
  /** When the sleep that is pending is over. */
  #end = Infinity
  #at = Infinity
  readonly #clock: Clock
  readonly #wake: () => void

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock
    this.#wake = wake
    this.#sleep = this.#call()
  }

  /** When it is to ring, by its clock; Infinity for never. It does not ring for a time that has come: that is `due`. */
  set(at: number): void {
    this.#at = at
    const slept = this.#sleep.pending ? this.#end : Infinity
    if (at < slept && at > this.#clock.now()) this.#begin()
  }

  /** Whether its time has come; it stays so until another one is set. What the clock fails with is thrown. */
  get due(): boolean {
    if (!this.#sleep.pending && !this.#sleep.idle) this.#sleep.take()
    if (this.#at === Infinity) return false
    if (this.#clock.now() >= this.#at) return true
    // A timer may be early by less than a millisecond, and the time may have been moved on while it ran.
    if (!this.#sleep.pending) this.#begin()
    return false
  }

  /** Lets go of the timer: nothing rings any more. */
  clear(): undefined {
    this.#at = Infinity
    this.#drop()
  }

  #begin(): void {
    this.#drop()
    this.#end = this.#at
    this.#sleep.make((ms: number, signal) => this.#clock.sleep(ms, signal), this.#end - this.#clock.now())
  }

  #drop(): void {
    if (this.#sleep.idle) return
    const dropped = this.#sleep
    this.#sleep = this.#call()
    dropped.abort()
  }

  /** What is aborted settles, too, and then concerns nobody. */
  #call(): Call<void> {
    const call: Call<void> = new Call(() => {
      if (this.#sleep === call) this.#wake()
    })
    return call
  }
}
