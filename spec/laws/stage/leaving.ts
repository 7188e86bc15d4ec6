import fc from 'fast-check'
import { closes, departures, ends, fails, failsToClose, hangs, leaves, refuses } from '../arbitraries.ts'
import { answersFault, closeFault, midPulls, neverStuckFault, quietFault, settledFault } from '../faults.ts'
import type { Consumer } from '../consumers.ts'
import { consume } from '../consumers.ts'
import type { Case } from '../play.ts'
import {
  attend,
  calls,
  closed,
  healthy,
  idleAt,
  parting,
  partingError,
  pendingAt,
  place,
  play,
  startOfEnd,
} from '../play.ts'
import { probe } from '../probe.ts'
import { surround } from '../surroundings.ts'
import { show } from '../timeline.ts'
import type { Law, Trial } from '../trial.ts'
import { timersLeftBy } from '../trial.ts'
import type { Parts, StageSubject } from './cases.ts'
import {
  allEndings,
  anyClose,
  expectationOf,
  law,
  slowWork,
  upTo,
  worked,
  workLaw,
  workThatFails,
  workThatHangs,
} from './cases.ts'

export const closing: Law<StageSubject>[] = [
  law(
    'R4',
    'closes the source exactly once when the consumer leaves',
    {
      ending: allEndings,
      closing: anyClose,
      plan: { atOnce: [1, 1, 3], stall: [0, 1, 3], reads: upTo(6), then: [...departures] },
    },
    async (trial, subject, one) => closeFault(await play(trial, subject.stage, one)),
  ),
  law(
    'R4',
    'never closes a source that said done or threw',
    { ending: fc.oneof(fc.constant(ends), fails, refuses), plan: { atOnce: [1, 1, 3], then: ['stays', 'return'] } },
    async (trial, subject, one) => closeFault(await play(trial, subject.stage, one)),
  ),
  law(
    'R4',
    'has closed an idle source by the time return() settles',
    { closing: closes, plan: { reads: upTo(5), then: [...leaves] } },
    async (trial, subject, one) => {
      const trace = await play(trial, subject.stage, one, true)
      const { happenings, left } = trace
      if (left === Infinity || pendingAt(happenings, left)) return undefined
      const told = place(happenings, 'source', ['return()'])
      const gone = place(happenings, 'source', closed)
      const heard = place(happenings, 'consumer', closed, { from: left })
      const late = told !== -1 && (gone === -1 || (heard !== -1 && heard < gone))
      return settledFault(trace) ?? (late ? `${one.plan.then}() settled before the source had closed` : undefined)
    },
  ),
  law(
    'R4',
    'reports a failing close on a clean break, and hides no earlier error by it',
    { least: 1, closing: failsToClose, plan: { reads: fc.integer({ min: 1, max: 4 }), then: [...leaves] } },
    async (trial, subject, one) => {
      const trace = await play(trial, subject.stage, one, true)
      const { happenings, left, consumer } = trace
      const failed = place(happenings, 'source', ['close failed'])
      const [departure] = consumer.departures
      if (departure === undefined) return undefined
      if (one.plan.then === 'throw')
        return departure.is === 'error' && departure.error === partingError
          ? undefined
          : 'throw() did not give its error back'
      if (failed === -1 || failed < left || pendingAt(happenings, left)) return settledFault(trace)
      return departure.is === 'error' && Object.is(departure.error, happenings[failed]?.value)
        ? undefined
        : `${one.plan.then}() did not tell that the source failed to close`
    },
  ),
  workLaw(
    'R4',
    'closes the source when a user function throws, and then gives that error',
    'failing',
    { closing: anyClose, work: workThatFails, plan: { atOnce: [1, 2] } },
    (trial, subject, one) => closesAfterFailure(trial, subject, one, 'failing'),
  ),
  workLaw(
    'R4',
    'closes the source when a user function rejects, and then gives that error',
    'failingAsync',
    { closing: anyClose, work: workThatFails, plan: { atOnce: [1, 2] } },
    (trial, subject, one) => closesAfterFailure(trial, subject, one, 'failingAsync'),
  ),
  {
    ...law(
      'R4',
      'closes the source as it ends by itself, whose failure answers the next next()',
      { least: 1, closing: anyClose, plan: { atOnce: [1, 1, 3] } },
      async (trial, subject, one) => {
        const { values, closing: close } = one.script
        const stops = subject.stops(values)
        const trace = await play(trial, subject.stage, one)
        const finished = place(trace.happenings, 'source', ['done', 'error'])
        if (stops > values.length || stops === 0 || finished !== -1) return settledFault(trace)
        const { happenings } = trace
        const outputs = subject.model(values)
        const lastGives = subject.unended(values.slice(0, stops - 1)).length < outputs.length
        const told = place(happenings, 'source', ['return()'])
        const due = lastGives
          ? place(happenings, 'consumer', ['value'], { n: outputs.length })
          : place(happenings, 'consumer', ['done', 'error'])
        if (due !== -1 && (told === -1 || told > due))
          return `the source had not been closed when ${lastGives ? 'the last value was delivered' : 'done was said'}`
        if (pendingAt(happenings, told)) return settledFault(trace)
        const then = 'error' in close ? { is: 'error' as const, error: close.error } : { is: 'done' as const }
        return (
          settledFault(trace) ??
          answersFault(trace.before, { outputs, then }, values, { ordered: subject.ordered, whole: true })
        )
      },
    ),
    applies: (subject) => subject.stops([]) < Infinity || subject.stops([1, 2, 3, 4, 5, 6, 7]) < Infinity,
  },
]

const closesAfterFailure = async (
  trial: Trial,
  subject: StageSubject,
  one: Case,
  kind: 'failing' | 'failingAsync',
): Promise<string | undefined> => {
  const user = calls(one.work, trial.line)
  const trace = await play(trial, worked(subject, kind, user), one)
  const { happenings, consumer } = trace
  const given = consumer.answers.find(({ is }) => is === 'error')
  if (given?.is === 'error' && !user.errors.some((error) => Object.is(error, given.error)))
    return `the consumer got ${show(given.error)}, which is not the user function's error`
  const told = place(happenings, 'source', ['return()'])
  const gone = place(happenings, 'source', closed)
  const heard = place(happenings, 'consumer', ['error'])
  const idle = kind === 'failing' ? !pendingAt(happenings, told) : idleAt(happenings, told, one.around)
  if (told !== -1 && heard !== -1 && idle && (gone === -1 || gone > heard))
    return 'the error was given before the source had closed'
  return closeFault(trace) ?? settledFault(trace)
}

export const neverStuck: Law<StageSubject>[] = [
  law(
    'R5',
    'leaves a source that never answers: tells it at once, and settles what is pending',
    {
      hands: ['async'],
      ending: fc.constant(hangs),
      closing: fc.oneof({ weight: 2, arbitrary: fc.constant({ is: 'queues' as const }) }, closes),
      plan: { atOnce: [1, 1, 3], stall: [0, 1], then: [...midPulls] },
    },
    async (trial, subject, one) => {
      const trace = await play(trial, subject.stage, one)
      return expectationOf(subject, one).then.is === 'pending' ? neverStuckFault(trace) : settledFault(trace)
    },
  ),
  law(
    'R5',
    'leaves at any time without waiting for a pending pull',
    {
      hands: ['async'],
      ending: fc.constant(hangs),
      closing: fc.constant({ is: 'queues' }),
      plan: { stall: [0, 1, 3], reads: upTo(6), then: [...departures] },
    },
    async (trial, subject, one) => settledFault(await play(trial, subject.stage, one)),
  ),
  workLaw(
    'R5',
    'leaves a user function that never answers',
    'failingAsync',
    { ending: fc.constantFrom(ends, hangs), work: workThatHangs, plan: { atOnce: [1, 2], then: [...midPulls] } },
    async (trial, subject, one) => {
      const trace = await play(trial, worked(subject, 'failingAsync', calls(one.work, trial.line)), one)
      return settledFault(trace)
    },
  ),
]

const afterTheEnd: Parts = {
  ending: allEndings,
  closing: anyClose,
  plan: { atOnce: [1, 2], stall: [0, 1], reads: fc.oneof(upTo(5), fc.constant(Infinity)), then: [...departures] },
}

/** The stage is left by a user function of its own, in the midst of a value. */
const leftFromInside = async (
  trial: Trial,
  subject: StageSubject,
  one: Case,
  kind: 'failing' | 'failingAsync',
): Promise<string | undefined> => {
  const { line } = trial
  const leaving: { consumer?: Consumer } = {}
  const user = calls({ ...one.work, failsFrom: Infinity }, line, (call) => {
    if (call === one.work.failsFrom) leaving.consumer?.leave('return', parting)
  })
  const result = surround(one.around, worked(subject, kind, user))(probe(one.script, line))
  const consumer = consume(result, line)
  leaving.consumer = consumer
  const trace = await attend(trial, consumer, one.plan, { hung: false })
  const left = place(trace.happenings, 'consumer', ['return()'])
  const seen = { ...trace, left: left === -1 ? Infinity : left }
  return settledFault(seen) ?? closeFault(seen) ?? quietFault(seen)
}

export const quiet: Law<StageSubject>[] = [
  law('R7', 'is quiet after the end: pulls nothing, says done for ever', afterTheEnd, async (trial, subject, one) =>
    quietFault(await play(trial, subject.stage, one)),
  ),
  law(
    'R7',
    'leaves no timer behind',
    afterTheEnd,
    async (trial, subject, one) => {
      const { left } = await timersLeftBy(() => play(trial, subject.stage, one))
      return left() > 0 ? `${left()} timers were active after the end` : undefined
    },
    0.5,
  ),
  workLaw(
    'R7',
    'starts no user function after the end',
    'failing',
    { ...afterTheEnd, work: fc.oneof(workThatFails, fc.constant(healthy)) },
    async (trial, subject, one) =>
      quietFault(await play(trial, worked(subject, 'failing', calls(one.work, trial.line)), one)),
  ),
  workLaw(
    'R7',
    'starts no waiting user function after the end',
    'failingAsync',
    { ...afterTheEnd, work: fc.oneof(workThatFails, slowWork) },
    async (trial, subject, one) =>
      quietFault(await play(trial, worked(subject, 'failingAsync', calls(one.work, trial.line)), one)),
  ),
  workLaw(
    'R7',
    'aborts the signals of user functions in flight',
    'failingAsync',
    {
      work: fc.oneof(
        workThatHangs,
        workThatHangs.chain((w) => fc.nat(6).map((failsFrom) => ({ ...w, failsFrom, error: undefined }))),
      ),
      plan: { atOnce: [1, 3], then: [...midPulls] },
    },
    async (trial, subject, one) => {
      const user = calls(one.work, trial.line)
      const trace = await play(trial, worked(subject, 'failingAsync', user), one)
      if (startOfEnd(trace) === Infinity) return undefined
      return user.signalsOfOpenCalls().every(({ aborted }) => aborted)
        ? undefined
        : 'the signal of a call in flight was not aborted'
    },
  ),
  workLaw(
    'R7',
    'is quiet at once when it is left from inside its user function',
    'failing',
    { work: workThatFails, closing: closes, plan: { atOnce: [1, 2] } },
    (trial, subject, one) => leftFromInside(trial, subject, one, 'failing'),
  ),
  workLaw(
    'R7',
    'is quiet at once when it is left from inside its waiting user function',
    'failingAsync',
    { work: workThatFails, closing: closes, plan: { atOnce: [1, 2] } },
    (trial, subject, one) => leftFromInside(trial, subject, one, 'failingAsync'),
  ),
]
