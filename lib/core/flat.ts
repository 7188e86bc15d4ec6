import { type Down, type Running, SKIP } from './protocol.ts'

export type Op = (value: unknown) => unknown

/**
 * Up to four stages of one value for one as a single step. Each is called from a place of its own, since engines look
 * into a call that always meets the same function; none is called any more when one has made the consumer leave.
 */
export const flat = (
  { next, end, demand }: Down<unknown>,
  run: Running,
  [f, g, h, i]: readonly Op[],
): Down<unknown> => {
  const through = (given: unknown): boolean => {
    let value = given
    if (run.left || (value = f!(value)) === SKIP) return true
    if (g && (run.left || (value = g(value)) === SKIP)) return true
    if (h && (run.left || (value = h(value)) === SKIP)) return true
    if (i && (run.left || (value = i(value)) === SKIP)) return true
    return next(value)
  }
  return { next: through, end, demand }
}
