import { Loop } from '../core/loop.ts'
import { Mailbox } from '../core/mailbox.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import type { Window } from './window.ts'

export interface Intake extends Origin {
  /** Reads no more; tells how many values wait for the consumer. */
  readonly rest: () => number
}

/** Reads a source ahead by GenStage's window: `max` is asked at first, `max - min` each time `min` are left. */
export const intake = <A>(source: Pipeline<A>, window: () => Window, down: Down<A>, wake: () => void): Intake => {
  let asked = 0
  /** What is left of the ask that is being answered: a source sees one after the other, never their sum. */
  let lot = 0
  let lots = 0
  let least = 0
  let opened = false
  let over = false

  /** Seen after what is held. */
  const fail = (error: unknown): false => {
    over = true
    mailbox.fail(error)
    return false
  }
  const loop = new Loop((limit) => {
    if (over || asked === 0) return false
    try {
      const pulled = run.pull(limit)
      if (pulled === DONE) {
        over = true
        mailbox.end()
      }
      return pulled === MORE && asked > 0
    } catch (error) {
      return fail(error)
    }
  })
  const ask = (n: number): void => {
    asked += n
    if (lot === 0) lot = n
    loop.run()
  }
  const taken = (): void => {
    if (mailbox.size + asked > least) return
    try {
      const { max, min } = window()
      lots = max - min
      least = min
      if (mailbox.size + asked <= min) ask(lots)
    } catch (error) {
      fail(error)
    }
  }
  const closed = (): PromiseLike<unknown> | undefined => {
    over = true
    return run.close()
  }
  const next = (value: A): boolean => {
    if (asked > 0) {
      asked--
      lot--
      if (lot === 0) lot = Math.min(asked, lots)
    }
    mailbox.offer(value)
    return asked > 0 && !over
  }
  const mailbox = new Mailbox<A>({ taken, closed })
  const run = new Run(source, { next, demand: () => lot }, loop.run)
  mailbox.open(down, wake)

  return {
    rest: () => {
      over = true
      return mailbox.size
    },
    pull: (limit) => {
      if (!opened) {
        opened = true
        const { max, min } = window()
        lots = max - min
        least = min
        ask(max)
      }
      return mailbox.pull(limit)
    },
    close: () => mailbox.close(),
  }
}
