import { type AnyIterable, Pipeline, pipelineOf, type Stage } from './pipeline.ts'
import { type Each, SKIP } from './protocol.ts'

/** A stage that gives at most one value for one, and nothing at its end. */
export const each =
  <A, B>(name: string, start: Each<A, B>): Stage<A, B> =>
  (source) =>
    new Pipeline<B>(name, [pipelineOf(source)], undefined, undefined, start as Each<unknown, unknown>)

/** A stage that gives its values as they are, or not at all. */
export const keep =
  <A>(name: string, start: () => (value: A) => boolean) =>
  <B extends A>(source: AnyIterable<B>): AsyncIterable<B> =>
    each<B, B>(name, () => {
      const keeps = start()
      return (value) => (keeps(value) ? value : SKIP)
    })(source)
