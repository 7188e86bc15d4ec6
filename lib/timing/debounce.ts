import { atLeast } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import { DONE, type Down, MORE, one, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { Alarm, clockOf } from '../origins/alarm.ts'
import { type Ending, finish } from '../origins/ending.ts'

/** By which clock a value has to stand alone. */
export interface DebounceOptions {
  /** The time it keeps; the system's by default. */
  readonly clock?: Clock
}

/**
 * Gives a value when `ms` milliseconds have passed without another one, and drops those that were followed sooner.
 *
 *     source  1 2 3       4       5 6|     ---- is ms
 *     gives       ----3   ----4      6|
 *
 * - **Pulls** while it is asked, whatever it holds; between two asks it pulls nothing. The time runs from when it sees
 *   a value, so one that came meanwhile is seen at the next ask.
 * - **Holds** one value until its time has come; and one more may have been pulled when it is given, its lookahead.
 * - **Drops** the value it holds when another one comes.
 * - **Ends** and fails at once, after the value it holds.
 * - **Closes** at once when the consumer leaves; lets go of its timer, and drops what it holds.
 * - **Throws** a RangeError where `ms` is not an integer of at least 0, a TypeError where `clock` lacks `now` or `sleep`.
 *
 * Source: RxJS's `debounceTime`.
 *
 * @example
 * await pipe(range(1, 3), debounce(1000), toArray) // => [3]
 * await pipe(interval(5), debounce(1), take(3), toArray) // => [0, 1, 2]
 */
export const debounce = (
  ms: number,
  options: DebounceOptions = {},
): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  atLeast(0, 'ms', ms)
  const clock = clockOf(options)
  return waiting('debounce', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    const alarm = new Alarm(clock, wake)
    const held: A[] = []
    let seen = false
    let waits = false
    let ending: Ending | undefined
    const next = (value: A): true => {
      held[0] = value
      return (seen = true)
    }
    const run = new Run(source, { next, demand: one }, wake)

    const read = (limit: number): Pulled => {
      seen = false
      let pulled: Pulled = DONE
      try {
        pulled = run.pull(limit)
        if (pulled === DONE) ending = {}
      } catch (error) {
        ending = { error }
      }
      waits = pulled === WAIT
      if (seen && !run.left) alarm.set(clock.now() + ms)
      return pulled
    }

    return {
      pull: (limit) => {
        // A source that has kept it waiting is not asked first: a busy event loop lets both come at once.
        const ripe = waits && held.length > 0 && alarm.due
        const pulled = ripe || ending !== undefined ? DONE : read(limit)
        // While values come at once there is no time between them, however long it takes to read them.
        const alone = pulled === DONE || ((waits || !seen) && alarm.due)
        if (held.length > 0 && alone) {
          down.next(held.pop()!)
          return MORE
        }
        if (ending === undefined) return pulled
        alarm.clear()
        return finish(ending)
      },
      close: () => {
        held.length = 0
        alarm.clear()
        return run.close()
      },
    }
  })
}
