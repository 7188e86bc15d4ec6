import { show } from '../core/check.ts'
import { type Stage, stage } from '../core/pipeline.ts'

/**
 * Decodes chunks of bytes into text; a character may be split over chunks.
 *
 * - **Pulls** until there is text: a chunk that is empty, or a part of one character, gives nothing.
 * - **Holds** the bytes of a character that is not complete.
 * - **Ends** with U+FFFD where such bytes are left, which also stands for every malformed sequence.
 * - **Drops** a byte order mark at the start.
 * - **Throws** a RangeError where `encoding` is no label of the Encoding Standard.
 *
 * Source: the web's `TextDecoderStream`.
 *
 * @example
 * await pipe([Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac, 0x31)], decodeText(), toArray) // => ['€1']
 */
export const decodeText = (encoding: string = 'utf-8'): Stage<Uint8Array, string> => {
  const isUtf8 = decoderOf(encoding).encoding === 'utf-8'
  return stage('decodeText', (down) => {
    const split = decoderOf(encoding)
    const whole = decoderOf(encoding, { ignoreBOM: true })
    let isPlain = false
    return {
      ...down,
      next: (chunk) => {
        const isWhole = isUtf8 && (chunk[chunk.length - 1] as number) < 0x80
        // Engines have a short cut for text that is not split, six times faster where it is ASCII and slower elsewhere.
        const text = isPlain && isWhole ? whole.decode(chunk) : split.decode(chunk, { stream: true })
        isPlain = isWhole && text.length === chunk.length
        return text === '' || down.next(text)
      },
      end: () => {
        const rest = split.decode()
        if (rest !== '') down.next(rest)
        down.end()
      },
    }
  })
}

const decoderOf = (encoding: string, options?: { readonly ignoreBOM: boolean }): InstanceType<typeof TextDecoder> => {
  try {
    return new TextDecoder(encoding, options)
  } catch {
    throw new RangeError(`encoding must be a label of the Encoding Standard, got: ${show(encoding)}`)
  }
}
