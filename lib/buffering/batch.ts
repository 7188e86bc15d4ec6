import type { NonEmptyArray } from 'fp-ts/NonEmptyArray'
import { aFunction, atLeast, wrongType } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { type AnyIterable, waiting } from '../core/pipeline.ts'
import { clockOf } from '../origins/alarm.ts'
import { type Batches, Batching } from '../origins/batching.ts'

/** Nothing but undefined, and yet no type by which TypeScript takes one of the forms below for the one that is meant. */
type Absent = undefined | { readonly is: never }

/** A batch is full when it has so many values, or its time has come. */
export interface BatchBySize {
  /** How many values a batch may have; at least 1. */
  readonly size: number
  /** How many milliseconds a batch may wait for its next values, from its first one on; an integer of at least 1. */
  readonly within?: number
  /** The time that `within` is measured by; the system's by default. */
  readonly clock?: Clock
  readonly weight?: undefined
  readonly maxWeight?: Absent
}

/** A batch is full when its values weigh so much, or also by their number, or its time has come. */
export interface BatchByWeight<in A> extends Partial<Pick<BatchBySize, 'size' | 'within' | 'clock'>> {
  /** What a value weighs, a number of at least 0. */
  readonly weight: (value: A) => number
  /** How much the values of a batch may weigh together; more than 0. */
  readonly maxWeight: number
}

/** When a batch is full: by `size`, by `maxWeight` or by both. */
export type BatchOptions<A> = BatchBySize | BatchByWeight<A>

interface Keyed<in A, out K, out M extends number = number> {
  /** The key of a value: a batch takes those of one key, told apart as a `Map` does. */
  readonly by: (value: A) => K
  /** How many keys may have an open batch; at least 1. */
  readonly maxKeys: M
}

/** When a batch is full, and which values it takes. */
export type BatchByOptions<A, K> = BatchOptions<A> & Keyed<A, K>

interface Unkeyed {
  readonly by?: undefined
  readonly maxKeys?: Absent
}

/**
 * Gathers values into arrays of at most `size`, or of at most `maxWeight` in all, none of which waits longer than
 * `within`.
 *
 *     source                a  b  c  d     e           f |      batch({ size: 3, within: 10 })
 *     ms since the first    0  2  5        0    ..10   0
 *     batches                     abc            de      f
 *
 * - **Pulls** while a batch is asked for, and until one is full. The pull that is under way when the time of a batch
 *   has come goes on, and its value is the first of the next batch.
 * - **Gives** an array of values, or with `by` a pair of the key and the values; a batch whose `within` is over at once
 *   when it is asked for. Where a value is too heavy for the open batch, that one is given and the value begins the
 *   next; one heavier than `maxWeight` travels alone.
 * - **Holds** the open batch while one is asked for, and beyond that at most one value: the one that was under way as
 *   the time came, or the one that was too heavy. That is its lookahead; without `within` and `maxWeight` it is 0.
 * - **Holds** with `by` also the open batches of the other keys, of fewer than `size` values each, so its lookahead is
 *   `(maxKeys - 1) * (size - 1) + 1`; without `size` weights alone bound them, and values that weigh nothing are not
 *   bounded. Where one key would be too many, the batch that was begun first is given.
 * - **Ends** with the open batches, the one begun first first.
 * - **Fails** after the open batches, so no value is lost; with what `weight` or `by` throws, with a RangeError
 *   where a weight is below 0 or NaN, and with a TypeError where it is no number.
 * - **Closes** at once when the consumer leaves, and lets go of its timer and of what it holds.
 * - **Throws** a RangeError where `size`, `within` or `maxKeys` is not an integer of at least 1, or `maxWeight` is not
 *   above 0; a TypeError where `size` and `maxWeight` are both missing, or one of `weight` and `maxWeight`, or of `by`
 *   and `maxKeys`, is.
 *
 * Source: Akka Streams' `groupedWeightedWithin`; fs2's `groupWithin`.
 *
 * @example
 * await pipe(range(1, 5), batch({ size: 2, within: 1000 }), toArray) // => [[1, 2], [3, 4], [5]]
 * const heavy = batch({ maxWeight: 4, weight: (s: string) => s.length })
 * await pipe(['ab', 'cd', 'e', 'fghij'], heavy, toArray) // => [['ab', 'cd'], ['e'], ['fghij']]
 * const parity = batch({ size: 2, by: (n: number) => n % 2, maxKeys: 2 })
 * await pipe(range(1, 5), parity, toArray) // => [[1, [1, 3]], [0, [2, 4]], [1, [5]]]
 */
export const batch = <A, K = unknown, M extends number = never>(
  options: BatchOptions<A> & (Unkeyed | Keyed<A, K, M>),
): (<B extends A>(
  source: AnyIterable<B> & AnyIterable<A>,
) => AsyncIterable<[M] extends [never] ? NonEmptyArray<B> : readonly [K, NonEmptyArray<B>]>) => {
  const clock = clockOf(options)
  const { size, within, weight, maxWeight, by, maxKeys } = options as Partial<BatchByWeight<A> & Keyed<A, K>>
  if (size === undefined && maxWeight === undefined) throw new TypeError('a batch needs a size, a maxWeight or both')
  if (weight !== undefined || maxWeight !== undefined) {
    aFunction('weight', weight)
    above0('maxWeight', maxWeight)
  }
  if (by !== undefined || maxKeys !== undefined) {
    aFunction('by', by)
    atLeast(1, 'maxKeys', maxKeys!)
  }
  const batches: Batches<A, K, unknown> = {
    size: size === undefined ? Infinity : atLeast(1, 'size', size),
    within: within === undefined ? Infinity : atLeast(1, 'within', within),
    clock,
    weight,
    maxWeight: maxWeight ?? Infinity,
    by,
    maxKeys: maxKeys ?? Infinity,
    give: by === undefined ? (values) => values : (values, key) => [key, values],
  }
  return waiting<A, unknown>(
    'batch',
    (source, down, wake) => new Batching<A, K, unknown>(source, down, wake, batches),
  ) as never
}

const above0 = (name: string, value: unknown): void => {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value)
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be a finite number above 0, got: ${value}`)
}
