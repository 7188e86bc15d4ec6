import { show } from '../core/check.ts'
import { type AnyIterable, Pipeline, pipelineOf } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'

/** What flows where several sources become one. */
export type Element<S extends ReadonlyArray<AnyIterable<unknown>>> = Given<S[number]>
type Given<I> = I extends AnyIterable<infer A> ? A : never

/** Several sources that become one. */
export const joined = <S extends ReadonlyArray<AnyIterable<unknown>>, B>(
  name: string,
  sources: S,
  open: (sources: ReadonlyArray<Pipeline<Element<S>>>, down: Down<B>, wake: () => void) => Origin,
): AsyncIterable<B> => {
  if (!Array.isArray(sources)) throw new TypeError(`sources must be an array, got: ${show(sources)}`)
  const pipelines = sources.map((source) => pipelineOf(source as AnyIterable<Element<S>>))
  return new Pipeline(name, pipelines, (down, wake) => open(pipelines, down, wake))
}
