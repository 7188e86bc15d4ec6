import { pipe } from 'fp-ts/lib/function.js'
import { map, prefetch } from 'sluice'
import { describe, expect, test } from 'vitest'

describe('an intake', () => {
  test('wants nothing more once it is closed, be it in the middle of a push', async () => {
    const happened: string[] = []
    const source = {
      [Symbol.iterator]: (): Iterator<number> => ({
        next: () => {
          happened.push('pulled')
          return { value: 1, done: false }
        },
        return: () => {
          happened.push('closed')
          return { value: undefined, done: true }
        },
      }),
    }
    const leaving = map((n: number) => {
      happened.push('called')
      void iterator.return?.()
      return n
    })
    const iterator = pipe(source, leaving, prefetch(4))[Symbol.asyncIterator]()
    await iterator.next()
    expect(happened).toEqual(['pulled', 'called', 'closed'])
  })
})
