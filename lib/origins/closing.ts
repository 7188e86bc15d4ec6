import { report } from '../core/report.ts'

interface Closer {
  close(): PromiseLike<unknown> | undefined
}

/**
 * Closes all of them, whatever fails: the first failure is the outcome, `late` is told of any other one, and of the
 * first, too, where something `failed` before.
 */
export const closeAll = (
  closers: Iterable<Closer | undefined>,
  late: (error: unknown) => void = report,
  failed = false,
): PromiseLike<unknown> | undefined => {
  let failure: { readonly error: unknown } | undefined
  const closings: Array<PromiseLike<unknown>> = []
  const fail = (error: unknown): void => {
    if (failed || failure !== undefined) late(error)
    else failure = { error }
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
