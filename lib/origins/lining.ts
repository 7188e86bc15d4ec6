import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { Ahead } from './ahead.ts'
import { closeAll } from './closing.ts'
import { type Ending, finish } from './ending.ts'
import { Feed, VALUE } from './feed.ts'

/** Inner sources side by side, in the order of the values they come from: the first in line gives, the others read ahead. */
export const lining = <A, B>(
  source: Pipeline<A>,
  down: Down<B>,
  wake: () => void,
  expand: (value: A) => Pipeline<B>,
  concurrency: () => number,
  capacity: number,
): Origin => {
  const feed = new Feed(source, wake)
  const line = new Queue<Ahead<B>>()
  let failing = false
  let closed = false
  let ending: Ending | undefined
  const failed = (): void => {
    failing = true
  }

  /** MORE: there is room, and the source may have another value. */
  const fill = (limit: number): Pulled => {
    try {
      const most = concurrency()
      for (let left = limit; ending === undefined && !failing && !closed; left--) {
        if (line.size >= most) return WAIT
        const taken = left > 0 ? feed.take(left) : MORE
        if (taken === VALUE) {
          const inner = new Ahead(expand(feed.value), capacity, down.demand, wake, failed)
          line.push(inner)
          if (line.size > 1) inner.begin()
        } else if (taken === DONE) ending = {}
        else return taken
      }
    } catch (error) {
      ending ??= { error }
    }
    return WAIT
  }

  return {
    pull: (limit) => {
      for (let left = limit; left > 0; left--) {
        const filled = fill(left)
        if (closed) return MORE
        if (line.size === 0) return ending === undefined ? filled : finish(ending)
        const pulled = line.peek().give(down, left)
        if (pulled === MORE) return MORE
        if (pulled === WAIT) return filled
        line.shift()
      }
      return MORE
    },
    close: () => {
      closed = true
      const inner: Array<Ahead<B>> = []
      while (line.size > 0) inner.push(line.shift())
      return closeAll([...inner, feed])
    },
  }
}
