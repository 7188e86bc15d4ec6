import { type AnyIterable, Pipeline, pipelineOf, type Stage } from '../core/pipeline.ts'
import { DONE, MORE } from '../core/protocol.ts'
import { type Fork, release } from './branches.ts'
import { closeAll } from './closing.ts'
import { Merging } from './merging.ts'

/**
 * A stage on each branch of a fan-out, side by side, and merged back. A stage that has ended has left, so a branch
 * holds others up only while its stage still has to read.
 */
export const through =
  <A, B>(name: string, fork: (source: AnyIterable<A>) => Fork<A>, stages: ReadonlyArray<Stage<A, B>>): Stage<A, B> =>
  (source) => {
    const upstream = pipelineOf(source)
    return new Pipeline<B>(name, [upstream], (down, wake) => {
      const merging = new Merging<B>(down, wake)
      const { branches, close } = fork(upstream)
      const failed = (error: unknown): never => {
        throw error
      }
      let open = stages.length
      for (const [at, branch] of branches.entries()) {
        const ended = (): boolean => {
          // The last one is seen to as all ends, which waits for it.
          if (--open > 0) void release(branch)
          return true
        }
        merging.add(pipelineOf(stages[at]!(branch)), { ended, failed })
      }
      const leaving = branches.map((branch) => ({ close: () => branch[Symbol.asyncDispose]() }))
      return {
        pull: (limit) => {
          const pulled = merging.pull(limit)
          if (pulled !== DONE) return pulled
          down.end()
          return MORE
        },
        // The source first: what a branch hands back as it is closed is for none of the others.
        close: () => closeAll([{ close }, merging, ...leaving]),
      }
    })
  }
