import { mapAsync } from 'sluice'
import { describe } from 'vitest'
import { obeysTheLaws } from '../laws.ts'
describe('mapAsync', () => {
  describe('one by one', () => {
    obeysTheLaws({
      stage: mapAsync(async (v) => [v]),
      model: (vs) => vs.map((v) => [v]),
      lookahead: 0,
      failingAsync: (f) => mapAsync(f),
    })
  })
  describe('ordered', () => {
    obeysTheLaws({
      stage: mapAsync(async (v) => [v], { concurrency: 3 }),
      model: (vs) => vs.map((v) => [v]),
      lookahead: 2,
      failingAsync: (f) => mapAsync(f, { concurrency: 3 }),
    })
  })
  describe('unordered', () => {
    obeysTheLaws({
      stage: mapAsync(async (v) => [v], { concurrency: 3, ordered: false }),
      model: (vs) => vs.map((v) => [v]),
      lookahead: 2,
      ordered: false,
      failingAsync: (f) => mapAsync(f, { concurrency: 3, ordered: false }),
    })
  })
})
