import { aFunction, optionsOf, wrongType } from '../core/check.ts'
import type { AnyIterable } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { joined } from '../origins/joined.ts'
import { Merging } from '../origins/merging.ts'
import { type Cancel, type Subscription, subscribing } from '../origins/subscribing.ts'

type Lasting = Exclude<Cancel, 'temporary'>

interface Told {
  /** Told of the error of a source that is left out, which 'temporary' needs, and of those that come too late. */
  readonly onError: (error: unknown) => void
}

/** How all sources are read, where one does not say it itself; 'temporary', there or here, needs an `onError`. */
export type MergeOptions = (Subscription & Told) | (Subscription<Lasting> & { readonly onError?: undefined })

/** A source of `merge`, alone or with what holds for it. */
export type MergeSource<A, C extends Cancel = Cancel> =
  AnyIterable<A> | (Subscription<C> & { readonly source: AnyIterable<A> })

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
 * - **Pulls** one value of each source, and only while it is asked for one itself. Those that have one take turns: none
 *   waits for more than one value of each other. Where `max` is set, a source is read ahead, as by `prefetch`, and its
 *   end or error is seen when what it holds has gone.
 * - **Holds** at most one value of each source but one: its lookahead is the number of sources minus 1. Where a source
 *   has a `max`, it is the sum of those, and 1 for each other source.
 * - **Ends** with the last of them, or with the first whose `cancel` is 'permanent', behind the values that were there
 *   before that. Of no sources it is empty.
 * - **Fails** with the first error by time, behind the values that were there before it. A source whose `cancel` is
 *   'temporary' is left out where it fails: `onError` is told, and the others go on.
 * - **Closes** the other sources as it ends or fails, before that is said; what that fails with behind an error is told to
 *   `onError`, too, by default on the console.
 * - **Throws** a TypeError where `sources` is no array, a source cannot be iterated, 'temporary' has no `onError`, or
 *   `min` no `max`; a RangeError where `cancel` is none of the three, `max` is not an integer of at least 1, or `min`
 *   none from 0 to `max - 1`.
 *
 * Source: GenStage's consumer of several producers, and its `:cancel`.
 *
 * @example
 * await pipe([range(1, 3), [10, 20]], merge(), toArray) // => [1, 10, 2, 20, 3]
 * await pipe(merge()([range(1), { source: [7, 8], cancel: 'permanent' }]), toArray) // => [1, 7, 2, 8, 3]
 * const errors: unknown[] = []
 * const lenient = merge({ cancel: 'temporary', onError: (error) => errors.push(error) })
 * await pipe([fail('no'), of(1)], lenient, toArray) // => [1]
 * errors // => ['no']
 */
export function merge(
  options: Subscription & Told,
): <const S extends ReadonlyArray<MergeSource<unknown>>>(sources: S) => AsyncIterable<Merged<S>>
export function merge(
  options?: MergeOptions,
): <const S extends ReadonlyArray<MergeSource<unknown, Lasting>>>(sources: S) => AsyncIterable<Merged<S>>
export function merge(
  options: MergeOptions = {},
): <S extends ReadonlyArray<MergeSource<unknown>>>(sources: S) => AsyncIterable<Merged<S>> {
  const { onError, ...all } = optionsOf(options)
  if (onError !== undefined) aFunction('onError', onError)
  subscribing(all, onError)
  return <S extends ReadonlyArray<MergeSource<unknown>>>(sources: S): AsyncIterable<Merged<S>> => {
    if (!Array.isArray(sources)) throw wrongType('sources', 'an array', sources)
    const subscriptions = (sources as S).map(subscriptionOf)
    const joins = subscriptions.map(({ max = all.max, min = all.min, cancel = all.cancel }) =>
      subscribing({ max, min, cancel }, onError),
    )
    return joined(
      'merge',
      subscriptions.map(({ source }) => source as AnyIterable<Merged<S>>),
      (pipelines, down: Down<Merged<S>>, wake) => {
        const merging = new Merging<Merged<S>>(down, wake, onError)
        for (const [i, join] of joins.entries()) join(merging, pipelines[i]!)
        return merging
      },
    )
  }
}

type Subscribed = Subscription & { readonly source: AnyIterable<unknown> }

const subscriptionOf = (source: MergeSource<unknown>): Subscribed => {
  const own = Object(source) as object
  const bare = Symbol.asyncIterator in own || Symbol.iterator in own || !('source' in own)
  return bare ? { source: source as AnyIterable<unknown> } : (source as Subscribed)
}
