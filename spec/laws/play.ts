import type { Answered, Consumer, Leave, Plan } from './consumers.ts'
import { consume } from './consumers.ts'
import type { Answer, Script } from './probe.ts'
import { probe } from './probe.ts'
import type { AnyStage, Surrounding } from './surroundings.ts'
import { surround } from './surroundings.ts'
import type { Act, Happening, Timeline, Who } from './timeline.ts'
import { microtasks, show, turn } from './timeline.ts'
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

export const showWork = (work: Work): string => {
  const fails =
    work.failsFrom < Infinity
      ? `; the user function fails from call ${work.failsFrom + 1} on, first with ${show(work.error)}`
      : ''
  const hanging = work.hangsAt < Infinity ? `; the user function never answers call ${work.hangsAt + 1}` : ''
  const slow = work.answers.some((a) => a !== 'at once') ? `; its calls take ${work.answers.join(', ')}` : ''
  return `${fails}${hanging}${slow}`
}

export const showCase = ({ around, script, plan, work }: Case): string =>
  `the stage stands ${around.name};\n  ${showScript(script)};\n  ${showPlan(plan)}${showWork(work)}`

export interface Calls {
  readonly f: <A>(value: A) => A
  readonly later: <A>(value: A, ...rest: readonly unknown[]) => Promise<A>
  /** Errors given, in the order of the calls. */
  readonly errors: readonly unknown[]
  readonly signalsOfOpenCalls: () => readonly AbortSignal[]
}

/** The user's function, on trial together with its stage: it answers its argument. */
export const calls = (work: Work, line: Timeline, onCall: (call: number) => void = () => undefined): Calls => {
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
      onCall(call)
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
      onCall(call)
      if (call >= work.failsFrom) errors[call] = failure(call)
      if (signal instanceof AbortSignal) open.add(signal)
      if (call === work.hangsAt) await new Promise(() => undefined)
      const answer = work.answers[call % work.answers.length] ?? 'at once'
      if (answer === 'soon') await microtasks(3)
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
  /** The answers of the two next() after the end. */
  readonly afterwards: readonly Answered[]
  /** Everything that was called has been answered. */
  readonly settled: boolean
  readonly unhandled: readonly unknown[]
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
      await microtasks(plan.stall)
    } else if (about.idle === true) await turns(2)
    left = line.happenings.length
    // Ahead of whatever the stage puts off to the next turn, so that putting off shows.
    void turn().then(() => line.record('loop', 'turn'))
    consumer.leave(how, how === 'throw' ? partingError : parting)
    settled = await until(consumer.settled)
  }
  const count = consumer.answers.length
  if (settled && (consumer.over() || left < Infinity)) {
    consumer.next()
    consumer.next()
    settled = await until(consumer.settled)
  }
  await turns(2)
  const afterwards = consumer.answers.slice(count)
  return { consumer, happenings: line.happenings, before, left, afterwards, settled, unhandled: trial.unhandled }
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

/**
 * Whether the source had nothing to do at that place, and the stage can have known: in company it hears of an answer
 * some microtasks late.
 */
export const idleAt = (happenings: readonly Happening[], end: number, around: Surrounding): boolean => {
  if (pendingAt(happenings, end)) return false
  if (around.before === undefined) return true
  const last = happenings.findLastIndex(({ who, act }, i) => i < end && who === 'source' && answered.includes(act))
  return happenings.some(({ act }, i) => i > last && i < end && act === 'turn')
}

export const startOfEnd = ({ happenings, left }: Trace, run = 0): number => {
  const ended = place(happenings, 'consumer', ['done', 'error'], { run })
  return Math.min(left, ended === -1 ? Infinity : ended)
}
