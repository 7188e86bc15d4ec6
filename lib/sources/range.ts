import { wrongType } from '../core/check.ts'
import { origin } from '../core/pipeline.ts'
import { DONE, MORE } from '../core/protocol.ts'

/**
 * Gives the integers from `start` to `end`, both included; without `end` it goes on for ever.
 *
 * - **Gives** nothing where `end` is less than `start`.
 * - **Throws** a RangeError where `start` is not an integer, or `end` is neither one nor Infinity.
 *
 * @example
 * await pipe(range(1, 3), toArray) // => [1, 2, 3]
 * await pipe(range(3, 1), toArray) // => []
 */
export const range = (start: number, end: number = Infinity): AsyncIterable<number> => {
  integer('start', start)
  if (end !== Infinity) integer('end', end)
  return origin('range', (down) => {
    let value = start
    return {
      pull: (limit) => {
        // Math.min would make floating point numbers of them.
        const last = end - value < limit ? end : value + limit - 1
        while (value <= last) if (!down.next(value++)) return MORE
        return value > end ? DONE : MORE
      },
      close: () => void (value = Infinity),
    }
  })
}

const integer = (name: string, value: number): void => {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} must be an integer, got: ${value}`)
}
