/**
 * More values were pushed than a source may hold, and its `overflow` is `'error'`.
 *
 * - **Comes** after the values that were held; `capacity` is how many those may be.
 *
 * @example
 * const numbers = channel<number>({ capacity: 1, overflow: 'error' })
 * await numbers.push(1) // => true
 * await numbers.push(2) // => false
 * await pipe(numbers, toArray) // => rejects OverflowError: more than 1 values wait for their consumer
 */
export class OverflowError extends Error {
  override readonly name = 'OverflowError'

  constructor(readonly capacity: number) {
    super(`more than ${capacity} values wait for their consumer`)
  }
}
