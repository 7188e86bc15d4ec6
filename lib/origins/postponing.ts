import type { Clock } from '../core/clock.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, WAIT } from '../core/protocol.ts'
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
export const postponing = <A>(
  source: Pipeline<A>,
  down: Down<A>,
  wake: () => void,
  clock: Clock,
  { due, gone }: Timetable<A>,
): Origin => {
  const feed = new Feed(source, wake, down.demand)
  const alarm = new Alarm(clock, wake)
  const held: A[] = []
  return {
    pull: (limit) => {
      for (let left = limit; left > 0; left--) {
        if (held.length === 0) {
          const taken = feed.take(left)
          if (taken === DONE) alarm.clear()
          if (taken !== VALUE) return taken
          const { value } = feed
          const at = due(value)
          if (feed.left) return WAIT
          held.push(value)
          alarm.set(at)
        }
        if (!alarm.due) return WAIT
        gone?.()
        if (!down.next(held.shift()!)) return MORE
      }
      return MORE
    },
    close: () => {
      held.length = 0
      alarm.clear()
      return feed.close()
    },
  }
}
