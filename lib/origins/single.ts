import { Outlet } from '../core/outlet.ts'
import { Pipeline } from '../core/pipeline.ts'
import type { Open } from '../core/protocol.ts'

/** A source that can be iterated once, since what it gives is gone then; what it opens refuses a second run, too. */
export const single = <A>(
  name: string,
  open: Open<A>,
  sources: ReadonlyArray<Pipeline<unknown>> = [],
): AsyncIterable<A> => {
  const source = new Pipeline(name, sources, open)
  let iterated = false
  return Object.assign(source, {
    [Symbol.asyncIterator]: () => {
      if (iterated) throw new TypeError(`${name} has one consumer, and it was iterated before`)
      iterated = true
      return new Outlet(source)
    },
  })
}
