import type { Answered, Consumer, Leave, Plan } from './consumers.ts'
import { consume } from './consumers.ts'
import type { Expectation } from './expectations.ts'
import { ownOf, same, showExpectation } from './expectations.ts'
import type { Answer, Script } from './probe.ts'
import { probe } from './probe.ts'
import type { AnyStage, Surrounding } from './surroundings.ts'
import { surround } from './surroundings.ts'
import type { Act, Happening, Timeline, Who } from './timeline.ts'
import { show, turn } from './timeline.ts'
import type { Trial } from './trial.ts'
import { showPlan, showScript } from './arbitraries.ts'

/** What a user function of the laws does; calls count from 0. */
export interface Work {
  readonly failsFrom: number
  readonly error: unknown
  readonly hangsAt: number
  readonly answers: readonly Answer[]
}

export const healthy: Work = { failsFrom: Infinity, error: undefined, hangsAt: Infinity, answers: ['at once'] }

export interface Case {
  readonly around: Surrounding
  readonly script: Script
  readonly plan: Plan
  readonly work: Work
}

export const showCase = ({ around, script, plan, work }: Case): string => {
  const fails =
    work.failsFrom < Infinity
      ? `; the user function fails from call ${work.failsFrom + 1} on, first with ${show(work.error)}`
      : ''
  const hanging = work.hangsAt < Infinity ? `; the user function never answers call ${work.hangsAt + 1}` : ''
  const slow = work.answers.some((a) => a !== 'at once') ? `; its calls take ${work.answers.join(', ')}` : ''
  return `the stage stands ${around.name};\n  ${showScript(script)};\n  ${showPlan(plan)}${fails}${hanging}${slow}`
}

export interface Calls {
  readonly f: <A>(value: A) => A
  readonly later: <A>(value: A, ...rest: readonly unknown[]) => Promise<A>
  /** Errors given, in the order of the calls. */
  readonly errors: readonly unknown[]
  readonly signalsOfOpenCalls: () => readonly AbortSignal[]
}

/** The user's function, on trial together with its stage: it answers its argument. */
export const calls = (work: Work, line: Timeline): Calls => {
  let count = 0
  const errors: unknown[] = []
  const open = new Set<AbortSignal>()
  const failure = (call: number): unknown =>
    call === work.failsFrom ? work.error : new Error(`error of call ${call + 1}`)
  return {
    errors,
    signalsOfOpenCalls: () => [...open],
    f: (value) => {
      const call = count++
      line.record('function', 'called', { n: call + 1 })
      if (call < work.failsFrom) return value
      const error = failure(call)
      errors[call] = error
      line.record('function', 'error', { n: call + 1, value: error })
      throw error
    },
    later: async (value, ...rest) => {
      const call = count++
      const signal = rest.at(-1)
      line.record('function', 'called', { n: call + 1 })
      if (call >= work.failsFrom) errors[call] = failure(call)
      if (signal instanceof AbortSignal) open.add(signal)
      if (call === work.hangsAt) await new Promise(() => undefined)
      const answer = work.answers[call % work.answers.length] ?? 'at once'
      if (answer === 'soon') for (let i = 0; i < 3; i++) await undefined
      if (answer === 'later') await turn()
      if (signal instanceof AbortSignal) open.delete(signal)
      line.record('function', call >= work.failsFrom ? 'error' : 'answered', { n: call + 1, value: errors[call] })
      if (call >= work.failsFrom) throw errors[call]
      return value
    },
  }
}

export const parting = Object.freeze({ a: 'value for return()' })
export const partingError = new Error('the error given to throw()')

export interface Trace {
  readonly consumer: Consumer
  readonly happenings: readonly Happening[]
  /** The answers of before the consumer left; what was pending then is not among them. */
  readonly before: readonly Answered[]
  /** Where in the timeline the consumer left. */
  readonly left: number
  /** Everything that was called has been answered. */
  readonly settled: boolean
  readonly unhandled: readonly unknown[]
}

const sleepless = async (microtasks: number): Promise<void> => {
  for (let i = 0; i < microtasks; i++) await undefined
}

/** Lets the consumer do what it plans, asks twice more where it is over, and looks around. */
export const attend = async (
  trial: Trial,
  consumer: Consumer,
  plan: Plan,
  about: { readonly hung: boolean; readonly idle?: boolean },
): Promise<Trace> => {
  const { line, until, turns } = trial
  const patient = about.hung ? ([3, 0] as const) : ([8, 15] as const)
  let settled = true
  while (settled && !consumer.over() && consumer.answers.length < plan.reads) {
    const wanted = Math.min(plan.atOnce, plan.reads - consumer.answers.length)
    for (let i = 0; i < wanted; i++) consumer.next()
    settled = await until(consumer.settled, ...patient)
    if (plan.stall > 0) await turns(plan.stall)
  }
  const before = consumer.answers.filter(({ is }) => is !== 'pending')
  let left = Infinity
  if (plan.then !== 'stays') {
    const [how, midPull] = plan.then.split(' ') as [Leave, string?]
    if (midPull !== undefined) {
      if (settled) consumer.next()
      await sleepless(plan.stall)
    } else if (about.idle === true) await turns(2)
    left = line.happenings.length
    consumer.leave(how, how === 'throw' ? partingError : parting)
    settled = await until(consumer.settled)
  }
  if (settled && (consumer.over() || left < Infinity)) {
    consumer.next()
    consumer.next()
    settled = await until(consumer.settled)
  }
  await turns(2)
  return { consumer, happenings: line.happenings, before, left, settled, unhandled: trial.unhandled }
}

export const play = (
  trial: Trial,
  stage: AnyStage,
  { around, script, plan, work }: Case,
  idle = false,
  onValue?: (value: unknown) => void,
): Promise<Trace> => {
  const result = surround(around, stage)(probe(script, trial.line))
  const hung = script.ending.is === 'hangs' || work.hangsAt < Infinity
  return attend(trial, consume(result, trial.line, 0, onValue), plan, { hung, idle })
}

export const place = (
  happenings: readonly Happening[],
  who: Who,
  acts: readonly Act[],
  where: { readonly run?: number; readonly n?: number; readonly from?: number } = {},
): number => {
  const { run = 0, n, from = 0 } = where
  for (let i = from; i < happenings.length; i++) {
    const h = happenings[i]
    if (h?.who === who && h.run === run && acts.includes(h.act) && (n === undefined || h.n === n)) return i
  }
  return -1
}

export const answered: readonly Act[] = ['value', 'done', 'error']
export const closed: readonly Act[] = ['closed', 'close failed']

/** Whether a `next()` of the source was unanswered at that place of the timeline. */
export const pendingAt = (happenings: readonly Happening[], end: number, run = 0): boolean => {
  let pending = 0
  for (const { who, act, run: its } of happenings.slice(0, end)) {
    if (who !== 'source' || its !== run) continue
    if (act === 'pull') pending += 1
    if (answered.includes(act)) pending -= 1
  }
  return pending > 0
}

export const startOfEnd = ({ happenings, left }: Trace, run = 0): number => {
  const ended = place(happenings, 'consumer', ['done', 'error'], { run })
  return Math.min(left, ended === -1 ? Infinity : ended)
}

export const closeFault = (trace: Trace, run = 0): string | undefined => {
  const { happenings } = trace
  const opened = place(happenings, 'source', ['opened'], { run })
  if (opened === -1) return undefined
  const over = startOfEnd(trace, run)
  const finished = place(happenings, 'source', ['done', 'error'], { run })
  const closing = happenings.flatMap(({ who, act, run: its }, i) =>
    who === 'source' && act === 'return()' && its === run ? [i] : [],
  )
  const [first] = closing
  if (closing.length > 1) return `return() was called ${closing.length} times on the source`
  if (first !== undefined && finished !== -1 && finished < first)
    return `return() was called on the source after it ${happenings[finished]?.act === 'done' ? 'had said done' : 'had thrown'}`
  if (first === undefined && over < Infinity && (finished === -1 || finished > over))
    return 'return() was never called on the source'
  return undefined
}

const kind = (answer: Answered): string =>
  answer.is === 'value'
    ? `the value ${show(answer.value)}`
    : answer.is === 'error'
      ? `the error ${show(answer.error)}`
      : answer.is

/** Whether the answers, in the order of the calls, are the expected ones; `whole` where the consumer read to the end. */
export const answersFault = (
  answers: readonly Answered[],
  expected: Expectation,
  values: readonly unknown[],
  { ordered, whole }: { readonly ordered: boolean; readonly whole: boolean },
): string | undefined => {
  const { outputs, then } = expected
  const own = ownOf(values)
  const tells = `; all in all it should be ${showExpectation(expected)}`
  if (!ordered) return unorderedFault(answers, expected, own, whole)
  for (const [i, answer] of answers.entries()) {
    const nth = `next() number ${i + 1} was answered by ${kind(answer)}`
    if (i < outputs.length) {
      if (answer.is !== 'value') return `${nth} where the value ${show(outputs[i])} is due${tells}`
      if (!same(answer.value, outputs[i], own)) return `${nth} where ${show(outputs[i])} is due${tells}`
    } else if (i === outputs.length && then.is === 'error') {
      if (answer.is !== 'error') return `${nth} where the error ${show(then.error)} is due${tells}`
      if (!Object.is(answer.error, then.error)) return `${nth} where the very error ${show(then.error)} is due${tells}`
    } else if (then.is === 'pending') {
      if (answer.is !== 'pending') return `${nth} where the source still owes a value${tells}`
    } else if (answer.is !== 'done') return `${nth} after the end${tells}`
    else if (answer.value !== undefined) return `${nth} with the value ${show(answer.value)}`
  }
  if (whole && then.is !== 'pending' && answers.length <= outputs.length)
    return `only ${answers.length} answers came${tells}`
  return undefined
}

const unorderedFault = (
  answers: readonly Answered[],
  expected: Expectation,
  own: ReadonlySet<unknown>,
  whole: boolean,
): string | undefined => {
  const left = [...expected.outputs]
  const tells = `; in any order it should be ${showExpectation(expected)}`
  const end = answers.findIndex(({ is }) => is !== 'value')
  for (const [i, answer] of answers.entries()) {
    if (answer.is === 'value') {
      const found = left.findIndex((output) => same(answer.value, output, own))
      if (found === -1 || (end !== -1 && i > end))
        return `next() number ${i + 1} was answered by ${kind(answer)}${tells}`
      left.splice(found, 1)
    } else if (i > end && answer.is === 'error') return `next() number ${i + 1} failed after the end${tells}`
  }
  const last = answers[end]
  if (last === undefined) return whole && expected.then.is !== 'pending' ? `it did not end${tells}` : undefined
  if (expected.then.is === 'error')
    return last.is === 'error' && Object.is(last.error, expected.then.error)
      ? undefined
      : `it ended by ${kind(last)}${tells}`
  if (last.is === 'error' || (last.is === 'done' && left.length > 0)) return `it ended by ${kind(last)}${tells}`
  return undefined
}
