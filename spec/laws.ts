/**
 * The rules of the contract as tests. Whoever writes an operator opens its spec with
 *
 *     obeysTheLaws({ stage: chunksOf(2), model: (values) => chunks(values, 2), lookahead: 0 })
 *     sinkObeysTheLaws({ sink: head, model: ([first]) => ..., stopsAfter: 1 })
 *     sourceObeysTheLaws({ source: () => range(1, 3), values: [1, 2, 3] })
 *
 * and every law tries the stage on cases of its own:
 *
 *     script -> probe -> [prefetch | map] -> the stage on trial -> [map] -> consumer <- plan
 *                 |                                |                            |
 *                 +---------------- timeline: what was done, in order ----------+ -> the law's judgement
 *
 * The script says how the source answers, ends and closes, the plan what the consumer does, and both are generated
 * (`laws/arbitraries.ts`), played (`laws/play.ts`) and then judged from the timeline alone (`laws/faults.ts`, `laws/stage/`).
 * `laws/surroundings.ts` is where the neighbours are chosen. A law that fails prints its case, the timeline and a
 * SLUICE_REPLAY that shows it again. `laws/mutants.spec.ts` breaks stages on purpose to try the laws themselves.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyValue } from './laws/arbitraries.ts'
import type { Model } from './laws/expectations.ts'
import { unendedFrom } from './laws/expectations.ts'
import type { Calls } from './laws/play.ts'
import type { AnyIterable } from './laws/probe.ts'
import type { SinkSubject } from './laws/sinkLaws.ts'
import { sinkLaws } from './laws/sinkLaws.ts'
import type { SourceSubject, Then } from './laws/sourceLaws.ts'
import { sourceLaws } from './laws/sourceLaws.ts'
import type { StageSubject } from './laws/stage/cases.ts'
import { stageLaws } from './laws/stageLaws.ts'
import type { AnyStage } from './laws/surroundings.ts'
import { surroundings } from './laws/surroundings.ts'
import type { Law, Patience, Report, Rule } from './laws/trial.ts'
import { report } from './laws/trial.ts'

export type { Report, Rule } from './laws/trial.ts'
export { virtualClock } from './laws/virtualClock.ts'

interface Common {
  /** Rules that the docstring exempts. */
  readonly exceptions?: readonly Rule[]
  /** Real milliseconds for which a stage with timers of its own may be silent without being stuck. */
  readonly patience?: number
  /** Called at every turn of the event loop: advance a virtual clock here. */
  readonly eachTurn?: () => void
  /** How many cases each law tries; SLUICE_RUNS raises the default. */
  readonly runs?: number
}

/** Stages that fit any value are tried with any; all others say what flows. */
type Values<A> = unknown extends A ? { readonly values?: fc.Arbitrary<A> } : { readonly values: fc.Arbitrary<A> }

interface Stage<A, B> extends Common {
  readonly stage: (source: AnyIterable<A>) => AsyncIterable<B>
  /** What comes out for a source that ends after these values. */
  readonly model: (values: readonly A[]) => readonly B[]
  /** How many values it may pull beyond what it has delivered. */
  readonly lookahead: number
  /** What has come out for a source that gave these values and goes on; by default found out by asking the model. */
  readonly unended?: (values: readonly A[]) => readonly B[]
  /** What comes out before the error of a source that fails after these values; by default as `unended`. */
  readonly atFailure?: (values: readonly A[]) => readonly B[]
  /** After how many of these values the stage ends by itself (`take(n)`: n). Needed to hold it to its last pull. */
  readonly stopsAfter?: number | ((values: readonly A[]) => number)
  /** False where outputs come as they are ready. */
  readonly ordered?: boolean
  /** The stage over a user function of the laws' choosing, called once per value: it gives its argument back, or throws. */
  readonly failing?: (f: Calls['f']) => (source: AnyIterable<A>) => AsyncIterable<unknown>
  /** The same where the user function answers with a promise; it takes the AbortSignal as last argument, if any. */
  readonly failingAsync?: (f: Calls['later']) => (source: AnyIterable<A>) => AsyncIterable<unknown>
}

export type StageOptions<A, B> = Stage<A, B> & Values<A>

const usualRuns = Number(process.env['SLUICE_RUNS'] ?? 60)

const patienceOf = ({ patience = 0, eachTurn = () => undefined, runs = usualRuns }: Common): Patience => ({
  patience,
  eachTurn,
  runs,
})

const subjectOf = <A, B>(options: StageOptions<A, B>): StageSubject => {
  // The laws move values without looking at them: from here on every type is unknown.
  const o = options as unknown as Stage<unknown, unknown> & { readonly values?: fc.Arbitrary<unknown> }
  const { values = anyValue, stopsAfter = Infinity } = o
  const model: Model = o.model
  const unended: Model = o.unended ?? unendedFrom(model, fc.sample(values, { numRuns: 5, seed: 1 }))
  return {
    stage: o.stage as AnyStage,
    model,
    unended,
    atFailure: o.atFailure ?? unended,
    stops: typeof stopsAfter === 'number' ? () => stopsAfter : stopsAfter,
    lookahead: o.lookahead,
    values,
    ordered: o.ordered ?? true,
    failing: o.failing as StageSubject['failing'],
    failingAsync: o.failingAsync as StageSubject['failingAsync'],
    surroundings,
    ...patienceOf(o),
  }
}

interface Sink<A, R> extends Common {
  readonly sink: (source: AnyIterable<A>) => Promise<R>
  /** The result for a source that ends after these values. */
  readonly model: (values: readonly A[]) => R
  /** After how many of these values the result is known and the source closed (`head`: 1). */
  readonly stopsAfter?: number | ((values: readonly A[]) => number)
  /** How many values more than that it may pull. */
  readonly lookahead?: number
  /** False where of several errors of its user function the first by time counts, and not the first by position. */
  readonly ordered?: boolean
  /** The sink over a user function of the laws' choosing, called once per value: it gives its argument back, or throws. */
  readonly failing?: (f: Calls['f']) => (source: AnyIterable<A>) => Promise<unknown>
  readonly failingAsync?: (f: Calls['later']) => (source: AnyIterable<A>) => Promise<unknown>
}

export type SinkOptions<A, R> = Sink<A, R> & Values<A>

const sinkSubjectOf = <A, R>(options: SinkOptions<A, R>): SinkSubject => {
  const o = options as unknown as Sink<unknown, unknown> & { readonly values?: fc.Arbitrary<unknown> }
  const { stopsAfter = Infinity } = o
  return {
    ...patienceOf(o),
    sink: o.sink,
    model: o.model,
    stops: typeof stopsAfter === 'number' ? () => stopsAfter : stopsAfter,
    lookahead: o.lookahead ?? 0,
    values: o.values ?? anyValue,
    ordered: o.ordered ?? true,
    failing: o.failing,
    failingAsync: o.failingAsync,
    surroundings,
  }
}

export interface SourceOptions<A> extends Common {
  readonly source: () => AsyncIterable<A>
  /** All its values, or some first ones of a source that goes on. */
  readonly values: readonly A[]
  /** What comes after them; by default the end. */
  readonly afterwards?: Then
  /** How often the user function may be called beyond what is asked for. */
  readonly lookahead?: number
  /** True where a second iteration is a TypeError (branches, channels, subscriptions). */
  readonly single?: boolean
  /** The source over a user function of the laws' choosing that is called as it works: it gives its argument back, or throws. */
  readonly failing?: (f: Calls['f']) => () => AsyncIterable<unknown>
  readonly failingAsync?: (f: Calls['later']) => () => AsyncIterable<unknown>
}

const sourceSubjectOf = <A>(o: SourceOptions<A>): SourceSubject => ({
  ...patienceOf(o),
  source: o.source,
  values: o.values,
  afterwards: o.afterwards ?? 'ends',
  lookahead: o.lookahead ?? 0,
  single: o.single ?? false,
  failing: o.failing,
  failingAsync: o.failingAsync,
  surroundings,
})

const register = <S>(laws: readonly Law<S>[], subject: S, exceptions: readonly Rule[] = []): void => {
  describe('laws', () => {
    for (const law of laws) {
      if (exceptions.includes(law.rule) || law.applies?.(subject) === false) continue
      test(`${law.rule}: ${law.title}`, async () => {
        const broken = await law.tried(subject)
        if (broken !== undefined) expect.fail(broken)
      }, 30_000)
    }
  })
}

/** Registers one test per law; call it first in the `describe` of a stage. */
export const obeysTheLaws = <A, B>(options: StageOptions<A, B>): void =>
  register(stageLaws, subjectOf(options), options.exceptions)

export const sinkObeysTheLaws = <A, R>(options: SinkOptions<A, R>): void =>
  register(sinkLaws, sinkSubjectOf(options), options.exceptions)

export const sourceObeysTheLaws = <A>(options: SourceOptions<A>): void =>
  register(sourceLaws, sourceSubjectOf(options), options.exceptions)

/** The laws as data: which rules hold, which are broken and how. */
export const checkStage = <A, B>(options: StageOptions<A, B>, only?: readonly Rule[]): Promise<Report> =>
  report(stageLaws, subjectOf(options), options.exceptions ?? [], only)

export const checkSink = <A, R>(options: SinkOptions<A, R>, only?: readonly Rule[]): Promise<Report> =>
  report(sinkLaws, sinkSubjectOf(options), options.exceptions ?? [], only)

export const checkSource = <A>(options: SourceOptions<A>, only?: readonly Rule[]): Promise<Report> =>
  report(sourceLaws, sourceSubjectOf(options), options.exceptions ?? [], only)

/** For tests of R14: what is wrong is refused when the stage is built, in words that name it. */
export const refuses = (build: () => unknown, kind: typeof RangeError | typeof TypeError, text: RegExp): void => {
  expect(build).toThrow(kind)
  expect(build).toThrow(text)
}
