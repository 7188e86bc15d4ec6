import type { Pipeline } from '../core/pipeline.ts'

export const fan: unique symbol = Symbol('sluice.fan')

/** What others subscribe to: no source itself, but a description shows it. */
export interface Fan {
  readonly [fan]: Pipeline<unknown>
}
