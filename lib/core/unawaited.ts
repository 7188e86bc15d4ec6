import { Call } from './call.ts'
import { report } from './report.ts'

/** Refuses a promise that nobody would wait for; what it fails with is reported, since it comes behind that error. */
export const unawaited = (result: unknown, instead: string): void => {
  if (typeof result !== 'object' && typeof result !== 'function') return
  const call = new Call(() => {
    try {
      call.take()
    } catch (error) {
      report(error)
    }
  })
  call.start(result)
  if (call.pending) throw new TypeError(`f must not give a promise, which nobody would wait for: use ${instead}`)
}
