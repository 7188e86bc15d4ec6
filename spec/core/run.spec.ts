import { pipe } from 'fp-ts/lib/function.js'
import { chunksOf, concat, flatMap, head, take, toArray } from 'sluice'
import { describe, expect, test } from 'vitest'

describe('a run', () => {
  const pairs = chunksOf(2)

  // What a step gives at its end may be refused; whoever heard of the end at the same time went on to the next source.
  test('says that it is done when asked again, where its steps have given something at the end', async () => {
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
