import fc from 'fast-check'
import { departures, ends, fails, refuses } from '../arbitraries.ts'
import { ownOf, same } from '../expectations.ts'
import { settledFault } from '../faults.ts'
import type { Case } from '../play.ts'
import { calls, healthy, place, play } from '../play.ts'
import { show } from '../timeline.ts'
import type { Law, Trial } from '../trial.ts'
import type { StageSubject } from './cases.ts'
import { anyClose, law, readFault, upTo, worked, workLaw, workThatFails } from './cases.ts'

/**
 * A failing user function is measured against the same stage over a source that fails at that place instead: at least
 * what comes out there comes out here, and nothing that would not come of the values up to the one that it failed for.
 */
const failsLikeTheSource = async (
  trial: Trial,
  subject: StageSubject,
  one: Case,
  kind: 'failing' | 'failingAsync',
): Promise<string | undefined> => {
  const user = calls(one.work, trial.line)
  const trace = await play(trial, worked(subject, kind, user), one)
  const at = trace.before.findIndex(({ is }) => is !== 'value')
  const end = trace.before[at]
  const { failsFrom } = one.work
  const failed = user.errors.length > failsFrom
  const waiting = settledFault(trace)
  if (waiting !== undefined) return waiting
  if (failed && end?.is !== 'error')
    return `the user function failed with ${show(one.work.error)}, and the consumer never heard of it`
  if (end?.is === 'error' && subject.ordered && !Object.is(end.error, one.work.error))
    return `the consumer got ${show(end.error)} where the first error is ${show(one.work.error)}`
  if (end?.is === 'error' && !user.errors.some((error) => Object.is(error, end.error)))
    return `the consumer got ${show(end.error)}, which no user function has thrown`
  if (!subject.ordered) return undefined
  const quiet = { ...trial, line: { happenings: [], record: () => undefined } }
  const without = async (values: readonly unknown[], ending: Case['script']['ending']): Promise<readonly unknown[]> => {
    const well = worked(subject, kind, calls(healthy, quiet.line))
    const script = { ...one.script, values, ending, answers: ['at once' as const] }
    const { before } = await play(quiet, well, { ...one, script, plan: { ...one.plan, atOnce: 1, stall: 0 } })
    return before.flatMap((answer) => (answer.is === 'value' ? [answer.value] : []))
  }
  const { values } = one.script
  // What the source gives later has no part in what comes out.
  const atFailure = trace.happenings.slice(0, place(trace.happenings, 'function', ['called'], { n: failsFrom + 1 }))
  const seen = failed ? atFailure.filter(({ who, act }) => who === 'source' && act === 'value').length : values.length
  const most = await without(values.slice(0, seen), ends)
  const least = failed ? await without(values.slice(0, failsFrom), { is: 'rejects', error: undefined }) : most
  const own = ownOf(values)
  const got = trace.before.flatMap((answer) => (answer.is === 'value' ? [answer.value] : []))
  // What is open at the failure may come out before it has grown to what it would be: then as over that source.
  const within = (all: readonly unknown[]): boolean =>
    got.every((value, i) => i < all.length && same(value, all[i], own))
  if (!within(most) && !(failed && within(least)))
    return `${show(got)} came out where only ${show(most)} would without the failure`
  return got.length < least.length ? `only ${show(got)} came out before the error, ${show(least)} was due` : undefined
}

export const errors: Law<StageSubject>[] = [
  law(
    'R6',
    'gives the values before an error, then that very error, then done for ever',
    { ending: fc.oneof({ weight: 3, arbitrary: fails }, refuses), plan: { atOnce: [1, 1, 2, 3], stall: [0, 0, 1] } },
    async (trial, subject, one) => {
      const trace = await play(trial, subject.stage, one)
      return (
        readFault(subject, one, trace) ??
        (trace.afterwards.every(({ is }) => is === 'done') ? undefined : 'next() after the error did not say done')
      )
    },
  ),
  law(
    'R6',
    'leaves no rejection unhandled, whatever the consumer does',
    {
      ending: fc.oneof({ weight: 2, arbitrary: fails }, refuses, fc.constant(ends)),
      closing: anyClose,
      plan: {
        atOnce: [1, 2],
        stall: [0, 2],
        reads: fc.oneof(upTo(5), fc.constant(Infinity)),
        then: ['stays', ...departures],
      },
    },
    async (trial, subject, one) => {
      const { unhandled } = await play(trial, subject.stage, one)
      return unhandled.length > 0 ? `the rejection ${show(unhandled[0])} was left unhandled` : undefined
    },
  ),
  workLaw(
    'R6',
    'gives the error of a user function that throws after the values before it',
    'failing',
    { work: workThatFails, plan: { atOnce: [1, 1, 2] } },
    (trial, subject, one) => failsLikeTheSource(trial, subject, one, 'failing'),
  ),
  workLaw(
    'R6',
    'gives the first error of user functions that reject after the values before it',
    'failingAsync',
    { work: workThatFails, plan: { atOnce: [1, 1, 2] } },
    (trial, subject, one) => failsLikeTheSource(trial, subject, one, 'failingAsync'),
  ),
  workLaw(
    'R6',
    'leaves no rejection of a user function unhandled, whatever the consumer does',
    'failingAsync',
    {
      work: workThatFails,
      closing: anyClose,
      plan: { atOnce: [1, 2], stall: [0, 2], reads: upTo(5), then: ['stays', ...departures] },
    },
    async (trial, subject, one) => {
      const stage = worked(subject, 'failingAsync', calls(one.work, trial.line))
      const { unhandled } = await play(trial, stage, one)
      return unhandled.length > 0 ? `the rejection ${show(unhandled[0])} was left unhandled` : undefined
    },
  ),
]
