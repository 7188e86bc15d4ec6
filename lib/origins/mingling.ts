import type { Pipeline } from '../core/pipeline.ts'
import { type Down, MORE, nothing, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { closeAll } from './closing.ts'
import { Feed, VALUE } from './feed.ts'
import { allFail, Merging, type Policy } from './merging.ts'

/** Inner sources side by side, whose values come as they are there. The source that they come from takes its turn, too. */
export const mingling = <A, B>(
  source: Pipeline<A>,
  down: Down<B>,
  wake: () => void,
  expand: (value: A) => Pipeline<B>,
  concurrency: () => number,
): Origin => {
  const merging = new Merging<B>(down, wake)
  let open = 0
  let full = false
  let rouse: () => void
  const feed = new Feed(source, () => rouse())

  const enter = (limit: number): Pulled => {
    full = open >= concurrency()
    if (full) return WAIT
    const taken = feed.take(limit)
    if (taken !== VALUE) return taken
    merging.add(expand(feed.value), inner)
    open++
    return MORE
  }
  const run = (wake: () => void): Origin => {
    rouse = wake
    return { pull: enter, close: nothing }
  }
  const outer = merging.join(run, { ended: () => true, failed: allFail }, () => 0)

  /** It looks for itself how many may be open: that the limit was turned too low comes behind what is there. */
  const admit = (): void => {
    if (full) merging.rouse(outer)
  }
  const inner: Policy = {
    ended: () => {
      open--
      admit()
      return true
    },
    failed: allFail,
  }
  return {
    pull: (limit) => {
      // The limit may have been turned up since.
      admit()
      return merging.pull(limit)
    },
    close: () => closeAll([merging, feed]),
  }
}
