import { afterTurn, now } from './clock.ts'

const BREATH_MS = 6
const MOST = 1024

/**
 * Calls `advance` until there is nothing to do, and lets the event loop have its turn in between. `advance` answers
 * whether there is more to do at once. A look at the clock costs as much as several values, so it is taken every few.
 */
export class Loop {
  /** How many values may pass before the next look at the clock. */
  every = 1
  private left = 1
  private looked = 0
  private rested = 0
  private active = false
  private again = false

  constructor(private readonly advance: (limit: number) => boolean) {}

  readonly run = (): void => {
    if (this.enter()) this.leave(true)
    else this.again = true
  }

  /** Whether the caller may move now; if so it calls `leave`, else `advance` will be called in a while. */
  enter(): boolean {
    if (this.active || (--this.left <= 0 && this.tired())) return false
    this.active = true
    return true
  }

  leave(more: boolean): void {
    let hurry = more
    while (hurry || this.again) {
      this.again = false
      hurry = this.advance(this.every)
      if (hurry && this.tired()) return
    }
    this.active = false
  }

  private readonly resume = (): void => {
    this.rested = this.looked = now()
    this.active = false
    this.run()
  }

  private tired(): boolean {
    const time = now()
    if (this.rested === 0) this.rested = this.looked = time
    this.every = time - this.looked < 1 ? Math.min(MOST, this.every * 2) : Math.max(1, this.every >> 1)
    this.left = this.every
    this.looked = time
    if (time - this.rested < BREATH_MS) return false
    this.active = true
    afterTurn(this.resume)
    return true
  }
}
