import type { Clock } from '../core/clock.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Alarm } from './alarm.ts'
import { Feed, VALUE } from './feed.ts'

/** When values may go. */
export interface Timetable<in A> {
  /** By the clock; asked once for each value, as it comes. */
  readonly due: (value: A) => number
  /** Told as it goes, which may be later. */
  readonly gone?: () => void
}

/** Holds each value until it may go, one at a time; what is behind it is not pulled before. */
export class Postponing<A> implements Origin {
  readonly #feed: Feed<A>
  readonly #alarm: Alarm
  readonly #held: A[] = []
  readonly #down: Down<A>
  readonly #timetable: Timetable<A>

  constructor(source: Pipeline<A>, down: Down<A>, wake: () => void, clock: Clock, timetable: Timetable<A>) {
    this.#feed = new Feed(source, wake, down.demand)
    this.#alarm = new Alarm(clock, wake)
    this.#down = down
    this.#timetable = timetable
  }

  pull(limit: number): Pulled {
    for (let left = limit; left > 0; left--) {
      if (this.#held.length === 0) {
        const taken = this.#feed.take(left)
        if (taken === DONE) this.#alarm.clear()
        if (taken !== VALUE) return taken
        const { value } = this.#feed
        const due = this.#timetable.due(value)
        if (this.#feed.left) return WAIT
        this.#held.push(value)
        this.#alarm.set(due)
      }
      if (!this.#alarm.due) return WAIT
      this.#timetable.gone?.()
      if (!this.#down.next(this.#held.shift()!)) return MORE
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#held.length = 0
    this.#alarm.clear()
    return this.#feed.close()
  }
}
