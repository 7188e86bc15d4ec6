/** What is not known yet, and never will be where it has failed. */
const OPEN = Symbol('open')

/**
 * Results in the order in which they were begun, whenever each is known. A failure is the outcome once everything
 * before it is known, so the first by position wins; what it is comes by a function, which may throw.
 */
export class Places<B, R> {
  readonly #values: Array<B | typeof OPEN> = []
  #due = 0
  readonly #all: (values: readonly B[]) => R
  #first: { readonly at: number; readonly tell: () => R } | undefined

  constructor(all: (values: readonly B[]) => R) {
    this.#all = all
  }

  begin(): number {
    return this.#values.push(OPEN) - 1
  }

  keep(at: number, value: B): void {
    this.#values[at] = value
  }

  fail(at: number, tell: () => R): void {
    if (this.#first === undefined || at < this.#first.at) this.#first = { at, tell }
  }

  get failed(): boolean {
    return this.#first !== undefined
  }

  /** Whether nothing that is still open can change the outcome any more, which is a failure. */
  get decided(): boolean {
    if (this.#first === undefined) return false
    while (this.#values[this.#due] !== OPEN) this.#due++
    return this.#due === this.#first.at
  }

  /** To be asked when it is decided, or nothing is open. */
  outcome(): R {
    return this.#first === undefined ? this.#all(this.#values as B[]) : this.#first.tell()
  }
}
