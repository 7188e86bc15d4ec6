import { aFunction } from '../core/check.ts'
import { Mailbox, type Overflow } from '../core/mailbox.ts'
import { origin } from '../core/pipeline.ts'
import { DONE, MORE, nothing } from '../core/protocol.ts'
import { report } from '../core/report.ts'
import { holding } from '../origins/holding.ts'

/** How much is held, and what happens beyond that. */
export interface FromCallbackOptions<A> {
  /** How many values it may hold; 1024 by default, and 0 keeps none for a consumer that is not waiting. */
  readonly capacity?: number
  /** What happens to a value for which there is no room; 'error' by default. */
  readonly overflow?: Overflow
  /** Told of each value that is dropped; what it throws is thrown at whoever pushed. */
  readonly onDrop?: (value: A) => void
}

/** What a callback is given to feed its source with. */
export interface Emit<A> {
  /** True once the value is held or dropped, false where it is not taken; waits where `overflow` is 'block'. */
  readonly push: (value: A) => Promise<boolean>
  /** Ends the source after what has been pushed. */
  readonly end: () => void
  /** Fails the source after what has been pushed. */
  readonly fail: (error: unknown) => void
}

/**
 * Makes a source of an API that calls back: `register` is given `{ push, end, fail }` and may give a clean-up.
 *
 * - **Calls** `register` when the first value is asked for, anew for each iteration, and does not wait for it, should it
 *   promise something.
 * - **Holds** `capacity` values; what comes beyond that is an `OverflowError` after them, or drops one, or waits, as
 *   `overflow` says.
 * - **Ends** and fails after what has been pushed before; fails also with what `register` throws or rejects with,
 *   behind what that has pushed.
 * - **Closes** by calling the clean-up, or its `unsubscribe` where it is a subscription, as those of RxJS are; once,
 *   however it ends; waits for what that promises.
 * - **Throws** a TypeError where `register` or `onDrop` is not a function; a RangeError where `capacity` is neither an
 *   integer of at least 0 nor Infinity, or `overflow` is not one of 'error', 'drop-oldest', 'drop-newest' and 'block'.
 *
 * Source: Kotlin's `callbackFlow`.
 *
 * @example
 * const source = fromCallback<number>(({ push, end }) => {
 *   void push(1)
 *   void push(2)
 *   end()
 * })
 * await pipe(source, toArray) // => [1, 2]
 */
export const fromCallback = <A>(
  register: (emit: Emit<A>) => void | (() => void | PromiseLike<unknown>) | { unsubscribe(): void },
  options: FromCallbackOptions<A> = {},
): AsyncIterable<A> => {
  aFunction('register', register)
  const held = holding(options, 1024, ['error', 'drop-oldest', 'drop-newest', 'block'])
  return origin('fromCallback', (down, wake) => {
    const mailbox = new Mailbox<A>(held)
    const emit: Emit<A> = {
      push: (value) => mailbox.push(value),
      end: () => mailbox.end(),
      fail: (error) => void mailbox.fail(error),
    }
    let registered = false
    let closed = false
    let cleanUp: () => unknown = nothing
    mailbox.open(down, wake)
    const enter = async (): Promise<void> => {
      try {
        const given: unknown = register(emit)
        cleanUp = cleaning(given) ?? cleaning(await given) ?? nothing
        // The consumer has left meanwhile: nobody waits for this clean-up.
        if (closed) await cleanUp()
      } catch (error) {
        if (!mailbox.fail(error)) report(error)
      }
    }
    return {
      pull: (limit) => {
        if (!registered) {
          registered = true
          void enter()
        }
        const pulled = mailbox.pull(limit)
        if (pulled !== DONE || closed) return pulled
        down.end()
        return MORE
      },
      close: () => {
        closed = true
        void mailbox.close()
        return cleanUp() as PromiseLike<unknown> | undefined
      },
    }
  })
}

const cleaning = (given: unknown): (() => unknown) | undefined =>
  typeof given === 'function'
    ? (given as () => unknown)
    : (given as { unsubscribe?: () => unknown } | undefined | null)?.unsubscribe?.bind(given)
