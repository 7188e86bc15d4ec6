import { Readable } from 'node:stream'
import fc from 'fast-check'
import type { ScriptParts } from './arbitraries.ts'
import {
  answers,
  anyValue,
  closes,
  departures,
  ends,
  fails,
  failsToClose,
  hangs,
  leaves,
  plans,
  refuses,
  scripts,
} from './arbitraries.ts'
import type { Plan } from './consumers.ts'
import { consume } from './consumers.ts'
import type { Expectation, Model } from './expectations.ts'
import { expectation, ownOf, pullsFor, same } from './expectations.ts'
import type { Calls, Case, Trace, Work } from './play.ts'
import {
  answered,
  answersFault,
  attend,
  calls,
  closed,
  closeFault,
  healthy,
  parting,
  partingError,
  pendingAt,
  place,
  play,
  showCase,
  startOfEnd,
} from './play.ts'
import { probe } from './probe.ts'
import type { AnyStage, Surrounding } from './surroundings.ts'
import { surround } from './surroundings.ts'
import { show } from './timeline.ts'
import type { Law, Patience, Rule, Trial } from './trial.ts'
import { once, overCases, timersLeftBy } from './trial.ts'

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

interface Parts extends Partial<ScriptParts> {
  readonly plan?: Parameters<typeof plans>[0]
  readonly work?: fc.Arbitrary<Work>
}

const cases =
  ({ plan = {}, work = fc.constant(healthy), ...script }: Parts) =>
  ({ values, surroundings }: StageSubject): fc.Arbitrary<Case> =>
    fc.record({
      around: fc.constantFrom(...surroundings),
      script: scripts({ values, ...script }),
      plan: plans(plan),
      work,
    })

type OnTrial = (trial: Trial, subject: StageSubject, one: Case) => Promise<string | undefined>

const law = (rule: Rule, title: string, parts: Parts, trial: OnTrial, share = 1): Law<StageSubject> => ({
  rule,
  title,
  tried: overCases({ rule, title }, cases(parts), showCase, trial, share),
})

/** A law for stages with a user function; `asynchronous` where it answers with promises. */
const workLaw = (
  rule: Rule,
  title: string,
  kind: 'failing' | 'failingAsync',
  parts: Parts,
  trial: OnTrial,
): Law<StageSubject> => ({
  ...law(rule, title, parts, trial),
  applies: (subject) => subject[kind] !== undefined,
})

const worked = (subject: StageSubject, kind: 'failing' | 'failingAsync', work: Calls): AnyStage => {
  const stage = kind === 'failing' ? subject.failing?.(work.f) : subject.failingAsync?.(work.later)
  return stage ?? subject.stage
}

const allEndings = fc.oneof(fc.constant(ends), fc.constant(hangs), fails, refuses)
const anyClose = fc.oneof(closes, failsToClose)
const upTo = (n: number): fc.Arbitrary<number> => fc.nat(n)
const workThatFails: fc.Arbitrary<Work> = fc.record({
  failsFrom: fc.nat(6),
  error: fc.constantFrom<unknown>(undefined, new Error('thrown by the user function'), null),
  hangsAt: fc.constant(Infinity),
  answers: answers('at once', 'soon', 'later'),
})
const slowWork: fc.Arbitrary<Work> = workThatFails.map((work) => ({ ...work, failsFrom: Infinity }))
const workThatHangs: fc.Arbitrary<Work> = slowWork.chain((work) => fc.nat(6).map((hangsAt) => ({ ...work, hangsAt })))

const expectationOf = (subject: StageSubject, { script }: Case): Expectation =>
  expectation(subject, script.values, script.ending)

const settledFault = ({ settled, consumer }: Trace): string | undefined => {
  if (settled) return undefined
  const n = consumer.answers.findIndex(({ is }) => is === 'pending') + 1
  return n > 0 ? `next() number ${n} was never answered` : 'the call by which the consumer left was never answered'
}

const readFault = (subject: StageSubject, one: Case, trace: Trace): string | undefined => {
  const expected = expectationOf(subject, one)
  const whole = one.plan.reads === Infinity
  return (
    (expected.then.is === 'pending' ? undefined : settledFault(trace)) ??
    answersFault(trace.before, expected, one.script.values, { ordered: subject.ordered, whole })
  )
}

const touches = ({ who, act }: { who: string; act: string }): boolean =>
  who === 'function' ? act === 'called' : who === 'source' && (act === 'opened' || act === 'pull' || act === 'return()')

const lazy: Law<StageSubject>[] = [
  law(
    'R1',
    'opens nothing before the first next(), and return() before it opens nothing and says done',
    { ending: allEndings, plan: { then: ['stays', ...leaves] } },
    async (trial, subject, { around, script, plan }) => {
      const user = calls(healthy, trial.line)
      const stages = [subject.stage, subject.failing?.(user.f), subject.failingAsync?.(user.later)]
      for (const stage of stages) {
        if (stage === undefined) continue
        const result = surround(around, stage)(probe(script, trial.line))
        await trial.turns(1)
        if (trial.line.happenings.some(touches)) return 'it was at work when nobody had asked for an iterator yet'
        const consumer = consume(result, trial.line)
        await trial.turns(1)
        if (trial.line.happenings.some(touches)) return 'it was at work before the first next()'
        if (plan.then === 'stays') continue
        const how = plan.then === 'throw' ? 'throw' : plan.then === 'dispose' ? 'dispose' : 'return'
        consumer.leave(how, how === 'throw' ? partingError : parting)
        consumer.next()
        if (!(await trial.until(consumer.settled))) return `${how}() before the first next() leaves somebody waiting`
        await trial.turns(1)
        if (trial.line.happenings.some(touches)) return `${how}() before the first next() touched the source`
        const [departure] = consumer.departures
        if (how === 'throw' && !(departure?.is === 'error' && departure.error === partingError))
          return 'throw() before the first next() did not give its error back'
        if (how !== 'throw' && departure?.is !== 'done') return `${how}() before the first next() did not say done`
        if (consumer.answers[0]?.is !== 'done') return `next() after ${how}() did not say done`
      }
      return undefined
    },
    0.6,
  ),
]

const bounded: Law<StageSubject>[] = [
  law(
    'R2',
    'never pulls more than its lookahead and the open demand',
    {
      ending: allEndings,
      plan: { atOnce: [1, 1, 2, 4], stall: [0, 1, 2], reads: upTo(8), then: ['stays', 'return', 'return in mid-pull'] },
    },
    async (trial, subject, one) => {
      const { happenings } = await play(trial, subject.stage, one)
      const { values } = one.script
      const needed = pullsFor(subject.unended, values)
      const stops = subject.stops(values)
      const extra = subject.lookahead + one.around.lookahead
      let asked = 0
      for (const { who, act, n } of happenings) {
        if (who === 'consumer' && act === 'next()') asked = n
        if (who !== 'source' || act !== 'pull') continue
        const due = Math.min(needed(asked), stops)
        if (n > due + extra)
          return `pull ${n} came when ${asked} next() had been called: ${due} pulls answer them, and the lookahead is ${extra}`
      }
      return undefined
    },
  ),
]

const singleFlight: Law<StageSubject>[] = [
  law(
    'R3',
    'has at most one pending next() on the source',
    {
      ending: allEndings,
      plan: {
        atOnce: [1, 2, 3, 5],
        stall: [0, 1],
        reads: fc.oneof(upTo(6), fc.constant(Infinity)),
        then: ['stays', 'return in mid-pull'],
      },
    },
    async (trial, subject, one) => {
      const { happenings } = await play(trial, subject.stage, one)
      const second = happenings.findIndex(
        ({ who, act }, i) => who === 'source' && act === 'pull' && pendingAt(happenings, i),
      )
      return second === -1 ? undefined : `pull ${happenings[second]?.n} came while the one before it was unanswered`
    },
  ),
]

const closing: Law<StageSubject>[] = [
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
  if (told !== -1 && heard !== -1 && !pendingAt(happenings, told) && (gone === -1 || gone > heard))
    return 'the error was given before the source had closed'
  return closeFault(trace) ?? settledFault(trace)
}

const neverStuckFault = (trace: Trace): string | undefined => {
  const { happenings, left, before, consumer } = trace
  if (left === Infinity) return undefined
  const told = place(happenings, 'source', ['return()'])
  const turnAfter = happenings.findIndex(({ act }, i) => i > left && act === 'turn')
  const opened = place(happenings, 'source', ['opened'])
  const finished = place(happenings, 'source', ['done', 'error'])
  if (opened !== -1 && (finished === -1 || finished > left) && (told === -1 || (turnAfter !== -1 && told > turnAfter)))
    return 'the source was not told to close at once'
  const waiting = settledFault(trace)
  if (waiting !== undefined) return waiting
  const wrong = consumer.answers.findIndex((answer, i) => i >= before.length && answer.is !== 'done')
  if (wrong !== -1) return `next() number ${wrong + 1} was pending when the consumer left and was not settled as done`
  const turns = happenings
    .slice(left, place(happenings, 'consumer', closed, { from: left }))
    .filter(({ act }) => act === 'turn').length
  return turns > 5 ? `it took ${turns} turns of the event loop to leave` : undefined
}

const midPulls: readonly Plan['then'][] = ['return in mid-pull', 'throw in mid-pull', 'dispose in mid-pull']

const neverStuck: Law<StageSubject>[] = [
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

/**
 * A failing user function is measured against the same stage over a source that fails at that place instead: at least
 * what comes out there comes out here, and nothing that the healthy run would not give.
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
  const most = await without(values, ends)
  const least = failed ? await without(values.slice(0, failsFrom), { is: 'rejects', error: undefined }) : most
  const own = ownOf(values)
  const got = trace.before.flatMap((answer) => (answer.is === 'value' ? [answer.value] : []))
  if (got.some((value, i) => i >= most.length || !same(value, most[i], own)))
    return `${show(got)} came out where only ${show(most)} would without the failure`
  return got.length < least.length ? `only ${show(got)} came out before the error, ${show(least)} was due` : undefined
}

const errors: Law<StageSubject>[] = [
  law(
    'R6',
    'gives the values before an error, then that very error, then done for ever',
    { ending: fc.oneof({ weight: 3, arbitrary: fails }, refuses), plan: { atOnce: [1, 1, 2, 3], stall: [0, 0, 1] } },
    async (trial, subject, one) => {
      const trace = await play(trial, subject.stage, one)
      const after = trace.consumer.answers.slice(trace.before.length)
      return (
        readFault(subject, one, trace) ??
        (after.every(({ is }) => is === 'done') ? undefined : 'next() after the error did not say done')
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

const quietFault = (trace: Trace): string | undefined => {
  const { happenings, consumer } = trace
  const over = startOfEnd(trace)
  const late = happenings.find(
    ({ who, act }, i) => i > over && ((who === 'source' && act === 'pull') || (who === 'function' && act === 'called')),
  )
  if (late !== undefined)
    return late.who === 'source' ? 'it pulled after the end' : 'it called the user function after the end'
  if (over === Infinity) return undefined
  const tail = consumer.answers.slice(-2)
  const wrong = tail.find((answer) => answer.is !== 'done' || answer.value !== undefined)
  return wrong === undefined
    ? undefined
    : `next() after the end was answered by ${wrong.is === 'done' ? show(wrong.value) : wrong.is}`
}

const afterTheEnd: Parts = {
  ending: allEndings,
  closing: anyClose,
  plan: { atOnce: [1, 2], stall: [0, 1], reads: fc.oneof(upTo(5), fc.constant(Infinity)), then: [...departures] },
}

const quiet: Law<StageSubject>[] = [
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
]

const concurrent: Law<StageSubject>[] = [
  law(
    'R8',
    'answers several next() at once in call order, with the same values as one by one',
    { ending: fc.oneof(fc.constant(ends), fails), plan: { atOnce: [2, 3, 5], stall: [0, 1] } },
    async (trial, subject, one) => {
      const { happenings, ...trace } = await play(trial, subject.stage, one)
      const waiting = settledFault({ happenings, ...trace })
      if (waiting !== undefined) return waiting
      const order = happenings.flatMap(({ who, act, n }) => (who === 'consumer' && answered.includes(act) ? [n] : []))
      const early = order.findIndex((n, i) => n < (order[i - 1] ?? 0))
      if (early !== -1) return `next() number ${order[early - 1]} was answered before number ${order[early]}`
      const alone = { ...trial, line: { happenings: [], record: () => undefined } }
      const { before } = await play(alone, subject.stage, { ...one, plan: { ...one.plan, atOnce: 1 } })
      const outputs = before.flatMap((answer) => (answer.is === 'value' ? [answer.value] : []))
      const end = before[outputs.length]
      const then = end?.is === 'error' ? end : { is: 'done' as const }
      return answersFault(trace.before, { outputs, then }, one.script.values, { ordered: subject.ordered, whole: true })
    },
  ),
]

const fresh: Law<StageSubject>[] = [
  law(
    'R9',
    'gives each iteration a state of its own, one after the other and interleaved',
    { plan: { atOnce: [1, 2], stall: [0, 1], reads: upTo(7) } },
    async (trial, subject, one) => {
      const { script, plan, around } = one
      const result = surround(around, subject.stage)(probe(script, trial.line))
      const expected = expectationOf(subject, one)
      const first = consume(result, trial.line, 0)
      const second = consume(result, trial.line, 1)
      const judged = (who: string, answers: typeof first.answers, whole: boolean): string | undefined => {
        const fault = answersFault(answers, expected, script.values, { ordered: subject.ordered, whole })
        return fault === undefined ? undefined : `${who}: ${fault}`
      }
      for (let i = 0; i < plan.reads; i++) {
        first.next()
        if (plan.stall > 0 && !(await trial.until(first.settled))) return 'the first of two iterations got stuck'
        for (let j = 0; j < plan.atOnce; j++) second.next()
        if (!(await trial.until(() => first.settled() && second.settled()))) return 'one of two iterations got stuck'
      }
      const third = consume(result, trial.line, 2)
      first.leave('return', parting)
      while (!third.over()) {
        third.next()
        if (!second.over()) second.next()
        if (!(await trial.until(() => second.settled() && third.settled()))) return 'one of two iterations got stuck'
      }
      while (!second.over()) {
        second.next()
        if (!(await trial.until(second.settled))) return 'the second iteration got stuck'
      }
      return (
        judged('the iteration that left early', first.answers, false) ??
        judged('the one beside it', second.answers, true) ??
        judged('the one after it', third.answers, true)
      )
    },
    0.7,
  ),
]

const order: Law<StageSubject>[] = [
  law(
    'R10',
    'gives what the model gives, in its order',
    { hands: ['async'], plan: { atOnce: [1, 1, 3] } },
    async (trial, subject, one) => readFault(subject, one, await play(trial, subject.stage, one)),
  ),
  workLaw(
    'R10',
    'gives the same however long its user function takes',
    'failingAsync',
    { hands: ['async'], work: slowWork, plan: { atOnce: [1, 3] } },
    async (trial, subject, one) => {
      const trace = await play(trial, worked(subject, 'failingAsync', calls(one.work, trial.line)), one)
      const quietly = { ...trial, line: { happenings: [], record: () => undefined } }
      const { before } = await play(quietly, worked(subject, 'failingAsync', calls(healthy, quietly.line)), {
        ...one,
        plan: { ...one.plan, atOnce: 1 },
      })
      const outputs = before.flatMap((answer) => (answer.is === 'value' ? [answer.value] : []))
      return (
        settledFault(trace) ??
        answersFault(trace.before, { outputs, then: ends }, one.script.values, {
          ordered: subject.ordered,
          whole: true,
        })
      )
    },
  ),
]

const anyValues: Law<StageSubject>[] = [
  {
    ...law(
      'R13',
      'takes null and undefined for values',
      { values: fc.constantFrom(undefined, null) },
      async (trial, subject, one) => readFault(subject, one, await play(trial, subject.stage, one)),
    ),
    applies: ({ values }) => values === anyValue,
  },
  law(
    'R13',
    'emits arrays that it neither reuses nor mutates, and leaves those it was given alone',
    { plan: { stall: [0, 1] } },
    async (trial, subject, one) => {
      const { values } = one.script
      const given = values.map((value) => (Array.isArray(value) ? [...(value as unknown[])] : value))
      const own = ownOf(values)
      const kept: { readonly value: unknown[]; readonly copy: readonly unknown[] }[] = []
      const trace = await play(trial, subject.stage, one, false, (value) => {
        if (!Array.isArray(value) || own.has(value)) return
        kept.push({ value: value as unknown[], copy: [...(value as unknown[])] })
      })
      const twice = kept.find(({ value }, i) => kept.findIndex((other) => other.value === value) < i)
      const constant = ownOf(subject.model(values))
      if (
        twice !== undefined &&
        !subject.model(values).some((output) => constant.has(output) && output === twice.value)
      )
        return `the array ${show(twice.value)} was emitted twice`
      const changed = kept.find(({ value, copy }) => !same(value, copy, own))
      if (changed !== undefined) return `the emitted array ${show(changed.copy)} became ${show(changed.value)}`
      const touched = values.findIndex((value, i) => Array.isArray(value) && !same(value, given[i], new Set()))
      if (touched !== -1) return `the array ${show(given[touched])} of the source became ${show(values[touched])}`
      return settledFault(trace)
    },
  ),
]

const chunkInvariant: Law<StageSubject>[] = [
  law(
    'R15',
    'gives the same however the values are handed over',
    {
      hands: ['async', 'iterable', 'array', 'async generator'],
      answers: answers('bare', 'at once', 'soon', 'later'),
      plan: { atOnce: [1, 2] },
    },
    async (trial, subject, one) => readFault(subject, one, await play(trial, subject.stage, one)),
  ),
]

const loud: Law<StageSubject>[] = [
  {
    rule: 'R14',
    title: 'refuses a source that is not iterable as it is applied',
    tried: once(
      { rule: 'R14', title: 'refuses a source that is not iterable as it is applied' },
      async (_, { stage }) => {
        for (const bad of [null, undefined, 5, true, {}, () => undefined]) {
          try {
            stage(bad as unknown as Iterable<unknown>)
            return `${show(bad)} was taken for a source`
          } catch (error) {
            if (!(error instanceof TypeError))
              return `${show(bad)} was refused with ${show(error)}, which is no TypeError`
          }
        }
        return undefined
      },
    ),
  },
]

const AsyncIteratorPrototype: unknown = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype)

const standard: Law<StageSubject>[] = [
  law(
    'R16',
    'gives iterators that are standard in every way to leave them',
    {
      hands: ['async'],
      closing: fc.constant({ is: 'answers later' }),
      plan: { reads: upTo(5), then: [...departures, 'stays'] },
    },
    async (trial, subject, one) => {
      const result = surround(one.around, subject.stage)(probe(one.script, trial.line))
      const consumer = consume(result, trial.line)
      const fault = iteratorFault(consumer.iterator)
      if (fault !== undefined) return fault
      const trace = await attend(trial, consumer, one.plan, { hung: false })
      const [oddity] = consumer.oddities
      if (oddity !== undefined) return oddity
      const [departure] = consumer.departures
      const how = one.plan.then
      if (departure === undefined) return settledFault(trace)
      if (how.startsWith('throw'))
        return departure.is === 'error' && departure.error === partingError
          ? closeFault(trace)
          : 'throw() did not give its error back'
      const value = how.startsWith('return') ? parting : undefined
      if (departure.is !== 'done' || departure.value !== value)
        return `${how} answered ${show(departure)}, not done with ${show(value)}`
      return closeFault(trace)
    },
  ),
  law(
    'R16',
    'gives results that for await, Readable.from, ReadableStream.from and Array.fromAsync can read',
    { hands: ['async', 'iterable'], answers: answers('at once') },
    async (trial, subject, { around, script }) => {
      const expected = subject.model(script.values)
      const own = ownOf(script.values)
      const result = (): AsyncIterable<unknown> => surround(around, subject.stage)(probe(script, trial.line))
      for (const [name, read] of readers) {
        // Readable.from cannot carry null, and neither it nor the web's streams leave a promise alone.
        if (
          name !== 'for await' &&
          expected.some((value) => value === null || value === undefined || value instanceof Promise)
        )
          continue
        let got: readonly unknown[] | undefined
        void read(result()).then(
          (values) => (got = values),
          (error: unknown) => (got = [error]),
        )
        // Streams take ticks of their own between our turns.
        if (!(await trial.until(() => got !== undefined, 20, 50))) return `${name} got stuck`
        if (subject.ordered && !same(got, expected, own))
          return `${name} read ${show(got)} where ${show(expected)} is due`
      }
      return undefined
    },
    0.3,
  ),
]

const readers: readonly (readonly [string, (values: AsyncIterable<unknown>) => Promise<readonly unknown[]>])[] = [
  [
    'for await',
    async (values) => {
      const read: unknown[] = []
      for await (const value of values) read.push(value)
      return read
    },
  ],
  ['Readable.from', (values) => Readable.from(values).toArray()],
  ...('from' in ReadableStream
    ? [
        [
          'ReadableStream.from',
          async (values: AsyncIterable<unknown>) => {
            const read: unknown[] = []
            for await (const value of (ReadableStream as unknown as FromStream).from(values)) read.push(value)
            return read
          },
        ] as const,
      ]
    : []),
  ...('fromAsync' in Array
    ? [
        [
          'Array.fromAsync',
          (values: AsyncIterable<unknown>) => (Array as unknown as FromAsync).fromAsync(values),
        ] as const,
      ]
    : []),
]

interface FromStream {
  readonly from: (values: AsyncIterable<unknown>) => ReadableStream<unknown>
}

interface FromAsync {
  readonly fromAsync: (values: AsyncIterable<unknown>) => Promise<unknown[]>
}

export const iteratorFault = (iterator: AsyncIterator<unknown>): string | undefined => {
  if (!isPrototypeOf(AsyncIteratorPrototype, iterator))
    return 'the iterator does not inherit from %AsyncIteratorPrototype%'
  const members = iterator as unknown as Record<PropertyKey, unknown>
  const missing = (['next', 'return', 'throw', Symbol.asyncDispose] as const).find(
    (name) => typeof members[name] !== 'function',
  )
  if (missing !== undefined) return `the iterator has no ${String(missing)}()`
  const itself = (iterator as unknown as AsyncIterable<unknown>)[Symbol.asyncIterator]()
  return (itself as unknown) === iterator ? undefined : 'the iterator is not its own iterable'
}

const isPrototypeOf = (prototype: unknown, value: object): boolean => {
  for (let up: unknown = Object.getPrototypeOf(value); up !== null; up = Object.getPrototypeOf(up))
    if (up === prototype) return true
  return false
}

export const stageLaws: readonly Law<StageSubject>[] = [
  ...lazy,
  ...bounded,
  ...singleFlight,
  ...closing,
  ...neverStuck,
  ...errors,
  ...quiet,
  ...concurrent,
  ...fresh,
  ...order,
  ...anyValues,
  ...loud,
  ...chunkInvariant,
  ...standard,
]
