import { origin } from '../core/pipeline.ts'
import { DONE, nothing } from '../core/protocol.ts'

/**
 * The source that ends at once.
 *
 * @example
 * await pipe(empty, toArray) // => []
 */
export const empty: AsyncIterable<never> = origin('empty', () => ({ pull: () => DONE, close: nothing }))
