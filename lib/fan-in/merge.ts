import { aFunction, oneOf, optionsOf, show } from '../core/check.ts'
import { type AnyIterable, Pipeline } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Intake } from '../origins/intake.ts'
import { joined } from '../origins/joined.ts'
import { Merging, type Policy } from '../origins/merging.ts'
import type { Turnable } from '../origins/turning.ts'
import { windowOf } from '../origins/window.ts'

/** What the end of a source means for the others: GenStage's `:cancel`. */
export type Cancel = 'permanent' | 'transient' | 'temporary'

/** How a source is read, and what its end means for the others. */
export interface Subscription {
  /** How many of its values may be held and asked for; without it one is asked for while the consumer asks. */
  readonly max?: Turnable
  /** How few of them make it ask again; less than `max`, by default half of it, rounded down. */
  readonly min?: number
  /** Whether the first end ends all, only a failure does (the default), or a failing source is left out. */
  readonly cancel?: Cancel
}

/** How all of them are read, where a source does not say it itself. */
export interface MergeOptions extends Subscription {
  /** Told of the errors of sources that are left out; 'temporary' needs it. */
  readonly onError?: (error: unknown) => void
}

/** A source of `merge`, alone or with what holds for it. */
export type MergeSource<A> = AnyIterable<A> | (Subscription & { readonly source: AnyIterable<A> })

/** What flows where these become one. */
export type Merged<S extends ReadonlyArray<MergeSource<unknown>>> = S[number] extends infer I
  ? I extends AnyIterable<infer A> | { readonly source: AnyIterable<infer A> }
    ? A
    : never
  : never

/**
 * Gives the values of several sources as they come, each source in its own order.
 *
 *     a        1     2  3           4 |
 *     b           9        8 |
 *     merge    1  9  2  3  8        4 |
 *
 * - **Pulls** each source while the consumer asks, and one value of each: those that have one take turns.
 * - **Holds** at most one value of each source but the one that was given, or `max` of each where that is set.
 * - **Ends** with the last of them; with the first where `cancel` is 'permanent'.
 * - **Fails** with the first error, which closes the others. Where `cancel` is 'temporary', the error goes to `onError`
 *   and the others go on.
 * - **Throws** a TypeError where the sources are no array or 'temporary' has no `onError`, a RangeError where `cancel`,
 *   `max` or `min` is not allowed.
 *
 * Source: GenStage's subscription options.
 *
 * @example
 * await pipe([range(1, 3), [10, 20]], merge(), toArray) // => [1, 10, 2, 20, 3]
 * await pipe([range(1), { source: of(0), cancel: 'permanent' }], merge(), toArray) // => [1, 0]
 */
export const merge = (
  options: MergeOptions = {},
): (<const S extends ReadonlyArray<MergeSource<unknown>>>(sources: S) => AsyncIterable<Merged<S>>) => {
  const { onError, ...all } = optionsOf(options)
  if (onError !== undefined) aFunction('onError', onError)
  policyOf(all.cancel, onError)
  if (all.max !== undefined) windowOf({ ...all, max: all.max })
  return <const S extends ReadonlyArray<MergeSource<unknown>>>(sources: S): AsyncIterable<Merged<S>> => {
    if (!Array.isArray(sources)) throw new TypeError(`sources must be an array, got: ${show(sources)}`)
    const subscriptions = (sources as S).map((source) => subscriptionOf(source, all))
    const members = subscriptions.map(({ max, min, cancel }) => ({
      policy: policyOf(cancel, onError),
      window: max === undefined ? undefined : windowOf({ max, ...(min === undefined ? {} : { min }) }),
    }))
    return joined(
      'merge',
      subscriptions.map(({ source }) => source),
      (pipelines, down: Down<Merged<S>>, wake) => {
        const merging = new Merging<Merged<S>>(down, wake)
        for (const [i, { policy, window }] of members.entries()) {
          const pipeline = pipelines[i] as Pipeline<Merged<S>>
          merging.add(
            window === undefined
              ? pipeline
              : new Pipeline(pipeline.name, [pipeline], (below, rouse) => new Intake(pipeline, window, below, rouse)),
            policy,
          )
        }
        return merging
      },
    )
  }
}

const subscriptionOf = <A>(source: MergeSource<A>, all: Subscription): Subscription & { source: AnyIterable<A> } => {
  const own = Object(source) as object
  return Symbol.asyncIterator in own || Symbol.iterator in own || !('source' in own)
    ? { ...all, source: source as AnyIterable<A> }
    : { ...all, ...(source as Subscription & { source: AnyIterable<A> }) }
}

const policyOf = (cancel: Cancel = 'transient', onError?: (error: unknown) => void): Policy => {
  oneOf(['permanent', 'transient', 'temporary'], 'cancel', cancel)
  if (cancel === 'temporary' && onError === undefined)
    throw new TypeError("cancel: 'temporary' needs an onError, so that no error is lost")
  return {
    ended: () => cancel !== 'permanent',
    failed: (error) => {
      if (cancel !== 'temporary') throw error
      onError!(error)
      return true
    },
  }
}
