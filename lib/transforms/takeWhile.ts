import { aFunction, oneOf, optionsOf } from '../core/check.ts'
import { type Keeper, type Stage, stage } from '../core/pipeline.ts'

/** How `takeWhile` ends. */
export interface TakeWhileOptions {
  /** Whether the value that ends it is given too; not so by default. */
  readonly inclusive?: boolean
}

/**
 * Gives values for as long as the predicate holds and ends at the first for which it does not; a refinement narrows
 * their type, but not with `inclusive`.
 *
 * - **Ends** without the value that fails the predicate, or with it where `inclusive` is set.
 * - **Closes** its source as it ends; with `inclusive` the last value does not wait for that, and a failing close
 *   answers the following `next()`.
 *
 * @example
 * await pipe(range(1), takeWhile((n) => n < 3), toArray) // => [1, 2]
 * await pipe(range(1), takeWhile((n) => n < 3, { inclusive: true }), toArray) // => [1, 2, 3]
 */
export function takeWhile<A, B extends A>(
  refinement: (value: A) => value is B,
  options?: { readonly inclusive?: false },
): Stage<A, B>
export function takeWhile<A>(predicate: (value: A) => boolean, options?: TakeWhileOptions): Keeper<A>
export function takeWhile<A>(predicate: (value: A) => boolean, options: TakeWhileOptions = {}): Stage<A, A> {
  aFunction('predicate', predicate)
  const { inclusive = false } = optionsOf(options)
  oneOf([true, false], 'inclusive', inclusive)
  return stage('takeWhile', (down) => {
    let over = false
    return {
      ...down,
      // The end of a stage before it may still give values when this one has ended.
      next: (value) => {
        if (over) return false
        if (predicate(value)) return down.next(value)
        over = true
        if (inclusive) down.next(value)
        down.end()
        return false
      },
    }
  })
}
