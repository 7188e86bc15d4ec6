/// <reference lib="esnext.disposable" preserve="true" />
import { aFunction, show, wrongType } from './check.ts'
import { openIterable } from './iterables.ts'
import { Outlet } from './outlet.ts'
import {
  type Down,
  type Each,
  evermore,
  type Link,
  one,
  type Open,
  type Origin,
  type Plain,
  type Step,
} from './protocol.ts'

/** Anything that can be iterated, asynchronously or not. */
export type AnyIterable<A> = AsyncIterable<A> | Iterable<A>

/** A producer-consumer: a pure function from one source to another. */
export type Stage<A, B> = (source: AnyIterable<A>) => AsyncIterable<B>

/**
 * A stage that gives values as they came, and so keeps the type of its source where that is narrower than what it takes.
 * It names its source twice: by the first it gives, by the second `pipe` tells it what it takes.
 */
export type Keeper<A> = <B extends A>(source: AnyIterable<B> & AnyIterable<A>) => AsyncIterable<B>

/** A pipeline at rest: an origin, or a step below another pipeline. Each run has state of its own. */
export class Pipeline<A> implements AsyncIterable<A>, Plain {
  /** What a description calls it, where that is not its name. */
  declare readonly label?: string

  constructor(
    readonly name: string,
    readonly sources: ReadonlyArray<Pipeline<unknown>>,
    readonly open: Open<A> | undefined,
    readonly link?: Link,
    readonly each?: Each<unknown, unknown>,
    readonly keeps?: boolean,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<A, undefined> & AsyncDisposable {
    return new Outlet<A>(this)
  }
}

/** What is not ours becomes an origin; a TypeError where it cannot be iterated. */
export const pipelineOf = <A>(source: AnyIterable<A>): Pipeline<A> =>
  source instanceof Pipeline ? source : new Pipeline('from', [], openIterable(source))

/** A source of your own: `open` starts a run of it. */
export const origin = <A>(name: string, open: Open<A>): AsyncIterable<A> => new Pipeline(name, [], open)

/** A stage that is an origin of its own: it waits, or gives several values for one. */
export const waiting =
  <A, B>(name: string, open: (source: Pipeline<A>, down: Down<B>, wake: () => void) => Origin): Stage<A, B> =>
  (source) => {
    const upstream = pipelineOf(source)
    return new Pipeline(name, [upstream], (down, wake) => open(upstream, down, wake))
  }

/**
 * Builds a fused pure stage out of one step: a function from what is below it to what the stage above it calls.
 *
 * - **Runs** `step` anew for each iteration, so state belongs inside it.
 * - **Answers** with `next` whether more is wanted: hand on what `down.next` says, or `true` to skip a value.
 * - **Ends** early with `down.end()` and `false`; a step that overrides `end` calls `down.end()` itself.
 * - **Fails** with a TypeError where `step` gives no `next`, `end` and `demand`.
 * - **Throws** a TypeError where `name` is no string, or `step` is not a function.
 *
 * @example
 * const double = stage<number, number>('double', (down) => ({ ...down, next: (n) => down.next(n * 2) }))
 * await pipe(range(1, 3), double, toArray) // => [2, 4, 6]
 */
export const stage = <A, B>(name: string, step: Step<A, B>): Stage<A, B> => {
  if (typeof name !== 'string') throw wrongType('name', 'a string', name)
  aFunction('step', step)
  const link = guarded(name, step as unknown as Step<unknown, unknown>)
  return (source) => new Pipeline<B>(name, [pipelineOf(source)], undefined, link)
}

/** A step that may end early, be ended from above, and make the consumer leave: it ends once, and then is left alone. */
const guarded =
  (name: string, step: Step<unknown, unknown>): Link =>
  (down, run) => {
    const given = Object(step(down)) as Down<unknown>
    for (const part of ['next', 'end', 'demand'] as const) aFunction(`${part} of ${show(name)}`, given[part])
    const { next, end, demand } = given
    return {
      next: (value) => !run.left && next(value),
      end: end === down.end ? end : () => void (run.enough || run.left || end()),
      // It may have enough one day.
      demand: demand === evermore ? one : demand,
    }
  }
