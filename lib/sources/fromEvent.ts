import { show } from '../core/check.ts'
import { Mailbox, type Overflow } from '../core/mailbox.ts'
import { origin } from '../core/pipeline.ts'
import { holding } from '../origins/holding.ts'

/** How many events are held, and what happens beyond that. */
export interface FromEventOptions<A> {
  /** How many events it may hold; 1024 by default, and 0 keeps none for a consumer that is not waiting. */
  readonly capacity?: number
  /** What happens to an event for which there is no room, since it cannot wait; 'error' by default. */
  readonly overflow?: Exclude<Overflow, 'block'>
  /** Told of each event that is dropped; what it throws is thrown at whoever fires. */
  readonly onDrop?: (event: A) => void
}

/** An EventTarget, whose listeners tell what its events are. */
export interface EventTargetOf<A> {
  addEventListener(type: string, listener: (event: A) => void): void
  removeEventListener(type: string, listener: (event: A) => void): void
}

/** Whatever listeners can be added to and removed from. */
export type EventSender =
  | { addEventListener: Listen<never, never>; removeEventListener: Listen<never, never> }
  | { on: Listen<never, never>; off: Listen<never, never> }
  | { addListener: Listen<never, never>; removeListener: Listen<never, never> }

type Listen<T, L> = (type: T, listener: L) => unknown

const ways = { addEventListener: 'removeEventListener', on: 'off', addListener: 'removeListener' }

/**
 * Gives the events of one type that an EventTarget or an EventEmitter fires, from the first ask on.
 *
 * - **Gives** the first argument of an emitter's event; `fromCallback` is for those that need the others.
 * - **Holds** `capacity` events; what comes beyond that is an `OverflowError` after them, or drops one of them, as
 *   `overflow` says.
 * - **Ends** never by itself, and hears no `'error'` event but where it is asked for.
 * - **Closes** by removing its listener, also where it fails; each iteration has one of its own.
 * - **Throws** a TypeError where `target` is neither, `type` is no string or symbol, or `onDrop` no function; a
 *   RangeError where `capacity` is neither an integer of at least 0 nor Infinity, or `overflow` is not 'error',
 *   'drop-oldest' or 'drop-newest'.
 *
 * Source: RxJS's `fromEvent`.
 *
 * @example
 * const target = new EventTarget()
 * const types = pipe(fromEvent(target, 'ping'), map((event) => event.type), take(1), toArray)
 * target.dispatchEvent(new Event('ping'))
 * await types // => ['ping']
 */
export function fromEvent<A>(target: EventTargetOf<A>, type: string, options?: FromEventOptions<A>): AsyncIterable<A>
export function fromEvent<A = unknown>(
  target: EventSender,
  type: string | symbol,
  options?: FromEventOptions<A>,
): AsyncIterable<A>
export function fromEvent<A>(
  target: object,
  type: string | symbol,
  options: FromEventOptions<A> = {},
): AsyncIterable<A> {
  const sender = target as Record<string, Listen<string | symbol, (event: unknown) => void> | undefined>
  const way = Object.entries(ways).find((names) => names.every((name) => typeof sender?.[name] === 'function'))
  if (way === undefined) throw new TypeError(`target must be an EventTarget or EventEmitter, got: ${show(target)}`)
  if (typeof type !== 'string' && typeof type !== 'symbol')
    throw new TypeError(`type must be a string or a symbol, got: ${show(type)}`)
  const held = holding(options, 1024, ['error', 'drop-oldest', 'drop-newest'])
  const [add, remove] = way
  return origin('fromEvent', (down, wake) => {
    let listens: boolean | undefined
    const listener = (event: unknown): void => {
      if (!mailbox.offer(event as A)) leave()
    }
    const leave = (): undefined => {
      if (listens === true) sender[remove]!(type, listener)
      listens = false
    }
    const mailbox = new Mailbox<A>({ ...held, closed: leave })
    mailbox.open(down, wake)
    return {
      pull: (limit) => {
        if (listens === undefined) {
          listens = true
          sender[add]!(type, listener)
          if (!listens) sender[remove]!(type, listener)
        }
        return mailbox.pull(limit)
      },
      close: () => mailbox.close(),
    }
  })
}
