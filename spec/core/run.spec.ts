import { pipe } from 'fp-ts/lib/function.js'
import { chunksOf, concat, filter, flatMap, head, range, take, toArray } from 'sluice'
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

describe('a run whose steps give something at their end', () => {
  const pairs = chunksOf(2)

  // What a step gives at its end may be refused; whoever heard of the end at the same time went on to the next source.
  test('says that it is done when it is asked again, since that may have been refused', async () => {
    expect(await pipe(concat([pairs([1, 2, 3]), [[4]]]), take(2), toArray)).toEqual([[1, 2], [3]])
    expect(
      await pipe(
        [1, 2],
        flatMap(() => pairs([1, 2, 3])),
        take(2),
        toArray,
      ),
    ).toEqual([[1, 2], [3]])
  })

  test('opens no source behind the one that gave the only value wanted at its end', async () => {
    let opened = 0
    const second = {
      [Symbol.iterator]: () => {
        opened++
        return [][Symbol.iterator]()
      },
    }
    expect(await pipe(concat([pairs([1]), second]), head)).toEqual({ _tag: 'Some', value: [1] })
    expect(opened).toBe(0)
  })
})
