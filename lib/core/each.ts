import { type Keeper, Pipeline, pipelineOf, type Stage } from './pipeline.ts'
import type { Each } from './protocol.ts'

/** A stage that gives one value for each. */
export const each =
  <A, B>(name: string, start: Each<A, B>): Stage<A, B> =>
  (source) =>
    new Pipeline<B>(name, [pipelineOf(source)], undefined, undefined, start as Each<unknown, unknown>)

/** A stage that gives its values as they are, or not at all. */
export const keep =
  <A>(name: string, start: Each<A, boolean>): Keeper<A> =>
  (source) =>
    new Pipeline(name, [pipelineOf(source)], undefined, undefined, start as Each<unknown, unknown>, true)
