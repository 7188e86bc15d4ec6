import { channel } from 'sluice'
import { beforeEach, describe, expect, test } from 'vitest'
import { stillTime } from '../stillTime.ts'

describe('a consumer that takes one value at a time', () => {
  beforeEach(stillTime)

  test.each([0, 1, 3])('and waits takes what it is owed beyond a capacity of %i', async (capacity) => {
    const values = channel<number>({ capacity, overflow: 'drop-newest' })
    const consumer = values[Symbol.asyncIterator]()
    for (const first of [1, 2, 3]) {
      const next = consumer.next()
      await Promise.resolve()
      values.offer(first)
      expect(await next).toEqual({ value: first, done: false })
    }
    const asked = [consumer.next(), consumer.next()]
    for (let n = 1; n <= 2 + capacity + 1; n++) values.offer(n * 10)
    expect(await Promise.all(asked)).toEqual([
      { value: 10, done: false },
      { value: 20, done: false },
    ])
    expect(values.dropped).toBe(1)
    expect(values.size).toBe(capacity)
  })
})
