import type { Option } from 'fp-ts/Option'
import { aFunction, atLeast, optionsOf, show, wrongType } from '../core/check.ts'
import type { Dispatcher } from '../origins/dispatcher.ts'
import { fnv1a } from '../origins/fnv1a.ts'
import { eitherOf, isKey, keyed, partitioning, type Partitions } from '../origins/partitioning.ts'

/** How values find their partition: by one of the `keys`, or by a hash to one of so many `partitions`. */
export type PartitionBy<A, K extends string | number, N extends number = number> = {
  /** The key of a value; a none drops it. */
  readonly by: (value: A) => string | number | Option<string | number>
} & (
  | { readonly partitions: N; readonly keys?: undefined }
  | { readonly keys: readonly K[]; readonly partitions?: undefined }
)

/** Which partition a subscriber of a `partitionDispatcher` has to itself. */
export interface PartitionSubscription<out K> {
  /** One of the `keys`, or a number from 0 to `partitions - 1`. */
  readonly key: K
}

/** What a `partitionDispatcher` remembers. */
export interface PartitionState<in out A> extends Partitions<A> {}

/**
 * Decides that each value goes to the one subscriber of its key.
 *
 *     open demand           even 1  odd 2
 *     dispatch  1 2 3 4     odd gets [1, 3], even gets [2], left over: [4], as no more was asked for
 *
 * - **Gives** to each key's subscriber what `by(value)` gives that key for. With `partitions: n` the key is that of a
 *   partition, from 0 to n - 1: the remainder by n of the FNV-1a hash of what `by` gives (32 bits, over the UTF-16 code
 *   units of its text), the same on every run and machine. Keys are told apart by their text: 1 is '1'.
 * - **Holds** in a queue for each key what came for it before its subscriber had asked, also while it has none, and
 *   first what a leaver had not read. So a key that nobody takes comes to hold what others have asked for: they wait.
 * - **Asks** upstream for what is asked of it, beyond what leavers had asked for and not got, and beyond what a leaver
 *   had not read and its successor gets.
 * - **Drops** a value whose key is a none: it uses no demand, another one is asked for in its place.
 * - **Updates** its state in place.
 * - **Throws** a DispatchError out of `dispatch` where there is no such key for the first value, and what `by` throws
 *   for it; of a later one the values before it are delivered, and then that one is left over.
 * - **Throws** a RangeError out of `subscribe` where the `key` is none of those known, or has a subscriber.
 * - **Throws** when built a TypeError where `by` is not a function, a key is neither a string nor a number, or not just
 *   one of `keys` and `partitions` is there; a RangeError where there are no keys, two of them are the same, or
 *   `partitions` is not an integer of at least 1.
 *
 * Source: GenStage.PartitionDispatcher.
 *
 * @example
 * const by = (n: number) => (n % 2 === 0 ? 'even' : 'odd')
 * const { init, subscribe, ask, dispatch } = partitionDispatcher({ by, keys: ['even', 'odd'] })
 * const joined = subscribe(subscribe(init(), 'A', { key: 'even' }).state, 'B', { key: 'odd' }).state
 * const state = ask(ask(joined, 'A', 1).state, 'B', 2).state
 * const { deliveries, leftover } = dispatch(state, [1, 2, 3, 4])
 * deliveries // => [['B', [1, 3]], ['A', [2]]]
 * leftover // => [4]
 */
export const partitionDispatcher = <A, const K extends string | number = number>(
  options: PartitionBy<A, K>,
): Dispatcher<A, PartitionState<A>, PartitionSubscription<K>> => {
  const { by, keys, partitions } = optionsOf(options)
  aFunction('by', by)
  eitherOf(keys, 'partitions', partitions)
  const places = keys ?? (Array.from({ length: atLeast(1, 'partitions', partitions) }, (_, place) => place) as K[])
  if (!Array.isArray(places)) throw wrongType('keys', 'an array', places)
  for (const key of places) if (!isKey(key)) throw wrongType('a key', anyKey, key)
  const texts = places.map(String)
  const names = places.map(show).join(', ')
  if (texts.length === 0 || new Set(texts).size !== texts.length)
    throw new RangeError(`keys must be at least one, and each another, got: ${names || 'none'}`)
  // To make a text of a number costs more than all the rest.
  const known = new Map<string | number, number>([...texts, ...places].map((key, at) => [key, at % texts.length]))
  const placeOf = (key: string | number): number | undefined =>
    partitions === undefined ? (known.get(key) ?? known.get(String(key))) : fnv1a(String(key)) % partitions
  return partitioning(places, keyed(by, placeOf, partitions === undefined ? `one of ${names}` : anyKey))
}

const anyKey = 'a string or a number'
