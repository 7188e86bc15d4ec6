import { atLeast, oneOf, optionsOf } from '../core/check.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import { type Down, type Origin, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

/** How a gate begins. */
export interface GateOptions {
  /** Whether it lets values pass from the start, which it does by default. */
  readonly open?: boolean
}

/** A stage that can be stopped from outside, in all its runs at once. */
export interface Gate {
  <A>(source: AnyIterable<A>): AsyncIterable<A>
  /** Closes it; a gate that is closed stays as it is. */
  pause(): void
  /** Opens it, and forgets the steps that were not used. */
  resume(): void
  /** Lets `n` more values pass while it is closed, 1 by default, whichever run asks first; an open gate needs none. */
  step(n?: number): void
}

/**
 * A stage that lets values pass while it is open, and can be paused, resumed and moved on step by step.
 *
 *     asks     *  *     *        *     *
 *     gate        pause()        step()    resume()
 *     gives    1  2              3         4 5
 *
 * - **Pulls** nothing while it is closed, nor opens its source: a pending `next()` stays pending, and is answered in its
 *   turn when the gate opens. What its source was asked for before comes then, too, as does its end or its error.
 * - **Closes** at once when the consumer leaves, open or not.
 * - **Throws** a RangeError where `open` is no boolean, or the `n` of a `step(n)` not an integer of at least 1.
 *
 * One gate controls every run of every pipeline that it is part of.
 *
 * Source: GenStage's `demand: :accumulate`, and the stepping of debuggers.
 *
 * @example
 * const door = gate({ open: false })
 * const all = pipe(range(1, 3), door, toArray)
 * door.step(2)
 * door.resume()
 * await all // => [1, 2, 3]
 */
export const gate = (options: GateOptions = {}): Gate => {
  let { open = true } = optionsOf(options)
  oneOf([true, false], 'open', open)
  let steps = 0
  const waiters = new Set<() => void>()
  const rouse = (): void => {
    const roused = [...waiters]
    waiters.clear()
    for (const waiter of roused) waiter()
  }
  const stage = waiting('gate', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    const next = (value: A): boolean => {
      if (!open && steps > 0) steps--
      return down.next(value) && (open || steps > 0)
    }
    // Runs below one stage may share their wake, and each has to leave alone.
    const waiter = (): void => wake()
    const run = new Run(source, { next, demand: down.demand }, wake)
    return {
      pull: (limit) => {
        if (open || steps > 0) return run.pull(limit)
        waiters.add(waiter)
        return WAIT
      },
      close: () => {
        waiters.delete(waiter)
        return run.close()
      },
    }
  })
  return Object.assign(stage as <A>(source: AnyIterable<A>) => AsyncIterable<A>, {
    pause: () => {
      open = false
    },
    resume: () => {
      open = true
      steps = 0
      rouse()
    },
    step: (n = 1) => {
      atLeast(1, 'n', n)
      if (open) return
      steps += n
      rouse()
    },
  })
}
