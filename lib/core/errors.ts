/** More values were pushed than a source may hold, and its `overflow` is `'error'`. */
export class OverflowError extends Error {
  override readonly name = 'OverflowError'
  readonly capacity: number

  constructor(capacity: number) {
    super(`more than ${capacity} values wait for their consumer`)
    this.capacity = capacity
  }
}
