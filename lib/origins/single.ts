import { Outlet } from '../core/outlet.ts'
import { Pipeline } from '../core/pipeline.ts'
import { nothing, type Open } from '../core/protocol.ts'

/** An iterator of what nobody can iterate again: to leave it unopened is to leave its source, too. */
class OnlyOutlet<A> extends Outlet<A> {
  readonly #abandon: () => PromiseLike<unknown> | undefined

  constructor(source: Pipeline<A>, abandon: () => PromiseLike<unknown> | undefined) {
    super(source)
    this.#abandon = abandon
  }

  override async return(value?: undefined): Promise<IteratorResult<A, undefined>> {
    const [result] = await Promise.all([super.return(value), this.#abandon()])
    return result
  }
}

/**
 * A source that can be iterated once, since what it gives is gone then, and run once. Where
 * something is open before it is iterated, `abandon` closes that for a consumer who leaves before the first `next()`.
 */
export const single = <A>(
  name: string,
  open: Open<A>,
  sources: ReadonlyArray<Pipeline<unknown>> = [],
  abandon: () => PromiseLike<unknown> | undefined = nothing,
): AsyncIterable<A> => {
  let opened = false
  let iterated = false
  const refuse = (): never => {
    throw new TypeError(`${name} has one consumer, and it was iterated before`)
  }
  const begin: Open<A> = (down, wake) => {
    if (opened) refuse()
    opened = true
    return open(down, wake)
  }
  const source = new Pipeline(name, sources, begin)
  return Object.assign(source, {
    [Symbol.asyncIterator]: () => {
      if (iterated || opened) refuse()
      iterated = true
      return new OnlyOutlet(source, () => (opened ? undefined : abandon()))
    },
  })
}
