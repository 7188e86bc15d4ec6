import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { concat, decodeText, fail, map, range, reduce, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

const join = reduce('', (text: string, part: string) => text + part)

/** Chunk by chunk with one decoder of the platform, which keeps what is split. */
const decoded =
  (encoding?: string) =>
  (chunks: readonly Uint8Array[]): string[] => {
    const decoder = new TextDecoder(encoding)
    return [...chunks.map((chunk) => decoder.decode(chunk, { stream: true })), decoder.decode()].filter(
      (text) => text !== '',
    )
  }

const cut = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] =>
  [...at, bytes.length]
    .toSorted((a, b) => a - b)
    .map((end, i, ends) => bytes.subarray(Math.min(ends[i - 1] ?? 0, bytes.length), Math.min(end, bytes.length)))

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const sample = encode('\uFEFFplain, then é€\u{1F600}, plain\uFEFF again, é')
const splitSample = fc.array(fc.nat(sample.length), { maxLength: 6 }).map((at) => cut(sample, at))
const malformed = fc.uint8Array({ maxLength: 5 })
const plain = fc.constantFrom('a', 'bc', '').map(encode)
const lead = fc.constantFrom([0xef, 0xbb, 0xbf], [0xe2, 0x82], [0xc3], [0xf0, 0x9f], [0x80], [0xff], [0xe0, 0x41])

describe('decodeText', () => {
  describe('from UTF-8', () => {
    obeysTheLaws({
      stage: decodeText(),
      values: fc.oneof(
        plain,
        malformed,
        lead.map((bytes) => Uint8Array.from(bytes)),
      ),
      model: decoded(),
      lookahead: 0,
    })
  })

  describe('from UTF-16', () => {
    obeysTheLaws({
      stage: decodeText('utf-16le'),
      values: fc.oneof(plain, malformed),
      model: decoded('utf-16le'),
      lookahead: 0,
    })
  })

  test('gives the same text wherever the bytes are cut', async () => {
    const whole = new TextDecoder().decode(sample)
    await fc.assert(
      fc.asyncProperty(splitSample, async (chunks) => {
        expect(await pipe(chunks, decodeText(), join)).toBe(whole)
      }),
    )
  })

  test('replaces what is malformed as the platform does, wherever it is cut', async () => {
    const chunks = fc.array(fc.oneof(malformed, plain), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(chunks, async (chunks) => {
        const whole = new TextDecoder().decode(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])))
        expect(await pipe(chunks, decodeText(), join)).toBe(whole)
      }),
      { numRuns: 500 },
    )
  })

  test('decodes a character that comes byte by byte', async () => {
    const bytes = [...encode('é€\u{1F600}')].map((byte) => Uint8Array.of(byte))
    expect(await pipe(bytes, decodeText(), toArray)).toEqual(['é', '€', '\u{1F600}'])
  })

  test('drops a byte order mark at the start only', async () => {
    const mark = encode('\uFEFF')
    expect(await pipe([mark.subarray(0, 1), mark.subarray(1), encode('a')], decodeText(), join)).toBe('a')
    expect(await pipe([mark, encode('a'), encode('b'), encode('\uFEFFc')], decodeText(), join)).toBe('ab\uFEFFc')
    expect(await pipe([encode('a'), encode('\uFEFFb'), encode('\uFEFFc')], decodeText(), join)).toBe('a\uFEFFb\uFEFFc')
  })

  test('ends with a replacement for a character that was cut off', async () => {
    expect(await pipe([Uint8Array.of(0x61, 0xe2, 0x82)], decodeText(), toArray)).toEqual(['a', '\uFFFD'])
  })

  test('loses with an error the bytes that it holds', async () => {
    const seen: string[] = []
    const all = reduce(0, (n: number, text: string) => n + seen.push(text))
    await expect(pipe(concat([[Uint8Array.of(0x61, 0xe2)], fail('no')]), decodeText(), all)).rejects.toBe('no')
    expect(seen).toEqual(['a'])
  })

  test('takes any label of the Encoding Standard', async () => {
    expect(await pipe([Uint8Array.of(0xe9)], decodeText('latin1'), toArray)).toEqual(['é'])
    expect(await pipe([encode('a'), encode('é')], decodeText('UTF8'), join)).toBe('aé')
    const kanji = Uint8Array.of(0x1b, 0x24, 0x42, 0x34, 0x41, 0x3b, 0x7a)
    expect(await pipe([kanji.subarray(0, 3), kanji.subarray(3)], decodeText('iso-2022-jp'), join)).toBe('漢字')
  })

  test('begins anew with each iteration', async () => {
    const texts = pipe([Uint8Array.of(0xe2, 0x82)], decodeText())
    expect(await toArray(texts)).toEqual(['\uFFFD'])
    expect(await toArray(texts)).toEqual(['\uFFFD'])
  })

  test('refuses an encoding that is none', () => {
    refuses(() => decodeText('utf-9'), RangeError, /^encoding must be a label of the Encoding Standard, got: "utf-9"$/)
    refuses(() => decodeText(null as never), RangeError, /^encoding must be .*, got: null$/)
  })

  test('carries 300 000 values', async () => {
    const chunk = encode('abc')
    const part = encode('é').subarray(0, 1)
    const chunks = map((n: number) => (n % 3 === 0 ? part : chunk))
    const length = reduce(0, (sum: number, text: string) => sum + text.length)
    expect(await pipe(range(1, 300_000), chunks, decodeText(), length)).toBe(700_000)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe([Buffer.from('a')], decodeText())).toEqualTypeOf<AsyncIterable<string>>()
  })
})
