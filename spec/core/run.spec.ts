import { concat, filter, range } from 'sluice'
import { describe, expect, test } from 'vitest'
import { Flattening } from '../../lib/origins/flattening.ts'
import { waiting } from '../../lib/core/pipeline.ts'
import type { AnyIterable } from '../laws/probe.ts'

/** Lets nothing pass, and leaves at the value `n`. */
const leavingAt = (n: number, source: AnyIterable<number>): Promise<unknown> => {
  const values = filter((value: number) => {
    if (value === n) void values.return?.()
    return false
  })(source)[Symbol.asyncIterator]()
  return values.next()
}

describe('a run that is closed in the middle of a push', () => {
  test('is not taken for one that has ended: no other source is opened', async () => {
    let opened = 0
    const second = {
      [Symbol.iterator]: () => {
        opened++
        return [2][Symbol.iterator]()
      },
    }
    await leavingAt(1, concat([[1], second]))
    expect(opened).toBe(0)
  })

  test('is not taken for one that has ended: nothing is flushed', async () => {
    let flushed = 0
    const flush = (): number[] => {
      flushed++
      return []
    }
    const pairs = waiting<number, number>(
      'pairs',
      (source, down, wake) => new Flattening(source, down, wake, (n) => [n, n], flush),
    )
    await leavingAt(2, pairs(range(1, 2)))
    expect(flushed).toBe(0)
  })
})
