import { nextTurn } from '../core/clock.ts'
import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, one, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { type Ending, finish } from './ending.ts'

/** Where values wait for a consumer that is busy. To throw in `put` fails the run, after what is held. */
export interface Store<A> {
  readonly size: number
  /** `asked` tells whether somebody waits for the value. */
  put(value: A, asked: boolean): void
  take(): A
}

/** Who takes that many values in one turn of the event loop is not busy, but made to wait for that turn. */
const MANY = 8

/**
 * Reads a source from the first pull on, whatever the consumer does. While that asks it reads for the consumer alone,
 * one value after another. While it is busy the next value is asked for at once, but taken no sooner than after a turn
 * of the event loop, and then each as it comes: only who lets time pass falls behind, be the source ever so quick.
 */
export const reading = <A>(source: Pipeline<A>, store: Store<A>, down: Down<A>, wake: () => void): Origin => {
  let asked = false
  let behind = false
  let taken = 0
  let pulling = false
  let unschedule: (() => void) | undefined
  let ending: Ending | undefined
  let left = false

  const next = (value: A): boolean => {
    store.put(value, asked)
    return !asked
  }
  /** The source has something, or its close has settled. */
  const arrived = (): void => {
    if (asked) wake()
    else if (behind) loop.run()
    else later()
  }
  const run = new Run(source, { next, demand: one }, arrived)

  const read = (limit: number): Pulled => {
    // What is upstream may ask for more while it is asked.
    if (pulling || left || ending !== undefined) return WAIT
    pulling = true
    let pulled: Pulled = DONE
    try {
      pulled = run.pull(limit)
      if (pulled === DONE) ending = {}
    } catch (error) {
      ending = { error }
    }
    pulling = false
    return pulled
  }
  const loop = new Loop((limit) => {
    const pulled = read(limit)
    if (asked) wake()
    return pulled === MORE && !asked
  })

  const schedule = (): void => {
    unschedule = nextTurn(() => {
      unschedule = undefined
      if (asked) return
      behind ||= taken < MANY
      taken = 0
      if (behind) loop.run()
      else schedule()
    })
  }
  const later = (): void => {
    if (left || unschedule !== undefined) return
    // What is left of this turn says nothing: the next one is the first whole one.
    taken = MANY
    schedule()
  }

  return {
    pull: (limit) => {
      asked = true
      for (let rest = limit; rest > 0; rest--) {
        if (store.size === 0) {
          behind = false
          const pulled = read(rest)
          if (store.size === 0 || left) {
            if (ending === undefined || left) return pulled
            unschedule?.()
            return finish(ending)
          }
        }
        taken++
        if (!down.next(store.take())) {
          asked = false
          if (read(1) === MORE) later()
          return MORE
        }
      }
      return MORE
    },
    close: () => {
      left = true
      while (store.size > 0) store.take()
      unschedule?.()
      return run.close()
    },
  }
}
