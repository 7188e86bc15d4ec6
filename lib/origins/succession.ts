import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

/** One source after the other, each opened when the one before it has ended. */
export const succession = <A>(sources: ReadonlyArray<Pipeline<A>>, down: Down<A>, wake: () => void): Origin => {
  const runs = sources.map((source) => new Run(source, down, wake))
  let index = 0
  return {
    pull: (limit) => {
      for (let left = limit; left > 0 && index < runs.length; left--) {
        const pulled = runs[index]!.pull(left)
        if (pulled !== DONE) return pulled
        index++
      }
      return index < runs.length ? MORE : DONE
    },
    close: () => runs[index]?.close(),
  }
}
