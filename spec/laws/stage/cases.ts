import fc from 'fast-check'
import type { ScriptParts } from '../arbitraries.ts'
import { answers, closes, ends, fails, failsToClose, hangs, plans, refuses, scripts } from '../arbitraries.ts'
import type { Expectation, Model } from '../expectations.ts'
import { expectation } from '../expectations.ts'
import { answersFault, settledFault } from '../faults.ts'
import type { Calls, Case, Trace, Work } from '../play.ts'
import { healthy, showCase } from '../play.ts'
import type { AnyStage, Surrounding } from '../surroundings.ts'
import type { Law, Patience, Rule, Trial } from '../trial.ts'
import { overCases } from '../trial.ts'

/** A stage on trial, with every default in its place. */
export interface StageSubject extends Patience {
  readonly stage: AnyStage
  readonly model: Model
  readonly unended: Model
  readonly atFailure: Model
  readonly stops: (values: readonly unknown[]) => number
  readonly lookahead: number
  readonly values: fc.Arbitrary<unknown>
  readonly ordered: boolean
  readonly failing: ((f: Calls['f']) => AnyStage) | undefined
  readonly failingAsync: ((f: Calls['later']) => AnyStage) | undefined
  readonly surroundings: readonly Surrounding[]
}

export interface Parts extends Partial<ScriptParts> {
  readonly plan?: Parameters<typeof plans>[0]
  readonly work?: fc.Arbitrary<Work>
}

export const cases =
  ({ plan = {}, work = fc.constant(healthy), ...script }: Parts) =>
  ({ values, surroundings, lookahead }: StageSubject): fc.Arbitrary<Case> =>
    fc.record({
      around: fc.constantFrom(...surroundings),
      // Enough values to fill what the stage may hold, and some more.
      script: scripts({ values, most: 7 + Math.min(lookahead, 20), ...script }),
      plan: plans(plan),
      work,
    })

export type OnTrial = (trial: Trial, subject: StageSubject, one: Case) => Promise<string | undefined>

export const law = (rule: Rule, title: string, parts: Parts, trial: OnTrial, share = 1): Law<StageSubject> => ({
  rule,
  title,
  tried: overCases({ rule, title }, cases(parts), showCase, trial, share),
})

/** A law for stages with a user function; `asynchronous` where it answers with promises. */
export const workLaw = (
  rule: Rule,
  title: string,
  kind: 'failing' | 'failingAsync',
  parts: Parts,
  trial: OnTrial,
): Law<StageSubject> => ({
  ...law(rule, title, parts, trial),
  applies: (subject) => subject[kind] !== undefined,
})

export const worked = (subject: StageSubject, kind: 'failing' | 'failingAsync', work: Calls): AnyStage => {
  const stage = kind === 'failing' ? subject.failing?.(work.f) : subject.failingAsync?.(work.later)
  return stage ?? subject.stage
}

export const allEndings = fc.oneof(fc.constant(ends), fc.constant(hangs), fails, refuses)
export const anyClose = fc.oneof(closes, failsToClose)
export const upTo = (n: number): fc.Arbitrary<number> => fc.nat(n)
export const workThatFails: fc.Arbitrary<Work> = fc.record({
  failsFrom: fc.nat(4),
  error: fc.constantFrom<unknown>(undefined, new Error('thrown by the user function'), null),
  hangsAt: fc.constant(Infinity),
  answers: answers('at once', 'soon', 'later'),
})
export const slowWork: fc.Arbitrary<Work> = workThatFails.map((work) => ({ ...work, failsFrom: Infinity }))
export const workThatHangs: fc.Arbitrary<Work> = slowWork.chain((work) =>
  fc.nat(6).map((hangsAt) => ({ ...work, hangsAt })),
)

export const expectationOf = (subject: StageSubject, { script }: Case): Expectation =>
  expectation(subject, script.values, script.ending)

export const readFault = (subject: StageSubject, one: Case, trace: Trace): string | undefined => {
  const expected = expectationOf(subject, one)
  const whole = one.plan.reads === Infinity
  return (
    (expected.then.is === 'pending' ? undefined : settledFault(trace)) ??
    answersFault(trace.before, expected, one.script.values, { ordered: subject.ordered, whole })
  )
}

export const samples = (values: fc.Arbitrary<unknown>): readonly unknown[] =>
  fc.sample(values, { numRuns: 50, seed: 1 })
