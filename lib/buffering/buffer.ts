import { oneOf, optionsOf } from '../core/check.ts'
import { OverflowError } from '../core/errors.ts'
import type { MailboxOptions, Overflow } from '../core/mailbox.ts'
import { type Keeper, type Pipeline, waiting } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { holding } from '../origins/holding.ts'
import { Reading, type Store } from '../origins/reading.ts'

/** How many values `buffer` holds, and what happens beyond that. */
export interface BufferOptions<in A> {
  /** How many values it may hold; 16 by default, and 0 keeps none for a consumer that is not waiting. */
  readonly capacity?: number
  /** What happens to a value for which there is no room; it has no default, since each choice loses something. */
  readonly overflow: Exclude<Overflow, 'block'>
  /** Told of each value that is dropped. */
  readonly onDrop?: (value: A) => void
}

/**
 * Keeps reading a source whatever the consumer does, and holds up to `capacity` of its values until they are asked for.
 *
 *     source               1  2  3  4  5     6 |         capacity 2
 *     asks                 *              *     *  *
 *     'drop-oldest'        1              4     5  6     2 and 3 are dropped
 *     'drop-newest'        1              2     3  6     4 and 5 are dropped
 *     'error'              1              2     3  OverflowError, at 4
 *
 * - **Pulls** from the first `next()` on, one value after another, whether the consumer asks or not. That counts as busy
 *   when it has let a turn of the event loop pass: one that lets no time pass misses nothing, however quick
 *   the source is.
 * - **Holds** at most `capacity` values; its lookahead is one more, the one that is under way.
 * - **Drops** the value held for longest or the newest one, where there is no room, and tells `onDrop`.
 * - **Ends** after the values it holds.
 * - **Fails** after the values it holds; with an `OverflowError` where a value finds no room and `overflow` is 'error',
 *   which closes its source at once; with what `onDrop` throws.
 * - **Closes** its source at once when the consumer leaves, and drops what it holds, unheard.
 * - **Throws** a RangeError where `overflow` is not 'drop-oldest', 'drop-newest' or 'error', or `capacity` is neither an
 *   integer of at least 0 nor Infinity; a TypeError where `onDrop` is not a function.
 *
 * Source: Akka Streams' `buffer` and its OverflowStrategy.
 *
 * @example
 * await pipe(range(1, 3), buffer({ overflow: 'error' }), toArray) // => [1, 2, 3]
 * buffer({ overflow: 'block' as never }) // => throws RangeError: overflow must be one of "drop-oldest"
 */
export const buffer = <A>(options: BufferOptions<A>): Keeper<A> => {
  oneOf(policies, 'overflow', optionsOf(options).overflow)
  const held = holding<A>(options, 16, policies)
  return waiting(
    'buffer',
    <B extends A>(source: Pipeline<B>, down: Down<B>, wake: () => void) =>
      new Reading<B>(source, new Held<B>(held), down, wake),
  )
}

const policies: ReadonlyArray<Exclude<Overflow, 'block'>> = ['drop-oldest', 'drop-newest', 'error']

class Held<A> extends Queue<A> implements Store<A> {
  readonly #capacity: number
  readonly #overflow: Overflow | undefined
  readonly #onDrop: ((value: A) => void) | undefined

  constructor({ capacity = 0, overflow, onDrop }: MailboxOptions<A>) {
    super()
    this.#capacity = capacity
    this.#overflow = overflow
    this.#onDrop = onDrop
  }

  put(value: A, asked: boolean): void {
    const full = this.size >= this.#capacity && !asked
    if (full && this.#overflow === 'error') throw new OverflowError(this.#capacity)
    if (full && this.#overflow === 'drop-newest') return this.#onDrop?.(value)
    this.push(value)
    if (full) this.#onDrop?.(this.shift())
  }

  take(): A {
    return this.shift()
  }
}
