import { aFunction, atLeast, oneOf, optionsOf } from '../core/check.ts'
import { type AnyIterable, pipelineOf } from '../core/pipeline.ts'
import { type Branch, branchOf, fanOf } from '../origins/branches.ts'
import type { Dispatcher } from '../origins/dispatcher.ts'
import { Driver } from '../origins/driver.ts'
import type { Subscriber } from '../origins/subscriber.ts'
import type { Turnable } from '../origins/turning.ts'
import { windowOf } from '../origins/window.ts'

/** When a hub begins and ends, and what those who join late are given. */
export interface HubOptions {
  /** How many have to join before anything is asked for; 0 by default. */
  readonly startWhen?: number
  /** What happens when nobody is left: the source waits for others, the default, or is closed. */
  readonly whenEmpty?: 'wait' | 'close'
  /** How many of the last values each one who joins is given first; 0 by default. It is meant for a broadcast. */
  readonly replay?: number
}

/** How a subscriber takes part; the rest is its dispatcher's. */
export type SubscribeOptions<A, Options> = {
  /** How many values it may hold and have asked for; by default it asks as it is asked. */
  readonly max?: Turnable
  /** How few of them make it ask again; less than `max`, by default half of it, rounded down. */
  readonly min?: number
} & ('where' extends keyof Options ? Omit<Options, 'where'> & { readonly where?: (value: A) => boolean } : Options)

/** A running dispatcher, which consumers join and leave at any time. */
export interface Hub<A, Options> extends AsyncDisposable {
  /** Joins; what the dispatcher has against it is thrown here. */
  readonly subscribe: (
    ...options: {} extends Options ? [SubscribeOptions<A, Options>?] : [SubscribeOptions<A, Options>]
  ) => Branch<A>
  /** How many take part. */
  readonly subscribers: number
  /** Closes the source; subscribers end after what they hold. */
  readonly close: () => Promise<void>
}

interface Judged<A> {
  readonly max?: Turnable
  readonly min?: number
  readonly where?: (value: A) => boolean
}

export const hub = <A, S, Options extends object>(
  dispatcher: Dispatcher<A, S, Options>,
  options: HubOptions = {},
): ((source: AnyIterable<A>) => Hub<A, Options>) => {
  const { startWhen = 0, whenEmpty = 'wait', replay = 0 } = optionsOf(options)
  for (const step of ['init', 'subscribe', 'cancel', 'ask', 'dispatch'] as const)
    aFunction(`dispatcher.${step}`, dispatcher?.[step])
  const closes = oneOf(['wait', 'close'], 'whenEmpty', whenEmpty) === 'close'
  atLeast(0, 'startWhen', startWhen)
  atLeast(0, 'replay', replay)
  return (source) => {
    const upstream = pipelineOf(source)
    const fan = fanOf('hub', upstream)
    const driver = new Driver(upstream, dispatcher, { startWhen, closes, replay })
    const close = async (): Promise<void> => void (await driver.close())
    return {
      subscribe: (given = {} as SubscribeOptions<A, Options>) => {
        const { max = 1, min, where } = optionsOf(given) as Judged<A>
        const window = max === 1 && min === undefined ? undefined : windowOf(min === undefined ? { max } : { max, min })
        let failed = false
        const judged = (value: A): boolean => {
          try {
            return !failed && (where === undefined || where(value))
          } catch (error) {
            failed = true
            driver.fail(subscriber, error)
            return false
          }
        }
        const terms = typeof where === 'function' ? { ...given, where: judged } : given
        const subscriber: Subscriber<A> = driver.join({ window }, terms as unknown as Options)
        driver.replay(subscriber, judged)
        return branchOf(subscriber, fan)
      },
      get subscribers() {
        return driver.size
      },
      close,
      [Symbol.asyncDispose]: close,
    }
  }
}
