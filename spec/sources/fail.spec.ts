import { fail, head, map, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { sourceObeysTheLaws } from '../laws.ts'

describe('fail', () => {
  const error = new Error('no')
  sourceObeysTheLaws({ source: () => fail(error), values: [], afterwards: { fails: error } })

  test.each([undefined, null, 'text', { a: 1 }])('fails with %j as it is', async (thrown) => {
    const caught = await toArray(fail(thrown)).then(
      () => 'nothing',
      (reason: unknown) => ({ reason }),
    )
    expect(caught).toEqual({ reason: thrown })
  })

  test('hands on the very error through stages and sinks', async () => {
    await expect(head(map((n: number) => n)(fail(error)))).rejects.toBe(error)
  })

  test('fails once, and is done from then on', async () => {
    const values = fail(error)[Symbol.asyncIterator]()
    await expect(values.next()).rejects.toBe(error)
    expect(await values.next()).toEqual({ done: true, value: undefined })
  })

  test('fails each iteration anew', async () => {
    const source = fail(error)
    await expect(toArray(source)).rejects.toBe(error)
    await expect(toArray(source)).rejects.toBe(error)
  })

  test('fits where any source does', () => {
    expectTypeOf(fail(error)).toEqualTypeOf<AsyncIterable<never>>()
  })
})
