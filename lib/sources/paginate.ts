import type { Option } from 'fp-ts/Option'
import { aFunction, show } from '../core/check.ts'
import { origin, Pipeline } from '../core/pipeline.ts'
import { Flattening } from '../origins/flattening.ts'
import { anOption } from '../origins/given.ts'
import { unfolding } from '../origins/unfolding.ts'

/** One page of a list. */
export interface Page<A, C> {
  readonly items: readonly A[]
  /** Where the following page begins; none after the last one. */
  readonly next: Option<C>
}

/**
 * Gives the items of all pages of a list that comes page by page, as of an HTTP API.
 *
 * - **Pulls** a page only when a value beyond the one before is asked for, one page at a time; an empty page is
 *   passed over.
 * - **Holds** what is left of one page.
 * - **Fails** with what `fetchPage` fails with, and with a TypeError where it promises no page.
 * - **Closes** at once when the consumer leaves, and aborts the signal of the call in flight.
 *
 * Source: ZIO's `paginateChunkZIO`.
 *
 * @example
 * const pages = [['a', 'b'], ['c']]
 * const fetchPage = async (n: number) => ({ items: pages[n] ?? [], next: n + 1 < pages.length ? O.some(n + 1) : O.none })
 * await pipe(paginate(0, fetchPage), toArray) // => ['a', 'b', 'c']
 */
export const paginate = <C, A>(
  first: C,
  fetchPage: (cursor: C, signal: AbortSignal) => PromiseLike<Page<A, C>>,
): AsyncIterable<A> => {
  aFunction('fetchPage', fetchPage)
  const seed: Option<C> = { _tag: 'Some', value: first }
  const fetchNext = (cursor: Option<C>, signal: AbortSignal) =>
    cursor._tag === 'Some' ? fetchPage(cursor.value, signal) : LAST
  const pages = new Pipeline<readonly A[]>('pages', [], unfolding(seed, fetchNext, read<A, C>))
  return origin('paginate', (down, wake) => new Flattening(pages, down, wake, (items) => items))
}

const LAST: unique symbol = Symbol('last')

const read = <A, C>(page: Page<A, C> | typeof LAST): Option<readonly [readonly A[], Option<C>]> => {
  if (page === LAST) return { _tag: 'None' }
  if (!Array.isArray(page?.items)) throw new TypeError(`a page must have an array of items, got: ${show(page)}`)
  return { _tag: 'Some', value: [page.items, anOption('next of a page', page.next)] }
}
