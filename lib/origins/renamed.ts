import { Pipeline, pipelineOf, type Stage } from '../core/pipeline.ts'

/** The stage under a name of its own, for one that is another one with a function of its own. */
export const renamed =
  <A, B>(name: string, stage: Stage<A, B>): Stage<A, B> =>
  (source) => {
    const { sources, open, link, each, keeps } = pipelineOf(stage(source))
    return new Pipeline<B>(name, sources, open, link, each, keeps)
  }
