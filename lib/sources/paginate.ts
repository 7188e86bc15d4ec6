import type { Option } from 'fp-ts/Option'
import { Call } from '../origins/call.ts'
import { aFunction, show } from '../core/check.ts'
import { origin } from '../core/pipeline.ts'
import { DONE, MORE, WAIT } from '../core/protocol.ts'
import { anOption } from '../origins/given.ts'

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
  return origin('paginate', (down, wake) => {
    const call = new Call<Page<A, C>>(wake)
    let cursor: Option<C> = { _tag: 'Some', value: first }
    let items: readonly A[] = []
    let index = 0
    return {
      pull: (limit) => {
        for (let left = limit; left > 0; left--) {
          if (index < items.length) {
            if (!down.next(items[index++] as A)) return MORE
            continue
          }
          if (call.idle && cursor._tag === 'None') return DONE
          if (call.idle && cursor._tag === 'Some') call.make(fetchPage, cursor.value)
          if (call.pending) return WAIT
          const page = call.take()
          if (!Array.isArray(page?.items)) throw new TypeError(`a page must have an array of items, got: ${show(page)}`)
          cursor = anOption('next of a page', page.next)
          items = page.items
          index = 0
        }
        return MORE
      },
      close: () => {
        items = []
        cursor = { _tag: 'None' }
        return call.abort()
      },
    }
  })
}
