import { Answer, IDLE, PENDING } from '../core/answer.ts'
import { wrongType } from '../core/check.ts'
import { whenAborted } from '../origins/aborting.ts'
import { closeAll } from '../origins/closing.ts'
import { Feed, VALUE } from '../origins/feed.ts'
import { type AnyIterable, type Pipeline, pipelineOf, waiting } from '../core/pipeline.ts'
import { DONE, type Down, MORE, nothing, type Origin, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

/** What says that it is enough: a signal as it aborts, a promise as it is fulfilled, a source with its first value. */
export type Notifier = AbortSignal | PromiseLike<unknown> | AnyIterable<unknown>

/**
 * Gives values until the notifier speaks: a signal that aborts, a promise that is fulfilled, or the first value of a
 * source.
 *
 * - **Listens** from the first pull on; where the signal has aborted by then, its source is not opened.
 * - **Ends** without an error: at once where a `next()` is pending, also if the source never answers it, else at the
 *   following one. A notifier source that ends without a value changes nothing.
 * - **Fails** with what the promise rejects with, or the notifier source fails with.
 * - **Closes** its source and the notifier source, and lets go of the signal, however it ends.
 * - **Throws** a TypeError where the notifier is none of the three.
 *
 * Source: RxJS's `takeUntil` and fs2's `interruptWhen`.
 *
 * @example
 * const controller = new AbortController()
 * const upTo3 = tap((n: number) => n === 3 && controller.abort())
 * await pipe(range(1), upTo3, takeUntil(controller.signal), toArray) // => [1, 2, 3]
 */
export const takeUntil = (notifier: Notifier): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  const listen = listeningTo(notifier)
  return waiting('takeUntil', <A>(source: Pipeline<A>, down: Down<A>, wake: () => void): Origin => {
    let news = true
    const bell = listen(() => {
      news = true
      wake()
    })
    const run = new Run(source, { ...down, next: (value) => down.next(value) && !news }, wake)
    return {
      pull: (limit) => {
        const look = news
        news = false
        const heard = look ? bell.take(limit) : WAIT
        news ||= heard === MORE
        if (heard === VALUE) void bell.value
        const pulled = heard === VALUE ? DONE : run.pull(limit)
        if (pulled !== DONE) return news ? MORE : pulled
        down.end()
        return MORE
      },
      close: () => closeAll([run, bell]),
    }
  })
}

/** VALUE: it has spoken, or has failed, and then reading the value throws. */
type Bell = Pick<Feed<unknown>, 'take' | 'close'> & { readonly value?: unknown }

const listeningTo = (notifier: Notifier): ((ring: () => void) => Bell) => {
  const { then, throwIfAborted } = Object(notifier) as { then?: unknown; throwIfAborted?: unknown }
  if (typeof throwIfAborted === 'function') return (ring) => signalBell(notifier as AbortSignal, ring)
  if (typeof then === 'function') return (ring) => promiseBell(notifier as PromiseLike<unknown>, ring)
  try {
    const pipeline = pipelineOf(notifier as AnyIterable<unknown>)
    return (ring) => new Feed(pipeline, ring)
  } catch {
    throw wrongType('notifier', 'an AbortSignal, a promise or a source', notifier)
  }
}

// Whoever waits is one of a set, however often that is said.
const signalBell = (signal: AbortSignal, ring: () => void): Bell => ({
  take: () => {
    if (signal.aborted) return VALUE
    whenAborted(signal, ring)
    return WAIT
  },
  close: () => whenAborted(signal, ring)() as undefined,
})

// Nobody can stop listening to a promise, and it may outlive many runs: what it keeps of each is next to nothing.
const promiseBell = (promise: PromiseLike<unknown>, ring: () => void): Bell => {
  let heard = ring
  const answer = new Answer(() => heard())
  return {
    take: () => {
      if (answer.state === IDLE) answer.start(promise)
      return answer.state === PENDING ? WAIT : VALUE
    },
    get value() {
      return answer.take()
    },
    close: () => void (heard = nothing),
  }
}
