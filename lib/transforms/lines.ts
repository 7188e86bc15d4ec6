import { optionsOf, show, wrongType } from '../core/check.ts'
import { Feed, VALUE } from '../origins/feed.ts'
import { type Stage, waiting } from '../core/pipeline.ts'
import { DONE, MORE } from '../core/protocol.ts'

/** Where one line ends and the next begins. */
export interface LinesOptions {
  /** What stands between two lines, to the letter; by default a line feed, with or without a carriage return before it. */
  readonly separator?: string
}

/**
 * Cuts text into its lines, wherever its chunks begin and end.
 *
 * - **Pulls** until there is a whole line.
 * - **Holds** the chunk that it cuts, or the start of a line that is longer.
 * - **Ends** with what stands behind the last separator, unless that is nothing.
 * - **Fails** with its source, and an unfinished line is lost; with a TypeError where a chunk is not a string.
 * - **Throws** a TypeError where `separator` is not a string, a RangeError where it is empty.
 *
 * @example
 * await pipe(['a\nb', 'c\r\n', '\nd'], lines(), toArray) // => ['a', 'bc', '', 'd']
 * await pipe(['1,2,', '3'], lines({ separator: ',' }), toArray) // => ['1', '2', '3']
 */
export const lines = (options: LinesOptions = {}): Stage<string, string> => {
  const { separator } = optionsOf(options)
  if (separator !== undefined && typeof separator !== 'string') throw wrongType('separator', 'a string', separator)
  if (separator === '') throw new RangeError('separator must not be empty, got: ""')
  const mark = separator ?? '\n'
  return waiting('lines', (source, down, wake) => {
    const feed = new Feed(source, wake)
    let text = ''
    let from = 0
    let start = ''
    return {
      pull: (limit) => {
        for (let left = limit; left > 0; left--) {
          const to = text.indexOf(mark, from)
          if (to !== -1) {
            let line = text.slice(from, to)
            from = to + mark.length
            if (start !== '') {
              line = start + line
              start = ''
            }
            if (separator === undefined && line.charCodeAt(line.length - 1) === 13) line = line.slice(0, -1)
            if (!down.next(line)) return MORE
            continue
          }
          // Nothing is searched twice, however long a line gets, but for what may be the first part of a separator.
          const kept = text.length - overlap(text, from, mark)
          start += text.slice(from, kept)
          text = text.slice(kept)
          from = 0
          const taken = feed.take(left)
          if (taken === VALUE) text += aString(feed.value)
          else if (taken !== DONE) return taken
          else if (start === '' && text === '') return DONE
          else {
            const last = start + text
            start = text = ''
            if (!down.next(last)) return MORE
          }
        }
        return MORE
      },
      close: () => {
        start = text = ''
        return feed.close()
      },
    }
  })
}

/** How many of the last characters may be the first ones of a separator. */
const overlap = (text: string, from: number, mark: string): number => {
  let length = Math.min(mark.length - 1, text.length - from)
  while (length > 0 && !mark.startsWith(text.slice(text.length - length))) length--
  return length
}

const aString = (chunk: string): string => {
  if (typeof chunk === 'string') return chunk
  throw new TypeError(`lines cuts text, which decodeText makes of bytes, got: ${show(chunk)}`)
}
