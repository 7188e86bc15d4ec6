import { origin } from '../core/pipeline.ts'
import { nothing, WAIT } from '../core/protocol.ts'

/**
 * The source that neither gives a value nor ends.
 *
 * - **Holds** no timer: a process with nothing else to do exits.
 *
 * @example
 * const values = never[Symbol.asyncIterator]()
 * const pending = values.next()
 * await values.return?.()
 * await pending // => { done: true, value: undefined }
 */
export const never: AsyncIterable<never> = origin('never', () => ({ pull: () => WAIT, close: nothing }))
