import { Mailbox, type Overflow } from '../core/mailbox.ts'
import { roomOf } from '../origins/holding.ts'
import { single } from '../origins/single.ts'

/** How much a channel holds, and what happens beyond that. */
export interface ChannelOptions<A> {
  /** How many values it may hold; 16 by default, and 0 hands each value over in person. */
  readonly capacity?: number
  /** What happens to a value for which there is no room; 'block' by default. */
  readonly overflow?: Overflow
  /** Told of each value that is dropped. */
  readonly onDrop?: (value: A) => void
}

/** The push side of an `AsyncIterable`. */
export interface Channel<A> extends AsyncIterable<A> {
  /** Waits for room; false once the consumer has left, after the end, and where the value overflows as an error. */
  push(value: A): Promise<boolean>
  /** As `push`, but false at once where it would have to wait. */
  offer(value: A): boolean
  /** Ends the source after what has been pushed. */
  end(): void
  /** Fails the source after what has been pushed. */
  fail(error: unknown): void
  /** Settles when every value pushed before it has been taken or dropped. */
  flush(): Promise<void>
  /** How many values wait, those of blocked pushes included. */
  readonly size: number
  /** How many values have been dropped. */
  readonly dropped: number
}

/**
 * Makes a source that is pushed into.
 *
 * - **Holds** `capacity` values; a `push` beyond that waits, or drops a value, or fails, as `overflow` says.
 * - **Ends** and fails after what has been pushed before.
 * - **Closes** when its consumer leaves: from then on a push is false.
 * - **Serves** one consumer; to iterate it a second time is a TypeError.
 * - **Throws** a RangeError where `capacity` is neither an integer of at least 0 nor Infinity, or `overflow` is unknown; a
 *   TypeError where `onDrop` is not a function.
 *
 * Source: GenStage's `:buffer_size` and `:buffer_keep`, where `:last` is 'drop-oldest' and `:first` 'drop-newest'.
 *
 * @example
 * const numbers = channel<number>()
 * await numbers.push(1) // => true
 * numbers.end()
 * await pipe(numbers, toArray) // => [1]
 */
export const channel = <A>(options: ChannelOptions<A> = {}): Channel<A> => {
  const mailbox = new Mailbox<A>(roomOf(options))
  return Object.defineProperties(
    Object.assign(single('channel', mailbox.open), {
      push: (value: A) => mailbox.push(value),
      offer: (value: A) => mailbox.offer(value),
      end: () => mailbox.end(),
      fail: (error: unknown) => void mailbox.fail(error),
      flush: () => mailbox.flush(),
    }),
    { size: { get: () => mailbox.size }, dropped: { get: () => mailbox.dropped } },
  ) as Channel<A>
}
