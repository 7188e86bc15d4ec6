import fc from 'fast-check'
import { filter } from 'sluice'
import { describe } from 'vitest'
import { obeysTheLaws } from '../laws.ts'
const even = (n: number): boolean => n % 2 === 0
describe('filter', () => {
  obeysTheLaws({
    stage: filter(even),
    values: fc.nat(9),
    model: (vs) => vs.filter(even),
    lookahead: 0,
    failing: (f) => filter((n: number) => even(f(n))),
  })
})
