import { aFunction, atLeast, oneOf, optionsOf } from '../core/check.ts'
import type { MailboxOptions, Overflow } from '../core/mailbox.ts'

/** What a source that is pushed into may hold, and what happens beyond that. The first policy is its default. */
export const holding = <A>(
  options: Pick<MailboxOptions<A>, 'capacity' | 'overflow' | 'onDrop'>,
  most: number,
  policies: readonly Overflow[],
): MailboxOptions<A> => {
  const { capacity = most, overflow = policies[0]!, onDrop } = optionsOf(options)
  if (onDrop !== undefined) aFunction('onDrop', onDrop)
  return { capacity: atLeast(0, 'capacity', capacity, true), overflow: oneOf(policies, 'overflow', overflow), onDrop }
}

/** How much one may hold, and what happens beyond that. */
export interface Room<in A> {
  /** How many values it may hold that were not asked for; 16 by default, and 0 hands each over in person. */
  readonly capacity?: number
  /** What happens to a value for which there is no room; 'block' by default. */
  readonly overflow?: Overflow
  /** Told of each value that is dropped. */
  readonly onDrop?: (value: A) => void
}

/** Room where to wait is the default. */
export const roomOf = <A>(options: Room<A>): MailboxOptions<A> =>
  holding(options, 16, ['block', 'drop-oldest', 'drop-newest', 'error'])
