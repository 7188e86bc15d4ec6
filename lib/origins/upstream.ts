import type { Pipeline } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

/** A run whose values go straight down, and which can tell an error of its source from one that came up from below. */
export class Upstream<A> extends Run<A> {
  /** Whether what `pull` threw came from below: it is nobody's to handle but the consumer's. */
  fromBelow = false

  constructor(source: Pipeline<A>, down: Down<A>, wake: () => void) {
    const next = (value: A): boolean => {
      this.fromBelow = true
      const more = down.next(value)
      this.fromBelow = false
      return more
    }
    super(source, { ...down, next }, wake)
  }
}
