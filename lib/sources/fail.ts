import { origin } from '../core/pipeline.ts'
import { nothing } from '../core/protocol.ts'

/**
 * The source that fails with `error`, whatever that is, when the first value is asked for.
 *
 * @example
 * await pipe(fail(new Error('no')), toArray) // => rejects Error: no
 */
export const fail = (error: unknown): AsyncIterable<never> =>
  origin('fail', () => ({
    pull: () => {
      throw error
    },
    close: nothing,
  }))
