import { take } from 'sluice'
import { describe } from 'vitest'
import { obeysTheLaws } from '../laws.ts'
describe('take', () => {
  obeysTheLaws({ stage: take(2), model: (vs) => vs.slice(0, 2), lookahead: 0, stopsAfter: 2 })
})
