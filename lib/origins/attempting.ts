import { aFunction, atLeast } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { TimeoutError } from './errors.ts'
import { whenAborted } from './aborting.ts'
import { clockOf } from './alarm.ts'
import { asked, firstTry, type RetryPolicy } from './policy.ts'

/** A user's function that may promise, and is told when nobody waits for it any more. */
export type Asked<A, B> = (value: A, signal: AbortSignal) => B | PromiseLike<B>

export interface Attempts {
  readonly retry?: RetryPolicy | undefined
  readonly timeout?: number | undefined
  readonly clock?: Clock
}

/** The function with a limit for each of its attempts, and as many of them as the policy grants. */
export const attempting = <A, B>(f: Asked<A, B>, options: Attempts): Asked<A, B> => {
  const { retry, timeout } = options
  const clock = clockOf(options)
  if (retry !== undefined) aFunction('retry', retry)
  const attempt = timeout === undefined ? f : within(atLeast(1, 'timeout', timeout), clock, f)
  return retry === undefined ? attempt : retrying(retry, clock, attempt)
}

const retrying =
  <A, B>(retry: RetryPolicy, clock: Clock, f: Asked<A, B>): Asked<A, B> =>
  async (value, signal) => {
    let status = firstTry
    for (;;) {
      try {
        return await f(value, signal)
      } catch (error) {
        if (signal.aborted) throw error
        status = asked(retry, status)
        if (status.previousDelay._tag === 'None') throw error
        await clock.sleep(status.previousDelay.value, signal)
        // A clock may be deaf, too, and a signal may abort as it strikes.
        signal.throwIfAborted()
      }
    }
  }

/** Why a limit is given up: to make an error of it, with its stack, would cost more than the whole attempt. */
const inTime = 'in time'

const within =
  <A, B>(ms: number, clock: Clock, f: Asked<A, B>): Asked<A, B> =>
  async (value, signal) => {
    const attempt = new AbortController()
    const timer = new AbortController()
    let late: TimeoutError | undefined
    const strike = async (): Promise<never> => {
      await clock.sleep(ms, timer.signal)
      throw (late = new TimeoutError(ms))
    }
    const ignore = whenAborted(signal, () => {
      attempt.abort(signal.reason)
      timer.abort(signal.reason)
    })
    const first = await Promise.any([outcome(strike), outcome(() => f(value, attempt.signal))])
    ignore()
    timer.abort(inTime)
    if ('value' in first) return first.value
    // The limit is decided before the call hears of it, or its answer to that could pass for its result.
    if (first.error === late) attempt.abort(late)
    throw first.error
  }

/** Never fails: of two outcomes the first one counts, whichever it is. */
const outcome = async <T>(
  f: () => T | PromiseLike<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> => {
  try {
    return { value: await f() }
  } catch (error) {
    return { error }
  }
}
