import { report } from '../core/report.ts'

/** For what a function gives that nobody waits for: a promise is a mistake, and its rejection must not go unseen. */
export const unawaited = (name: string, waits: string, result: unknown): void => {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return
  if (!('then' in result) || typeof result.then !== 'function') return
  Promise.resolve(result).catch(report)
  throw new TypeError(`the function of ${name} gave a promise, for which it does not wait; ${waits} does`)
}
