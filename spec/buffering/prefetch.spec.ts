import { prefetch } from 'sluice'
import { describe } from 'vitest'
import { obeysTheLaws } from '../laws.ts'
describe('prefetch', () => {
  obeysTheLaws({ stage: prefetch(4), model: (vs) => vs, lookahead: 4 })
})
