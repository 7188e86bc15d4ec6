import type { AnyIterable } from './probe.ts'
import { map as ours, prefetch as readAhead } from 'sluice'

export type AnyStage = (source: AnyIterable<unknown>) => AsyncIterable<unknown>

export interface Surrounding {
  readonly name: string
  readonly before: AnyStage | undefined
  readonly after: AnyStage | undefined
  /** How many values more than the stage alone may be pulled. */
  readonly lookahead: number
}

// The stages that surround the one on trial.
const map: AnyStage = ours((value) => value)
const prefetch: AnyStage = readAhead(2)

export const surroundings: readonly Surrounding[] = [
  { name: 'alone', before: undefined, after: undefined, lookahead: 0 },
  { name: 'behind prefetch(2)', before: prefetch, after: undefined, lookahead: 2 },
  { name: 'between two maps', before: map, after: map, lookahead: 0 },
]

export const surround =
  ({ before, after }: Surrounding, stage: AnyStage): AnyStage =>
  (source) => {
    const result = stage(before === undefined ? source : before(source))
    return after === undefined ? result : after(result)
  }
