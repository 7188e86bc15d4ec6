import { Calls } from '../core/calls.ts'
import { aFunction, atLeast } from '../core/check.ts'
import { type Stage, waiting } from '../core/pipeline.ts'

export interface MapAsyncOptions {
  /** Calls in flight at once. */
  readonly concurrency?: number
  /** Whether results come in the order of the values (default) or as they are there. */
  readonly ordered?: boolean
}

export const mapAsync = <A, B>(
  f: (value: A, signal: AbortSignal) => B | PromiseLike<B>,
  { concurrency = 1, ordered = true }: MapAsyncOptions = {},
): Stage<A, Awaited<B>> => {
  aFunction('f', f)
  const options = { concurrency: atLeast(1, 'concurrency', concurrency), ordered }
  return waiting('mapAsync', (source, down, wake) => new Calls(source, down, wake, f as (value: A, signal: AbortSignal) => PromiseLike<Awaited<B>>, give, options))
}

const give = <B>(down: { next: (value: B) => boolean }, _: unknown, result: B): boolean => down.next(result)
