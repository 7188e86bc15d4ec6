import { aFunction } from '../core/check.ts'
import { type Sink, sink } from '../core/sink.ts'

/**
 * Collects all values into a `Map` from the key that `by` gives to an array of the values that have it.
 *
 * - **Holds** every value: it is for sources that end and fit.
 * - **Orders** keys by their first value, and values as they came.
 * - **Fails** with the source's error, or with what `by` throws.
 *
 * Source: TC39's `Map.groupBy`.
 *
 * @example
 * await pipe(range(1, 4), groupToMap((n) => n % 2 === 0)) // => new Map([[false, [1, 3]], [true, [2, 4]]])
 */
export const groupToMap = <A, K>(by: (value: A) => K): Sink<A, Map<K, A[]>> => {
  aFunction('by', by)
  return sink('groupToMap', () => {
    const groups = new Map<K, A[]>()
    return {
      next: (value) => {
        const key = by(value)
        const group = groups.get(key)
        if (group === undefined) groups.set(key, [value])
        else group.push(value)
        return true
      },
      result: () => groups,
    }
  })
}
