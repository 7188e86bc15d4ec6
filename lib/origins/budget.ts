import { atLeast } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { RestartLimitError } from '../core/errors.ts'
import { clockOf } from './alarm.ts'

export interface RestartIntensity {
  readonly maxRestarts?: number
  readonly within?: number
  readonly clock?: Clock
}

/**
 * How often a run may begin anew what has failed: OTP's restart intensity, over a window of time that slides. What it
 * gives begins a run; that takes each failure, and throws where there is one too many. A failure `within` ms ago counts.
 */
export const budgetOf = (options: RestartIntensity): (() => (error: unknown) => void) => {
  const clock = clockOf(options)
  const { maxRestarts = 3, within = 5000 } = options
  atLeast(0, 'maxRestarts', maxRestarts)
  atLeast(1, 'within', within)
  return () => {
    const failures: Array<{ readonly at: number; readonly error: unknown }> = []
    return (error) => {
      const at = clock.now()
      failures.push({ at, error })
      while (at - failures[0]!.at > within) failures.shift()
      if (failures.length <= maxRestarts) return
      const causes = failures.map((failure) => failure.error)
      throw new RestartLimitError(causes, `more than ${maxRestarts} restarts within ${within} ms`)
    }
  }
}
