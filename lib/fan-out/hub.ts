import { aFunction, atLeast, oneOf, optionsOf } from '../core/check.ts'
import { type AnyIterable, pipelineOf } from '../core/pipeline.ts'
import { type Branch, branchOf, fanOf } from '../origins/branches.ts'
import type { Dispatcher } from '../origins/dispatcher.ts'
import { Driver } from '../origins/driver.ts'
import { fan, type Fan } from '../origins/fan.ts'
import { judging } from '../origins/judging.ts'
import type { Subscriber } from '../origins/subscriber.ts'
import type { Turnable } from '../origins/turning.ts'
import { windowOf } from '../origins/window.ts'

/** When a hub begins and ends, and what those who join late are given. */
export interface HubOptions {
  /** How many have to join before anything is asked for; 0 by default. Who has left since counts. */
  readonly startWhen?: number
  /** What happens when nobody is left: the source waits for others, the default, or is closed for good. */
  readonly whenEmpty?: 'wait' | 'close'
  /** How many of the last values each one who joins is given first; 0 by default. It is meant for a broadcast. */
  readonly replay?: number
}

/** How a subscriber takes part: a window here, and what its dispatcher wants to know (`where`, `key`). */
export type SubscribeOptions<A, Options> = {
  /** How many values it may hold and have asked for; by default 1, or as many as its consumer asks for at once. */
  readonly max?: Turnable
  /** How few of them make it ask again; less than `max`, by default half of it, rounded down. */
  readonly min?: number
} & ('where' extends keyof Options ? Omit<Options, 'where'> & { readonly where?: (value: A) => boolean } : Options)

/** A running dispatcher, which consumers join and leave at any time. */
export interface Hub<A, Options> extends AsyncDisposable, Fan {
  /** Joins, and throws what there is against it; the subscription asks at its first `next()`, and is iterated once. */
  readonly subscribe: (
    ...options: {} extends Options ? [SubscribeOptions<A, Options>?] : [SubscribeOptions<A, Options>]
  ) => Branch<A>
  /** How many have joined, and have neither left nor seen the end. */
  readonly subscribers: number
  /** Closes the source, once; subscribers end after what they hold. */
  readonly close: () => Promise<void>
}

interface Judged<A> {
  readonly max?: Turnable
  readonly min?: number
  readonly where?: (value: A) => boolean
}

/**
 * Shares one run of a source between subscribers that join and leave at any time: a dispatcher decides who gets what.
 *
 *     source              a--b--c--d--e--f
 *     A joins             a--b--c
 *     B joins meanwhile         c--d--e--f    (a broadcast; by demand, c would be for one of them)
 *     A leaves                 x
 *
 * - **Pulls** what the dispatcher asks for, and only while somebody waits. A subscriber asks for what its consumer asks
 *   for, or by a window for `max` at first and `max - min` more each time that `min` are left; a `producer` is told each
 *   ask after the other, never their sum.
 * - **Starts** when `startWhen` have joined; what they have asked for until then is passed on one by one.
 * - **Holds** for each subscriber at most its `max`, which is its lookahead (0 without a window), and what a leaver has
 *   given back. A broadcast waits for its slowest subscriber, also for one that never asks: dispose of that one.
 * - **Keeps** what a leaver had not read, by demand and round-robin for whoever asks next, by key for the next subscriber
 *   of that key; a broadcast drops it. With `replay` it keeps the last values, too, and gives those that pass its `where`
 *   to each one who joins, beyond its window.
 * - **Ends** each subscriber after what it holds, what waits for its key, and what leavers have given back; who joins
 *   then sees the same. `close()` closes the source and drops what leavers have given back, but not what waits for a key.
 * - **Fails** as it ends, all with the error of the source or of a dispatcher that throws, the latter when the source has
 *   been closed. A `where` that throws ends its subscriber alone, after what it let through.
 * - **Closes** the source with the hub, or as the last one leaves where `whenEmpty` is 'close'; by default it is kept
 *   for others, who go on where those stopped.
 * - **Throws** a RangeError or TypeError where an option is not what it has to be: those of a subscription in its own
 *   call, which leaves all others as they were.
 *
 * A dispatcher of your own is five functions over plain data: see {@link Dispatcher}.
 *
 * Source: GenStage's dispatchers, with its `:accumulate` as `startWhen`; Akka's BroadcastHub and PartitionHub.
 *
 * @example
 * const jobs = pipe(range(1, 4), hub(demandDispatcher(), { startWhen: 2 }))
 * const done = await Promise.all([toArray(jobs.subscribe()), toArray(jobs.subscribe({ max: 2 }))])
 * done.flat().length // => 4
 *
 * const news = pipe(['a1', 'b1', 'a2'], hub(broadcastDispatcher()))
 * const [all, a] = [news.subscribe(), news.subscribe({ where: (text) => text.startsWith('a') })]
 * await Promise.all([toArray(all), toArray(a)]) // => [['a1', 'b1', 'a2'], ['a1', 'a2']]
 */
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
    const shared = fanOf('hub', upstream)
    const driver = new Driver(upstream, dispatcher, { startWhen, closes, replay })
    const close = async (): Promise<void> => void (await driver.close())
    return {
      subscribe: (given = {} as SubscribeOptions<A, Options>) => {
        const { max = 1, min, where } = optionsOf(given) as Judged<A>
        const window = max === 1 && min === undefined ? undefined : windowOf(min === undefined ? { max } : { max, min })
        const judged = judging(where, (error) => driver.fail(subscriber, error))
        const terms = typeof where === 'function' ? { ...given, where: judged } : given
        const subscriber: Subscriber<A> = driver.join({ window }, terms as unknown as Options)
        driver.replay(subscriber, judged)
        return branchOf(subscriber, shared)
      },
      get subscribers() {
        return driver.size
      },
      close,
      [fan]: shared,
      [Symbol.asyncDispose]: close,
    }
  }
}
