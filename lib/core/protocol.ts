/**
 * How a value travels. One picture explains all of lib/:
 *
 *       asks: pull(limit)                                     asks: the answer of next()
 *     <-----------------------------------------------------------------------------------
 *      ORIGIN  --next(value)-->  STEP  --next-->  STEP  --next-->  CONSUMER
 *      array, range, iterator,   map    filter    take             an outlet (for-await), a sink,
 *      mailbox, calls in flight                                    the feed or mailbox of a stage that waits
 *     |________________________ one Run ________________|
 *
 * - A consumer pulls its run. The origin then hands values down, one after another and synchronously, for as long as
 *   the answer is `true`: another one is wanted. A value given is always taken; the answer speaks of the one after it.
 * - A step is a function from the `Down` below it to the `Down` above it, so neighbouring steps are one chain of calls.
 *   What maps or filters is less, an `Each`: neighbours of that kind are called one after another, flat.
 * - `pull` answers MORE (pull again whenever you like), WAIT (`wake` will be called) or DONE, or throws, be it the
 *   origin's own error or one that came up from below. Every loop in a `pull` counts down from `limit`, so that the
 *   event loop gets its turn.
 * - An origin that ends while something of it is still open says `down.end()`, as `take` does: its run closes it.
 * - No promise is made on this way. The outlet makes one for each `next()` of the outside, a `Call` waits for one, and
 *   whoever moves without being pulled does so in a `Loop`.
 */

/** What a step sees of all that is below it. */
export interface Down<in A> {
  /** Takes the value; tells whether another one is wanted. */
  readonly next: (value: A) => boolean
  /** Called once, when no value will follow; a step that overrides it calls `down.end()` itself. */
  readonly end: () => void
  /** How many values are asked for and not yet given. */
  readonly demand: () => number
}

/** A pure stage: given what is below, gives what the stage above calls. It is called anew for each run. */
export type Step<in A, out B> = (down: Down<B>) => Down<A>

/** What a step may know of the run that it is a part of. */
export interface Running {
  /** Whether the consumer is gone: nobody's function is to be called any more. */
  readonly left: boolean
  /** Whether `end` was said below. */
  readonly enough: boolean
}

/** How a run takes a step in. */
export type Link = (down: Down<unknown>, run: Running) => Down<unknown>

/** The function of the plainest stages, one call a value. It is made anew for each run. */
export type Each<in A, out B> = () => (value: A) => B

export interface Plain {
  readonly each?: Each<unknown, unknown> | undefined
  /** Whether it tells which values are kept, and does not make new ones. */
  readonly keeps?: boolean | undefined
}

export const MORE = 0
export const WAIT = 1
export const DONE = 2
export type Pulled = typeof MORE | typeof WAIT | typeof DONE

/** Where values come from. It opens nothing before its first `pull`. */
export interface Origin {
  /** Hands at most `limit` values down. To pull one that waits is harmless. */
  pull(limit: number): Pulled
  /** Called at most once, at any time: a `pull` it comes from hands nothing more down. Idle where the origin has ended. */
  close(): PromiseLike<unknown> | undefined
}

/** Starts a run of an origin; `wake` asks for a pull after a WAIT. */
export type Open<out A> = (down: Down<A>, wake: () => void) => Origin

/** The demand of a consumer that takes one value after another. */
export const one = (): number => 1

/** The same, of a consumer that never has enough: values may come to it in lumps. */
export const evermore = (): number => 1

export const nothing = (): undefined => undefined
