import type { Pipeline } from './pipeline.ts'
import type { Down } from './protocol.ts'
import { Run } from './run.ts'

/** A run whose values go straight down, and which can tell an error of its source from one that came up from below. */
export class Upstream<A> extends Run<A> {
  private inside = false

  constructor(source: Pipeline<A>, down: Down<A>, wake: () => void) {
    super(
      source,
      {
        ...down,
        next: (value) => {
          this.inside = true
          const more = down.next(value)
          this.inside = false
          return more
        },
      },
      wake,
    )
  }

  /** Whether what `pull` threw came from below: it is nobody's to handle but the consumer's. */
  get fromBelow(): boolean {
    return this.inside
  }
}
