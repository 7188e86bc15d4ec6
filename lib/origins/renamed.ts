import { Pipeline, pipelineOf, type Stage } from '../core/pipeline.ts'

/** The source under a name of its own, for one that is another one with a function of its own. */
export const called = <A>(name: string, source: AsyncIterable<A>): AsyncIterable<A> => {
  const { sources, open, link, each, keeps } = pipelineOf(source)
  return new Pipeline<A>(name, sources, open, link, each, keeps)
}

/** The stage under a name of its own. */
export const renamed =
  <A, B>(name: string, stage: Stage<A, B>): Stage<A, B> =>
  (source) =>
    called(name, stage(source))
