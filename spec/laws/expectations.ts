import type { Ending } from './probe.ts'
import { show } from './timeline.ts'

export type Model = (values: readonly unknown[]) => readonly unknown[]

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * The same to the eye of a consumer: what came from the source (`own`) must come out as that very thing, what a stage
 * wraps around it (lists, pairs, Options, maps) must have the same shape.
 */
export const same = (a: unknown, b: unknown, own: ReadonlySet<unknown>): boolean => {
  if (Object.is(a, b)) return true
  if (own.has(a) || own.has(b)) return false
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => same(x, b[i], own))
  if (a instanceof Map && b instanceof Map) return same([...a], [...b], own)
  if (a instanceof Set && b instanceof Set) return same([...a], [...b], own)
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return Buffer.compare(bytes(a), bytes(b)) === 0
  if (a instanceof Error && b instanceof Error) return a.name === b.name && a.message === b.message
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Reflect.ownKeys(a)
  return keys.length === Reflect.ownKeys(b).length && keys.every((key) => key in b && same(a[key], b[key], own))
}

const bytes = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength)

/** Only what has an identity of its own: two equal numbers are the same thing, two equal arrays are not. */
export const ownOf = (values: readonly unknown[]): ReadonlySet<unknown> =>
  new Set(values.filter((value) => (typeof value === 'object' && value !== null) || typeof value === 'function'))

const common = (a: readonly unknown[], b: readonly unknown[], own: ReadonlySet<unknown>): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) if (!same(a[i], b[i], own)) return i
  return length
}

/**
 * What a stage may give for `values` without knowing how the source goes on: that on which every way to go on agrees.
 * The ways tried are each of `others` once and many times over, and all of them in a row, so that last ones, groups
 * and windows show that they have to wait.
 */
export const unendedFrom =
  (model: Model, others: readonly unknown[]): Model =>
  (values) => {
    const known = [...new Set([...others, ...values])].slice(0, 10)
    const ways = [known, ...known.map((x) => [x]), ...known.map((x) => Array.from({ length: 12 }, () => x))]
    const own = ownOf([...values, ...others])
    const now = model(values)
    const agreed = ways.reduce(
      (least, way) => Math.min(least, common(now, model([...values, ...way]), own)),
      now.length,
    )
    return now.slice(0, agreed)
  }

/** How many answers of the source, its end included, it takes to know the first `k` outputs, or that there are fewer. */
export const pullsFor = (unended: Model, values: readonly unknown[]): ((k: number) => number) => {
  const known: number[] = []
  const outputs = (p: number): number => (known[p] ??= unended(values.slice(0, p)).length)
  return (k) => {
    for (let p = 0; p <= values.length; p++) if (outputs(p) >= k) return p
    return values.length + 1
  }
}

export interface Expectation {
  readonly outputs: readonly unknown[]
  readonly then:
    { readonly is: 'done' } | { readonly is: 'error'; readonly error: unknown } | { readonly is: 'pending' }
}

export const showExpectation = ({ outputs, then }: Expectation): string =>
  `${show(outputs)} and then ${then.is === 'error' ? `the error ${show(then.error)}` : then.is}`

export const expectation = (
  models: {
    readonly model: Model
    readonly unended: Model
    readonly atFailure: Model
    stops: (v: readonly unknown[]) => number
  },
  values: readonly unknown[],
  ending: Ending,
): Expectation => {
  const stops = models.stops(values)
  if (ending.is !== 'refuses to open' && stops <= values.length)
    return { outputs: models.model(values), then: { is: 'done' } }
  switch (ending.is) {
    case 'done':
      return { outputs: models.model(values), then: { is: 'done' } }
    case 'hangs':
      return { outputs: models.unended(values), then: { is: 'pending' } }
    case 'rejects':
    case 'throws':
      return { outputs: models.atFailure(values), then: { is: 'error', error: ending.error } }
    case 'refuses to open':
      return { outputs: models.atFailure([]), then: { is: 'error', error: ending.error } }
  }
}
