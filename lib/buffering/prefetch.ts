import { atLeast } from '../core/check.ts'
import { Intake } from '../origins/intake.ts'
import { Mailbox } from '../core/mailbox.ts'
import { type AnyIterable, type Pipeline, waiting } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'

export const prefetch = (
  window: number | { readonly max: number; readonly min?: number },
): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  const { max, min = Math.floor(max / 2) } = typeof window === 'number' ? { max: window } : window
  atLeast(1, 'max', max)
  atLeast(0, 'min', min)
  if (min >= max) throw new RangeError(`min must be less than max (${max}), got: ${min}`)
  return waiting('prefetch', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    const mailbox: Mailbox<A> = new Mailbox<A>({ taken: () => intake.refill(), closed: () => intake.close() })
    const intake = new Intake<A>(source, mailbox, max, min)
    mailbox.open(down, wake)
    return {
      pull: (limit) => {
        intake.refill()
        return mailbox.pull(limit)
      },
      close: () => mailbox.close(),
    }
  })
}
