/** Arguments are looked at where a stage is built: each message has the name, the value and what is allowed. */

export const show = (value: unknown): string => {
  if (typeof value === 'string') return `"${value}"`
  return Object(value) === value ? ((value as object).constructor?.name ?? 'object') : String(value)
}

export const wrongType = (name: string, allowed: string, value: unknown): TypeError =>
  new TypeError(`${name} must be ${allowed}, got: ${show(value)}`)

export const aFunction = (name: string, value: unknown): void => {
  if (typeof value !== 'function') throw wrongType(name, 'a function', value)
}

/** Options come in an object: a bare `4` would leave every default in place, unseen. */
export const optionsOf = <O>(options: O): O => {
  if (typeof options === 'object' && options !== null) return options
  throw wrongType('options', 'an object', options)
}

/** An integer that is at least `least`; Infinity only where `orMore` allows it. */
export const atLeast = (least: number, name: string, value: number, infinite = false): number => {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value)
  if ((Number.isSafeInteger(value) || (infinite && value === Infinity)) && value >= least) return value
  const allowed = infinite ? `an integer of at least ${least}, or Infinity` : `an integer of at least ${least}`
  throw new RangeError(`${name} must be ${allowed}, got: ${value}`)
}

export const oneOf = <const A>(allowed: readonly A[], name: string, value: A): A => {
  if (allowed.includes(value)) return value
  throw new RangeError(`${name} must be one of ${allowed.map(show).join(', ')}, got: ${show(value)}`)
}
