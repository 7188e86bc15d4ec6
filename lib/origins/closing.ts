import { report } from '../core/report.ts'

interface Closer {
  close(): PromiseLike<unknown> | undefined
}

/** Closes all of them, whatever fails: the first failure is the outcome, any other one is reported. */
export const closeAll = (closers: Iterable<Closer | undefined>): PromiseLike<unknown> | undefined => {
  let failure: { readonly error: unknown } | undefined
  const closings: Array<PromiseLike<unknown>> = []
  const fail = (error: unknown): void => {
    if (failure === undefined) failure = { error }
    else report(error)
  }
  const settle = async (): Promise<void> => {
    for (const outcome of await Promise.allSettled(closings)) if (outcome.status === 'rejected') fail(outcome.reason)
    if (failure !== undefined) throw failure.error
  }
  for (const closer of closers) {
    try {
      const closing = closer?.close()
      if (closing !== undefined) closings.push(closing)
    } catch (error) {
      fail(error)
    }
  }
  if (closings.length > 0) return settle()
  if (failure !== undefined) throw failure.error
  return undefined
}
