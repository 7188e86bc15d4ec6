import type { Down, Plain, Running } from './protocol.ts'

/**
 * Takes the list of up to four neighbours, the lowest first, and makes a single step of them. Each is called from a
 * place of its own, since engines look into a call that always meets the same function; none is called any more when
 * one has made the consumer leave.
 */
export const flat = ({ next, end, demand }: Down<unknown>, run: Running, plain: Plain[]): Down<unknown> => {
  const a = plain.pop()
  const b = plain.pop()
  const c = plain.pop()
  const d = plain.pop()
  const f = a!.each!()
  const g = b?.each!()
  const h = c?.each!()
  const i = d?.each!()
  const through = (given: unknown): boolean => {
    let value = given
    if (run.left || (a!.keeps === true ? !f(value) : ((value = f(value)), false))) return true
    if (g !== undefined && (run.left || (b!.keeps === true ? !g(value) : ((value = g(value)), false)))) return true
    if (h !== undefined && (run.left || (c!.keeps === true ? !h(value) : ((value = h(value)), false)))) return true
    if (i !== undefined && (run.left || (d!.keeps === true ? !i(value) : ((value = i(value)), false)))) return true
    return next(value)
  }
  return { next: through, end, demand }
}
