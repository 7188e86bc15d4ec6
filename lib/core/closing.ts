import { report } from './report.ts'

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
  const settle = (): undefined => {
    if (failure !== undefined) throw failure.error
  }
  for (const closer of closers) {
    try {
      const closing = closer?.close()
      if (closing !== undefined) closings.push(Promise.resolve(closing).catch(fail))
    } catch (error) {
      fail(error)
    }
  }
  return closings.length > 0 ? Promise.all(closings).then(settle) : settle()
}
