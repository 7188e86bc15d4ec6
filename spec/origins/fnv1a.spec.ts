import { describe, expect, test } from 'vitest'
import { fnv1a } from '../../lib/origins/fnv1a.ts'

describe('fnv1a', () => {
  test.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['foo', 0xa9f37ed7],
    ['foobar', 0xbf9cf968],
    ['chongo was here!\n', 0xd49930d5],
  ])('has the published value for %j', (text, hash) => {
    expect(fnv1a(text)).toBe(hash)
  })
  test('takes in a whole code unit at once, beyond ASCII', () => {
    expect(fnv1a('\u20ac')).toBe(Math.imul(0x811c9dc5 ^ 0x20ac, 0x01000193) >>> 0)
  })
})
