import { show } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import { sink } from '../core/sink.ts'

/**
 * Collects pairs of key and value into a `Map`; of one key the last value stays.
 *
 * - **Holds** a value for each key: it is for sources whose keys fit.
 * - **Fails** with the source's error, or with a TypeError where a value is no pair.
 *
 * @example
 * await pipe([['a', 1], ['b', 2], ['a', 3]] as const, toMap) // => new Map([['a', 3], ['b', 2]])
 */
export const toMap = sink('toMap', () => {
  const values = new Map<unknown, unknown>()
  return {
    next: (pair: readonly [unknown, unknown]) => {
      if (!Array.isArray(pair)) throw new TypeError(`toMap takes pairs of key and value, got: ${show(pair)}`)
      values.set(pair[0], pair[1])
      return true
    },
    result: () => values,
  }
}) as <K, V>(source: AnyIterable<readonly [K, V]>) => Promise<Map<K, V>>
