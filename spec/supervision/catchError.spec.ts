import { catchError } from 'sluice'
import { describe } from 'vitest'
import { obeysTheLaws } from '../laws.ts'
describe('catchError', () => {
  obeysTheLaws({
    stage: catchError((e) => {
      throw e
    }),
    model: (vs) => vs,
    lookahead: 0,
  })
})
