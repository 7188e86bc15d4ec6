import fc from 'fast-check'
import type { ScriptParts } from './arbitraries.ts'
import {
  answers,
  anyValue,
  aPromise,
  closes,
  ends,
  fails,
  failsToClose,
  hangs,
  refuses,
  scripts,
  showScript,
} from './arbitraries.ts'
import type { Answered } from './consumers.ts'
import { anew, busy, endless, gated, hoards, starves } from './endurance.ts'
import { ownOf, same } from './expectations.ts'
import type { Calls, Work } from './play.ts'
import { calls, closed, healthy, pendingAt, place, showWork } from './play.ts'
import type { AnyIterable, Script } from './probe.ts'
import { probe } from './probe.ts'
import { samples } from './stage/cases.ts'
import type { Surrounding } from './surroundings.ts'
import type { Happening } from './timeline.ts'
import { show } from './timeline.ts'
import type { Law, Patience, Rule, Trial } from './trial.ts'
import { once, overCases, plain, timersLeftBy } from './trial.ts'

export type AnySink = (source: AnyIterable<unknown>) => Promise<unknown>

export interface SinkSubject extends Patience {
  readonly sink: AnySink
  readonly model: (values: readonly unknown[]) => unknown
  readonly stops: (values: readonly unknown[]) => number
  readonly lookahead: number
  readonly values: fc.Arbitrary<unknown>
  readonly ordered: boolean
  readonly failing: ((f: Calls['f']) => AnySink) | undefined
  readonly failingAsync: ((f: Calls['later']) => AnySink) | undefined
  readonly surroundings: readonly Surrounding[]
}

interface Case {
  readonly around: Surrounding
  readonly script: Script
  readonly work: Work
}

interface Trace {
  readonly happenings: readonly Happening[]
  readonly outcome: Answered
  /** Where in the timeline the sink settled. */
  readonly settled: number
  readonly unhandled: readonly unknown[]
  readonly noPromise: boolean
}

const play = async (trial: Trial, sink: AnySink, { around, script }: Case): Promise<Trace> => {
  const { line } = trial
  const source = probe(script, line)
  let outcome: Answered = { is: 'pending' }
  let settled = Infinity
  const note = (answer: Answered): void => {
    settled = line.happenings.length
    outcome = answer
    const value = answer.is === 'value' ? answer.value : answer.is === 'error' ? answer.error : undefined
    line.record('consumer', answer.is === 'error' ? 'error' : 'value', { value })
  }
  const promise = sink(around.before === undefined ? source : around.before(source))
  const noPromise = !(promise instanceof Promise)
  void Promise.resolve(promise).then(
    (value) => note({ is: 'value', value }),
    (error: unknown) => note({ is: 'error', error }),
  )
  const patient = script.ending.is === 'hangs' ? ([3, 0] as const) : ([8, 15] as const)
  await trial.until(() => settled < Infinity, ...patient)
  await trial.turns(2)
  return { happenings: line.happenings, outcome, settled, unhandled: trial.unhandled, noPromise }
}

interface Parts extends Partial<ScriptParts> {
  readonly work?: fc.Arbitrary<Work>
}

const showCase = ({ around, script, work }: Case): string =>
  `the sink reads from a source ${around.name};\n  ${showScript(script)}${showWork(work)}`

const law = (
  rule: Rule,
  title: string,
  { work = fc.constant(healthy), ...script }: Parts,
  trial: (trial: Trial, subject: SinkSubject, one: Case) => Promise<string | undefined>,
  share = 1,
): Law<SinkSubject> => ({
  rule,
  title,
  tried: overCases(
    { rule, title },
    ({ values, surroundings }) =>
      fc.record({
        around: fc.constantFrom(
          ...surroundings.filter(({ before, after }) => before !== undefined || after === undefined),
        ),
        script: scripts({ values, ...script }),
        work,
      }),
    showCase,
    trial,
    share,
  ),
})

const stopsIn = (subject: SinkSubject, { script }: Case): boolean =>
  subject.stops(script.values) <= script.values.length && script.ending.is !== 'refuses to open'

/** What the sink must come to, closes that work provided; nothing where it waits for ever. */
const due = async (subject: SinkSubject, one: Case): Promise<Answered> => {
  const { values, ending } = one.script
  if (stopsIn(subject, one) || ending.is === 'done') return { is: 'value', value: await subject.model(values) }
  return ending.is === 'hangs' ? { is: 'pending' } : { is: 'error', error: ending.error }
}

const tell = (outcome: Answered): string =>
  outcome.is === 'value'
    ? `result ${show(outcome.value)}`
    : outcome.is === 'error'
      ? `error ${show(outcome.error)}`
      : 'no result yet'

const outcomeFault = async (subject: SinkSubject, one: Case, { outcome }: Trace): Promise<string | undefined> => {
  const expected = await due(subject, one)
  const told = `it came to ${tell(outcome)}, and ${tell(expected)} is due`
  if (outcome.is !== expected.is) return told
  if (outcome.is === 'error')
    return expected.is === 'error' && Object.is(outcome.error, expected.error) ? undefined : told
  const { values } = one.script
  return outcome.is !== 'value' || (expected.is === 'value' && same(outcome.value, expected.value, ownOf(values)))
    ? undefined
    : told
}

const closeFault = ({ happenings, settled }: Trace): string | undefined => {
  const closing = happenings.flatMap(({ who, act }, i) => (who === 'source' && act === 'return()' ? [i] : []))
  const finished = place(happenings, 'source', ['done', 'error'])
  const [first] = closing
  if (closing.length > 1) return `return() was called ${closing.length} times on the source`
  if (first !== undefined && finished !== -1 && finished < first)
    return 'return() was called on the source after it had said done or thrown'
  const opened = place(happenings, 'source', ['opened'])
  if (opened !== -1 && first === undefined && settled < Infinity && (finished === -1 || finished > settled))
    return 'return() was never called on the source'
  const gone = place(happenings, 'source', closed)
  if (first !== undefined && !pendingAt(happenings, first) && (gone === -1 || gone > settled))
    return 'it settled before the source had closed'
  return undefined
}

const work: fc.Arbitrary<Work> = fc.record({
  failsFrom: fc.nat(5),
  error: fc.constantFrom<unknown>(undefined, new Error('thrown by the user function'), null),
  hangsAt: fc.constant(Infinity),
  answers: answers('at once', 'soon', 'later'),
})

/** The sink over a user function of the laws', where it has one. */
const worked = (
  { sink, failing, failingAsync }: SinkSubject,
  trial: Trial,
  its: Work,
): { readonly sink: AnySink; readonly user: Calls } => {
  const user = calls(its, trial.line)
  return { sink: failing?.(user.f) ?? failingAsync?.(user.later) ?? sink, user }
}

const hasUserFunction = ({ failing, failingAsync }: SinkSubject): boolean =>
  failing !== undefined || failingAsync !== undefined

const anyClose = fc.oneof(closes, failsToClose)
const anyEnding = fc.oneof(fc.constant(ends), fails, refuses)

export const sinkLaws: readonly Law<SinkSubject>[] = [
  {
    ...law(
      'R2',
      'pulls no more than it takes to know its result',
      { ending: fc.oneof(anyEnding, fc.constant(hangs)) },
      async (trial, subject, one) => {
        const { happenings } = await play(trial, subject.sink, one)
        const most = subject.stops(one.script.values) + subject.lookahead + one.around.lookahead
        const late = happenings.find(({ who, act, n }) => who === 'source' && act === 'pull' && n > most)
        return late === undefined ? undefined : `pull ${late.n} came where ${most} are enough`
      },
    ),
    applies: ({ stops }) => stops([1, 2, 3, 4, 5, 6, 7]) < Infinity || stops([]) < Infinity,
  },
  law('R3', 'has at most one pending next() on the source', { ending: anyEnding }, async (trial, subject, one) => {
    const { happenings } = await play(trial, subject.sink, one)
    const second = happenings.findIndex(
      ({ who, act }, i) => who === 'source' && act === 'pull' && pendingAt(happenings, i),
    )
    return second === -1 ? undefined : `pull ${happenings[second]?.n} came while the one before it was unanswered`
  }),
  law(
    'R4',
    'closes the source exactly once where it finishes early, and never where it has ended',
    { ending: fc.oneof(anyEnding, fc.constant(hangs)), closing: closes },
    async (trial, subject, one) => {
      const trace = await play(trial, subject.sink, one)
      return closeFault(trace) ?? (await outcomeFault(subject, one, trace))
    },
  ),
  {
    ...law(
      'R4',
      'reports a failing close where it finishes early',
      { closing: failsToClose },
      async (trial, subject, one) => {
        const trace = await play(trial, subject.sink, one)
        const { happenings, outcome } = trace
        const told = place(happenings, 'source', ['return()'])
        const failed = happenings[place(happenings, 'source', ['close failed'])]
        if (failed === undefined || pendingAt(happenings, told)) return closeFault(trace)
        return outcome.is === 'error' && Object.is(outcome.error, failed.value)
          ? closeFault(trace)
          : 'the failing close was not reported'
      },
    ),
    applies: ({ stops }) => stops([1, 2, 3, 4, 5, 6, 7]) < Infinity || stops([]) < Infinity,
  },
  {
    ...law(
      'R4',
      'closes the source when a user function fails, and gives that error',
      { work, closing: anyClose },
      async (trial, subject, one) => {
        const { sink, user } = worked(subject, trial, one.work)
        const trace = await play(trial, sink, one)
        const { outcome } = trace
        const given = outcome.is === 'error' && user.errors.some((error) => Object.is(error, outcome.error))
        return user.errors.length > 0 && !given
          ? `the user function failed with ${show(one.work.error)}, and it came to ${tell(outcome)}`
          : closeFault(trace)
      },
    ),
    applies: hasUserFunction,
  },
  law(
    'R6',
    'rejects with the very error of its source',
    { ending: fc.oneof(fails, refuses) },
    async (trial, subject, one) => {
      const trace = await play(trial, subject.sink, one)
      return outcomeFault(subject, one, trace)
    },
  ),
  law(
    'R6',
    'leaves no rejection unhandled but its own',
    { ending: anyEnding, closing: anyClose, work },
    async (trial, subject, one) => {
      for (const sink of [subject.sink, worked(subject, trial, one.work).sink]) {
        const { unhandled } = await play(trial, sink, one)
        if (unhandled.length > 0) return `the rejection ${show(unhandled[0])} was left unhandled`
      }
      return undefined
    },
  ),
  {
    ...law('R6', 'rejects with the first error of its user function', { work }, async (trial, subject, one) => {
      const { sink, user } = worked(subject, trial, one.work)
      const { outcome, happenings } = await play(trial, sink, one)
      const inTime = happenings[place(happenings, 'function', ['error'])]
      const first = subject.ordered ? one.work.error : inTime?.value
      const given = outcome.is === 'error' && Object.is(outcome.error, first)
      return user.errors.length > one.work.failsFrom && !given
        ? `the user function first failed with ${show(first)}, and it came to ${tell(outcome)}`
        : undefined
    }),
    applies: hasUserFunction,
  },
  law(
    'R7',
    'is quiet once it has settled',
    { ending: anyEnding, closing: anyClose, work },
    async (trial, subject, one) => {
      for (const sink of [subject.sink, worked(subject, trial, one.work).sink]) {
        const from = trial.line.happenings.length
        const { result, left } = await timersLeftBy(() => play(trial, sink, one))
        const { happenings, settled } = result
        const late = happenings.find(
          ({ who, act }, i) =>
            i > Math.max(settled, from) && (act === 'called' || (who === 'source' && act === 'pull')),
        )
        if (late !== undefined)
          return late.act === 'called' ? 'it called the user function after the end' : 'it pulled after the end'
        if (left() > 0) return `${left()} timers were active after the end`
      }
      return undefined
    },
    0.5,
  ),
  law(
    'R9',
    'keeps nothing from one run for another',
    {},
    async (trial, subject, one) => {
      const first = await play(trial, subject.sink, one)
      const [second, third] = await Promise.all([play(trial, subject.sink, one), play(trial, subject.sink, one)])
      for (const trace of [first, second, third]) {
        const fault = await outcomeFault(subject, one, trace)
        if (fault !== undefined) return fault
      }
      return undefined
    },
    0.5,
  ),
  law('R10', 'comes to what the model comes to', { hands: ['async'] }, async (trial, subject, one) =>
    outcomeFault(subject, one, await play(trial, subject.sink, one)),
  ),
  plain('R11', 'lets the event loop turn in a long synchronous run', async ({ sink, failing, values, eachTurn }) => {
    const given = samples(values)
    for (const hands of ['iterable', 'async'] as const)
      if (await starves(eachTurn, (goesOn) => sink(endless(given, hands, goesOn))))
        return `the event loop did not turn while ${hands === 'async' ? 'settled promises' : 'a plain iterable'} gave value after value`
    if (
      failing !== undefined &&
      (await starves(eachTurn, (goesOn) => failing(busy)(endless(given, 'iterable', goesOn))))
    )
      return 'the event loop did not turn while the user function took 0.4 ms for each value'
    return undefined
  }),
  plain('R12', 'keeps nothing of the values that have passed', ({ sink, values, lookahead, eachTurn }) => {
    const given = samples(values)
    const make = (i: number): unknown => (values === anyValue ? { i } : anew(given[i % given.length]))
    return hoards(() => {
      const flow = gated(eachTurn, make)
      sink(flow.source).catch(() => undefined)
      return flow
    }, lookahead)
  }),
  {
    ...law(
      'R13',
      'takes null and undefined for values',
      { values: fc.constantFrom(undefined, null) },
      async (trial, subject, one) => outcomeFault(subject, one, await play(trial, subject.sink, one)),
    ),
    applies: ({ values }) => values === anyValue,
  },
  {
    rule: 'R14',
    title: 'refuses a source that is not iterable',
    tried: once({ rule: 'R14', title: 'refuses a source that is not iterable' }, async (_, { sink }) => {
      for (const bad of [null, undefined, 5, true, {}, () => undefined]) {
        const refusal = await (async () => sink(bad as Iterable<unknown>))().then(
          () => undefined,
          (error: unknown) => ({ error }),
        )
        if (!(refusal?.error instanceof TypeError)) return `${show(bad)} was not refused with a TypeError`
      }
      return undefined
    }),
  },
  law(
    'R15',
    'comes to the same however the values are handed over',
    { hands: ['async', 'iterable', 'array', 'async generator'], answers: answers('bare', 'at once', 'soon', 'later') },
    async (trial, subject, one) => outcomeFault(subject, one, await play(trial, subject.sink, one)),
  ),
  {
    ...law(
      'R15',
      'awaits no value, though it be a promise, however it is handed over',
      { hands: ['async', 'iterable', 'array'], values: fc.constantFrom<unknown>(aPromise, 1) },
      async (trial, subject, one) => outcomeFault(subject, one, await play(trial, subject.sink, one)),
      0.3,
    ),
    applies: ({ values }) => values === anyValue,
  },
  law(
    'R16',
    'gives a promise',
    {},
    async (trial, subject, one) =>
      (await play(trial, subject.sink, one)).noPromise ? 'what it gave is no promise' : undefined,
    0.2,
  ),
]
