import { concat, map, never, range } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

describe('never', () => {
  sourceObeysTheLaws({ source: () => never, values: [], afterwards: 'waits' })

  test('answers what is pending as done when the consumer leaves', async () => {
    const values = map((n: number) => n)(never)[Symbol.asyncIterator]()
    const pending = [values.next(), values.next()]
    await values.return?.()
    expect(await Promise.all(pending)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
  })

  test('keeps whatever comes after it from being opened', async () => {
    const values = concat([range(1, 1), never, range(2)])[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 1 })
    let answered = false
    void values.next().finally(() => (answered = true))
    await turn()
    expect(answered).toBe(false)
    await values.return?.()
  })

  test('fits where any source does', () => {
    expectTypeOf(never).toEqualTypeOf<AsyncIterable<never>>()
    expectTypeOf(never).toExtend<AsyncIterable<string>>()
  })
})
