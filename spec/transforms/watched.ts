export interface Watched<A> extends AsyncIterable<A> {
  /** What has been done to it: opened, pulls and closes counted. */
  readonly seen: { opened: number; pulls: number; closed: number }
}

/** A source that counts what is done to it; it ends, fails or hangs behind its values. */
export const watched = <A>(
  values: readonly A[],
  then: 'ends' | 'hangs' | { readonly error: unknown } = 'ends',
): Watched<A> => {
  const seen = { opened: 0, pulls: 0, closed: 0 }
  return {
    seen,
    [Symbol.asyncIterator]: () => {
      let index = 0
      seen.opened++
      return {
        next: (): Promise<IteratorResult<A>> => {
          seen.pulls++
          if (index < values.length) return Promise.resolve({ done: false, value: values[index++] as A })
          if (then === 'ends') return Promise.resolve({ done: true, value: undefined })
          return then === 'hangs' ? new Promise(() => undefined) : Promise.reject(then.error)
        },
        return: () => {
          seen.closed++
          return Promise.resolve({ done: true, value: undefined })
        },
      }
    },
  }
}

/** Whether the event loop gets its turn while the stage is given value after value and lets none through. */
export const letsTheLoopTurn = async (
  stage: (source: Iterable<number>) => AsyncIterable<unknown>,
): Promise<boolean> => {
  let turned = false
  setImmediate(() => (turned = true))
  const source = function* (): Iterable<number> {
    for (const start = performance.now(); !turned && performance.now() - start < 500;) yield 1
  }
  await stage(source())[Symbol.asyncIterator]().next()
  return turned
}

/** Enough to overflow the stack of whoever calls itself for each value. */
export const many = 300_000
