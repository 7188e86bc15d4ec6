import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { concat, fail, filter, lines, map, range, reduce, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const parted =
  (separator: string | RegExp) =>
  (chunks: readonly string[]): string[] => {
    const all = chunks.join('').split(separator)
    return all.at(-1) === '' ? all.slice(0, -1) : all
  }

const of = (letters: string, maxLength: number) =>
  fc.array(fc.constantFrom(...letters.split('')), { maxLength }).map((parts) => parts.join(''))

const total = reduce(0, (sum: number, line: string) => sum + line.length)

describe('lines', () => {
  describe('by default', () => {
    obeysTheLaws({ stage: lines(), values: of('ab\r\n\n', 5), model: parted(/\r?\n/), lookahead: 0 })
  })

  describe('with a separator of several characters', () => {
    obeysTheLaws({ stage: lines({ separator: '--+' }), values: of('a---+', 5), model: parted('--+'), lookahead: 0 })
  })

  test.each(['\n', '\r\n', 'ab', 'aab', 'aba', 'aaa', 'abab', 'é'])(
    'gives the same however the text is cut, with the separator %j',
    async (separator) => {
      await fc.assert(
        fc.asyncProperty(fc.array(of('aab\r\né', 4), { maxLength: 9 }), async (chunks) => {
          expect(await pipe(chunks, lines({ separator }), toArray)).toEqual(parted(separator)(chunks))
          const whole = chunks.join('')
          expect(await pipe([whole], lines({ separator }), toArray)).toEqual(parted(separator)(chunks))
          expect(await pipe(whole, lines({ separator }), toArray)).toEqual(parted(separator)(chunks))
        }),
        { numRuns: 300 },
      )
    },
  )

  test.each([
    [[], []],
    [[''], []],
    [['\n'], ['']],
    [['a'], ['a']],
    [['a\n'], ['a']],
    [['a\n\n'], ['a', '']],
    [['\na'], ['', 'a']],
    [['a\r\nb\rc\n\rd\r'], ['a', 'b\rc', '\rd\r']],
    [
      ['a\r', '\nb'],
      ['a', 'b'],
    ],
    [['a\r', '', '\n'], ['a']],
    [['a\r', '\r\n'], ['a\r']],
    [
      ['a', 'b', '\n', 'c', 'd'],
      ['ab', 'cd'],
    ],
  ])('makes of %j the lines %j', async (chunks, expected) => {
    expect(await pipe(chunks, lines(), toArray)).toEqual(expected)
  })

  test('takes a separator to the letter', async () => {
    expect(await pipe(['a\r\nb'], lines({ separator: '\n' }), toArray)).toEqual(['a\r', 'b'])
    expect(await pipe(['a.b.c'], lines({ separator: '.' }), toArray)).toEqual(['a', 'b', 'c'])
  })

  test('gives a line before it pulls the chunk behind it', async () => {
    let pulled = 0
    const source = (function* () {
      for (;;) yield ++pulled % 2 === 0 ? 'b\nc\nd' : 'a'
    })()
    expect(await pipe(source, lines(), take(2), toArray)).toEqual(['ab', 'c'])
    expect(pulled).toBe(2)
  })

  test('gives no line more once it is left, be it from inside', async () => {
    const seen: string[] = []
    const leaving = filter((line: string) => {
      if (seen.push(line) === 50) void iterator.return?.()
      return false
    })
    const iterator = pipe(['a\n'.repeat(1000)], lines(), leaving)[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
    expect(seen).toHaveLength(50)
  })

  test('loses with an error the line that is unfinished', async () => {
    const seen: string[] = []
    const all = reduce(0, (n: number, line: string) => n + seen.push(line))
    await expect(pipe(concat([['a\nb'], fail('no')]), lines(), all)).rejects.toBe('no')
    expect(seen).toEqual(['a'])
  })

  test('fails where it is given bytes', async () => {
    const bytes = pipe([Uint8Array.of(10)] as never, lines(), toArray)
    await expect(bytes).rejects.toThrow(TypeError)
    await expect(bytes).rejects.toThrow(/^lines cuts text, which decodeText makes of bytes, got: /)
  })

  test('refuses a separator that separates nothing', () => {
    refuses(() => lines({ separator: '' }), RangeError, /^separator must not be empty, got: ""$/)
    refuses(() => lines({ separator: /\n/ as never }), TypeError, /^separator must be a string, got: /)
    refuses(() => lines({ separator: null as never }), TypeError, /^separator must be a string, got: null$/)
  })

  // Quadratic work would be some 300 GB here.
  test('takes time in proportion to a line that spans thousands of chunks', async () => {
    const chunk = 'x'.repeat(4096)
    const long = map(() => chunk)
    expect(await pipe(range(1, 12_000), long, lines(), total)).toBe(12_000 * 4096)
    expect(await pipe(range(1, 12_000), long, lines({ separator: 'xxy' }), total)).toBe(12_000 * 4096)
  })

  test('carries 300 000 values', async () => {
    const numbered = map((n: number) => `line ${n}\r\n`)
    const letters = map((n: number) => (n % 5 === 0 ? '\n' : 'x'))
    const count = reduce(0, (n: number) => n + 1)
    expect(await pipe(range(1, 300_000), numbered, lines(), count)).toBe(300_000)
    expect(await pipe(range(1, 300_000), letters, lines(), count)).toBe(60_000)
    expect(await pipe(['line\n'.repeat(300_000)], lines(), count)).toBe(300_000)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(['a'], lines())).toEqualTypeOf<AsyncIterable<string>>()
  })
})
