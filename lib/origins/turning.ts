import { atLeast } from '../core/check.ts'

/** A number, or where it is read at each ask, so that it can be turned while a run goes on. */
export type Turnable = number | { readonly current: number }

export const isTurnable = (value: unknown): value is { readonly current: number } =>
  typeof value === 'object' && value !== null && 'current' in value

/** Reads an integer of at least 1; it is looked at here, and again whenever it may have been turned. */
export const turned = (name: string, value: Turnable): (() => number) => {
  const read = (): number => atLeast(1, name, isTurnable(value) ? value.current : value)
  const first = read()
  return isTurnable(value) ? read : () => first
}
