import { type AnyIterable, Pipeline, pipelineOf, type Stage } from '../core/pipeline.ts'
import { report } from '../core/report.ts'
import type { Branch } from './branches.ts'
import { closeAll } from './closing.ts'
import { Merging } from './merging.ts'

/** A stage on each branch of a fan-out, side by side, and merged back. A stage that has ended has left. */
export const through =
  <A, B>(
    name: string,
    fan: (source: AnyIterable<A>) => ReadonlyArray<Branch<A>>,
    stages: ReadonlyArray<Stage<A, B>>,
  ): Stage<A, B> =>
  (source) => {
    const upstream = pipelineOf(source)
    return new Pipeline<B>(name, [upstream], (down, wake) => {
      const merging = new Merging<B>(down, wake)
      const branches = fan(upstream)
      const fails = (error: unknown): never => {
        throw error
      }
      const leaving = branches.map((branch) => ({ close: () => branch[Symbol.asyncDispose]() }))
      for (const [at, branch] of branches.entries()) {
        const ended = (): boolean => {
          Promise.resolve(closeAll([leaving[at]])).catch(report)
          return true
        }
        merging.add(pipelineOf(stages[at]!(branch)), { ended, failed: fails })
      }
      return { pull: (limit) => merging.pull(limit), close: () => closeAll([merging, ...leaving]) }
    })
  }
