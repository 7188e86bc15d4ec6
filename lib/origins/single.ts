import { Outlet } from '../core/outlet.ts'
import { Pipeline } from '../core/pipeline.ts'
import type { Open } from '../core/protocol.ts'

const refuse: Open<never> = () => {
  throw new TypeError('this source has one consumer, and another one iterates it')
}

/**
 * A source that is iterated once. What it opens refuses a second run; here an iterator is refused, at its first ask,
 * while another one that may not have asked yet is in use.
 */
export const single = <A>(name: string, open: Open<A>): AsyncIterable<A> => {
  const source = new Pipeline(name, [], open)
  let first: Outlet<A> | undefined
  return Object.assign(source, {
    [Symbol.asyncIterator]: () => {
      if (first?.over === false) return new Outlet<A>(new Pipeline(name, [], refuse))
      first = new Outlet(source)
      return first
    },
  })
}
