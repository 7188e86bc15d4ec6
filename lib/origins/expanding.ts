import { atLeast } from '../core/check.ts'
import { type AnyIterable, type Pipeline, pipelineOf } from '../core/pipeline.ts'
import type { Down, Origin } from '../core/protocol.ts'
import { limitsOf } from './calls.ts'
import { Flattening } from './flattening.ts'
import { lining } from './lining.ts'
import { mingling } from './mingling.ts'
import { isTurnable, type Turnable } from './turning.ts'

/** How many inner sources are open side by side, and in which order their values come. */
export interface Expansion {
  /** How many inner sources may be open, read at each ask where it comes as `{ current }`; 1 by default. */
  readonly concurrency?: Turnable
  /** Whether values come in the order of those they are made from, which is the default, or as soon as they are there. */
  readonly ordered?: boolean
  /** Ordered: how many values are read of an inner source before its turn; 16 by default. */
  readonly capacity?: number
}

/** Opens an inner source for each value: one after the other, in line, or all as they come. */
export const expanding = (
  options: Expansion,
): (<A, B>(
  expand: (value: A) => AnyIterable<B>,
) => (source: Pipeline<A>, down: Down<B>, wake: () => void) => Origin) => {
  const { concurrency, ordered } = limitsOf(options)
  const { capacity = 16 } = options
  atLeast(1, 'capacity', capacity)
  const single = !isTurnable(options.concurrency) && concurrency() === 1
  return <A, B>(expand: (value: A) => AnyIterable<B>) => {
    const inner = (value: A): Pipeline<B> => pipelineOf(expand(value))
    return (source: Pipeline<A>, down: Down<B>, wake: () => void): Origin => {
      if (single) return new Flattening(source, down, wake, expand)
      if (ordered) return lining(source, down, wake, inner, concurrency, capacity)
      return mingling(source, down, wake, inner, concurrency)
    }
  }
}
