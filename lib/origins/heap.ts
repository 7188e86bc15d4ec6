/** A binary heap: what comes first is found at once, and kept there by as many comparisons as its size has bits. */
export class Heap<A> {
  readonly #items: A[] = []
  readonly #precedes: (a: A, b: A) => boolean

  constructor(precedes: (a: A, b: A) => boolean) {
    this.#precedes = precedes
  }

  get first(): A | undefined {
    return this.#items[0]
  }

  push(item: A): void {
    const items = this.#items
    let at = items.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#precedes(item, items[parent]!)) break
      items[at] = items[parent]!
      at = parent
    }
    items[at] = item
  }

  /** Takes the first one out, if there is any. */
  pop(): A | undefined {
    const [first] = this.#items
    const last = this.#items.pop()
    if (this.#items.length > 0) this.replace(last!)
    return first
  }

  /** As to take the first one out and to put `item` in, at once. It may be the first one itself, after a change. */
  replace(item: A): void {
    const items = this.#items
    let at = 0
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      if (child + 1 < items.length && this.#precedes(items[child + 1]!, items[child]!)) child++
      if (!this.#precedes(items[child]!, item)) break
      items[at] = items[child]!
      at = child
    }
    items[at] = item
  }
}
