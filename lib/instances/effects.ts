import type { FromIO1 } from 'fp-ts/FromIO'
import type { FromTask1 } from 'fp-ts/FromTask'
import type { IO } from 'fp-ts/IO'
import type { MonadIO1 } from 'fp-ts/MonadIO'
import type { MonadTask1 } from 'fp-ts/MonadTask'
import type { Task } from 'fp-ts/Task'
import { flatMap } from '../concurrency/flatMap.ts'
import { aFunction } from '../core/check.ts'
import { called } from '../origins/renamed.ts'
import { defer } from '../sources/defer.ts'
import { of } from '../sources/of.ts'
import { map } from '../transforms/map.ts'
import { ap } from './ap.ts'
import { URI } from './asyncIterable.ts'

// Spelled out in each instance: bundlers leave out a literal that is not used, and no literal that reads another one.
const mapped: MonadIO1<URI>['map'] = (fa, f) => map(f)(fa)
const applied: MonadIO1<URI>['ap'] = (fab, fa) => ap(fa)(fab)
const chained: MonadIO1<URI>['chain'] = (fa, f) => flatMap(f)(fa)

/**
 * Gives the one value that the `IO` has when it runs.
 *
 * - **Calls** `io` when its value is asked for, once in each iteration.
 * - **Fails** with what `io` throws.
 *
 * Source: fp-ts's FromIO.
 *
 * @example
 * let n = 0
 * const next = fromIO(() => ++n)
 * n // => 0
 * await pipe(next, toArray) // => [1]
 * await pipe(next, toArray) // => [2]
 */
export const fromIO = <A>(io: IO<A>): AsyncIterable<A> => {
  aFunction('io', io)
  return called('fromIO', map(() => io())(of(undefined)))
}

/**
 * Gives the one value that the `Task` promises when it runs.
 *
 * - **Calls** `task` when its value is asked for, once in each iteration.
 * - **Fails** with what it rejects with or throws, though fp-ts has tasks do neither.
 * - **Closes** at once when the consumer leaves: nobody waits for the task, which goes on.
 *
 * Source: fp-ts's FromTask.
 *
 * @example
 * await pipe(fromTask(T.of(1)), toArray) // => [1]
 * await pipe(concat([[1], fromTask(() => Promise.reject(new Error('no')))]), toArray) // => rejects Error: no
 */
export const fromTask = <A>(task: Task<A>): AsyncIterable<A> => {
  aFunction('task', task)
  return called(
    'fromTask',
    defer(async () => [await task()]),
  )
}

/**
 * `fromIO`, for generic code.
 *
 * @example
 * import { chainFirstIOK } from 'fp-ts/lib/FromIO.js'
 * const seen: number[] = []
 * const note = chainFirstIOK(AI.FromIO, AI.Chain)((n: number) => () => void seen.push(n))
 * await pipe(range(1, 2), note, toArray) // => [1, 2]
 * seen // => [1, 2]
 */
export const FromIO: FromIO1<URI> = { URI, fromIO }

/**
 * `fromIO` and `fromTask`, for generic code.
 *
 * @example
 * import { chainTaskK } from 'fp-ts/lib/FromTask.js'
 * await pipe(range(1, 2), chainTaskK(AI.FromTask, AI.Chain)((n) => T.of(n * 2)), toArray) // => [2, 4]
 */
export const FromTask: FromTask1<URI> = { URI, fromIO, fromTask }

/**
 * A Monad with `fromIO`, for generic code.
 *
 * @example
 * await pipe(MonadIO.chain(range(1, 2), (n) => MonadIO.fromIO(() => -n)), toArray) // => [-1, -2]
 */
export const MonadIO: MonadIO1<URI> = { URI, map: mapped, ap: applied, of, chain: chained, fromIO }

/**
 * A Monad with `fromIO` and `fromTask`, for generic code.
 *
 * @example
 * await pipe(MonadTask.chain(range(1, 2), (n) => MonadTask.fromTask(T.of(-n))), toArray) // => [-1, -2]
 */
export const MonadTask: MonadTask1<URI> = { URI, map: mapped, ap: applied, of, chain: chained, fromIO, fromTask }
