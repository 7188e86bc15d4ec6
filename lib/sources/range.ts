import { origin } from '../core/pipeline.ts'
import { DONE, MORE } from '../core/protocol.ts'

export const range = (start: number, end: number = Infinity): AsyncIterable<number> =>
  origin('range', (down) => {
    let value = start
    return {
      pull: (limit) => {
        const last = Math.min(end, value + limit - 1)
        while (value <= last) if (!down.next(value++)) return MORE
        return value > end ? DONE : MORE
      },
      close: () => undefined,
    }
  })
