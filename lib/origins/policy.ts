import type { Option } from 'fp-ts/Option'
import { anOption } from './given.ts'

/** What a policy is told: how often it was asked before, and the milliseconds it has answered, in all and last. */
export interface RetryStatus {
  readonly iterNumber: number
  readonly cumulativeDelay: number
  readonly previousDelay: Option<number>
}

/**
 * Whether to try again: after how many milliseconds, or none to give up. The policies of retry-ts have this shape, and
 * so has `() => O.some(100)`.
 */
export type RetryPolicy = (status: RetryStatus) => Option<number>

export const firstTry: RetryStatus = { iterNumber: 0, cumulativeDelay: 0, previousDelay: { _tag: 'None' } }

/** Asks the policy; what it is told next has its answer in `previousDelay`. */
export const asked = (policy: RetryPolicy, status: RetryStatus): RetryStatus => {
  const previousDelay = anOption('what retry gives', policy(status))
  const delay = previousDelay._tag === 'Some' ? previousDelay.value : 0
  if (!(delay >= 0)) throw new RangeError(`what retry gives must be a delay of at least 0 ms, got: ${delay}`)
  return { iterNumber: status.iterNumber + 1, cumulativeDelay: status.cumulativeDelay + delay, previousDelay }
}
