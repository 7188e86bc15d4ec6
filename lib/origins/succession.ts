import { type Pipeline, pipelineOf } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'
import { Flattening } from './flattening.ts'

/** One source after the other, each opened when the one before it has ended. */
export const succession = <A>(sources: ReadonlyArray<Pipeline<A>>, down: Down<A>, wake: () => void): Origin =>
  new Flattening(pipelineOf(sources), down, wake, (source) => source)
