import { aFunction, atLeast, optionsOf } from '../core/check.ts'
import { keep } from '../core/each.ts'
import type { Keeper } from '../core/pipeline.ts'

/** What counts as the same, and for how long. */
export interface UniqOptions<in A> {
  /** The key by which values are told apart, as a `Set` would; by default the value itself. */
  readonly by?: (value: A) => unknown
  /** How many keys are remembered; all of them by default. */
  readonly capacity?: number
}

/**
 * Gives each value once: those whose key has come before are dropped.
 *
 * - **Pulls** until one value is new.
 * - **Holds** every key that it has seen, so memory grows with their number; with `capacity` no more than that many. It
 *   then forgets the key that came first, whose next value counts as new.
 * - **Fails** with what `by` throws.
 * - **Throws** a TypeError where `by` is not a function, a RangeError where `capacity` is neither an integer
 *   of at least 1 nor Infinity.
 *
 * @example
 * await pipe([3, 1, 3, 2, 1], uniq(), toArray) // => [3, 1, 2]
 * await pipe(['a', 'bb', 'c'], uniq({ by: (s: string) => s.length }), toArray) // => ['a', 'bb']
 * await pipe([1, 2, 3, 1], uniq({ capacity: 2 }), toArray) // => [1, 2, 3, 1]
 */
export const uniq = <A>(options: UniqOptions<A> = {}): Keeper<A> => {
  const { by = itself, capacity = Infinity } = optionsOf(options)
  aFunction('by', by)
  atLeast(1, 'capacity', capacity, true)
  return keep('uniq', () => {
    const keys = new Set<unknown>()
    // One iterator for the whole run: a new one would have to step over all that was forgotten before, each time.
    const oldest = keys.values()
    return (value: A) => {
      const key = by(value)
      if (keys.has(key)) return false
      keys.add(key)
      if (keys.size > capacity) keys.delete(oldest.next().value)
      return true
    }
  })
}

const itself = <A>(value: A): A => value
