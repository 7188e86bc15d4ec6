import { oneOf, wrongType } from '../core/check.ts'
import { Pipeline } from '../core/pipeline.ts'
import type { Down } from '../core/protocol.ts'
import { Intake } from './intake.ts'
import { allFail, type Merging } from './merging.ts'
import type { Turnable } from './turning.ts'
import { windowOf } from './window.ts'

/** What the end of a source means for the others: GenStage's `:cancel`. */
export type Cancel = 'permanent' | 'transient' | 'temporary'

/** How a source is read, and what its end means for the others. */
export interface Subscription<C extends Cancel = Cancel> {
  /** How many of its values may be held and asked for; without it one is asked for while the consumer asks. */
  readonly max?: Turnable
  /** How few of them make it ask again; less than `max`, by default half of it, rounded down. */
  readonly min?: number
  /** Whether its end ends all ('permanent'), only its failure does ('transient', the default), or neither ('temporary'). */
  readonly cancel?: C
}

/** How a source with these options becomes a member. */
export const subscribing = (
  { max, min, cancel = 'transient' }: { [K in keyof Subscription]: Subscription[K] | undefined },
  onError: ((error: unknown) => void) | undefined,
): (<A>(merging: Merging<A>, source: Pipeline<A>) => void) => {
  oneOf(['permanent', 'transient', 'temporary'], 'cancel', cancel)
  if (cancel === 'temporary' && onError === undefined)
    throw wrongType('onError', "a function with 'temporary'", onError)
  if (max === undefined && min !== undefined) throw wrongType('max', 'a number where there is a min', max)
  const window = max === undefined ? undefined : windowOf(min === undefined ? { max } : { max, min })
  const policy = { ended: () => cancel !== 'permanent', failed: cancel === 'temporary' ? onError! : allFail }
  return <A>(merging: Merging<A>, source: Pipeline<A>): void => {
    if (window === undefined) return merging.add(source, policy)
    let ahead: Intake<A> | undefined
    const open = (down: Down<A>, wake: () => void): Intake<A> => (ahead = new Intake(source, window, down, wake))
    merging.add(new Pipeline(source.name, [source], open), policy, () => ahead?.rest() ?? 0)
  }
}
