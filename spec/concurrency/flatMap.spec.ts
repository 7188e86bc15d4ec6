import fc from 'fast-check'
import { flatMap } from 'sluice'
import { describe } from 'vitest'
import { obeysTheLaws } from '../laws.ts'
describe('flatMap', () => {
  describe('arrays', () => {
    obeysTheLaws({
      stage: flatMap((v: number[]) => v),
      values: fc.array(fc.nat(9), { maxLength: 3 }),
      model: (vs) => vs.flat(),
      lookahead: 0,
    })
  })
  describe('sources', () => {
    obeysTheLaws({
      stage: flatMap(async function* (v: number[]) {
        yield* v
      }),
      values: fc.array(fc.nat(9), { maxLength: 3 }),
      model: (vs) => vs.flat(),
      lookahead: 0,
    })
  })
})
