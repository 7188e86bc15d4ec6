import fc from 'fast-check'
import { describe } from 'vitest'
import { obeysTheLaws } from '../laws.ts'
import { chunked, filtered, flattened, identity, lasts, mapped, readAhead, taken } from './references.ts'

const chunks = <A>(values: readonly A[], size: number): A[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size))

describe('identity by hand', () => {
  obeysTheLaws({ stage: identity, model: (values) => values, lookahead: 0, failing: (f) => mapped(f) })
})

describe('map by hand', () => {
  obeysTheLaws({
    stage: mapped((value: unknown) => [value]),
    model: (values) => values.map((value) => [value]),
    lookahead: 0,
    failing: (f) => mapped(f),
  })
})

describe('filter by hand', () => {
  const even = (n: number): boolean => n % 2 === 0
  obeysTheLaws({
    stage: filtered(even),
    values: fc.nat(9),
    model: (values) => values.filter(even),
    lookahead: 0,
    failing: (f) => filtered((n: number) => even(f(n))),
  })
})

describe('chunksOf by hand', () => {
  obeysTheLaws({ stage: chunked(2), model: (values) => chunks(values, 2), lookahead: 0 })
})

describe('take by hand', () => {
  obeysTheLaws({ stage: taken(2), model: (values) => values.slice(0, 2), lookahead: 0, stopsAfter: 2 })
})

describe('takeLast by hand', () => {
  obeysTheLaws({ stage: lasts(2), model: (values) => values.slice(-2), lookahead: 0 })
})

describe('flatten by hand', () => {
  obeysTheLaws({
    stage: flattened<number>(),
    values: fc.array(fc.nat(9), { maxLength: 3 }),
    model: (values) => values.flat(),
    lookahead: 0,
  })
})

describe('prefetch by hand', () => {
  obeysTheLaws({ stage: readAhead(3), model: (values) => values, lookahead: 3 })
})
