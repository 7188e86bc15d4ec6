/** First in, first out, in a ring that grows by doubling: nothing is moved, whatever its length. */
export class Queue<A> {
  #ring: Array<A | undefined> = []
  #head = 0
  size = 0

  push(value: A): void {
    if (this.size === this.#ring.length) this.grow()
    this.#ring[(this.#head + this.size++) & (this.#ring.length - 1)] = value
  }

  /** Only where `size` is not 0. */
  shift(): A {
    const value = this.#ring[this.#head] as A
    this.#ring[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#ring.length - 1)
    this.size--
    return value
  }

  peek(): A {
    return this.#ring[this.#head] as A
  }

  private grow(): void {
    const ring = this.#ring
    const head = this.#head
    this.#ring = [...ring.slice(head), ...ring.slice(0, head)]
    this.#head = 0
    this.#ring.length = Math.max(4, ring.length * 2)
  }
}
