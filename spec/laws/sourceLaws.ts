import fc from 'fast-check'
import { answers, departures, leaves, plans, showPlan } from './arbitraries.ts'
import type { Plan } from './consumers.ts'
import { consume } from './consumers.ts'
import type { Flow } from './endurance.ts'
import { hoards, starves } from './endurance.ts'
import type { Expectation } from './expectations.ts'
import { ownOf, same } from './expectations.ts'
import { answersFault, midPulls, quietFault, settledFault } from './faults.ts'
import { iteratorFault } from './iterators.ts'
import type { Calls, Trace, Work } from './play.ts'
import { answered, attend, calls, closed, healthy, parting, partingError, place, showWork } from './play.ts'
import type { Surrounding } from './surroundings.ts'
import { show, turn } from './timeline.ts'
import type { Law, Patience, Rule, Trial } from './trial.ts'
import { overCases, plain, timersLeftBy } from './trial.ts'

export type AnySource = () => AsyncIterable<unknown>

/** What comes after the values: the end, an error, more values, or nothing at all for ever. */
export type Then = 'ends' | 'goes on' | 'waits' | { readonly fails: unknown }

export interface SourceSubject extends Patience {
  readonly source: AnySource
  readonly values: readonly unknown[]
  readonly afterwards: Then
  readonly lookahead: number
  readonly single: boolean
  readonly failing: ((f: Calls['f']) => AnySource) | undefined
  readonly failingAsync: ((f: Calls['later']) => AnySource) | undefined
  readonly surroundings: readonly Surrounding[]
}

interface Case {
  readonly around: Surrounding
  readonly plan: Plan
  readonly work: Work
}

const expectationOf = ({ values, afterwards }: SourceSubject): Expectation => ({
  outputs: values,
  then:
    typeof afterwards === 'object'
      ? { is: 'error', error: afterwards.fails }
      : { is: afterwards === 'ends' ? 'done' : 'pending' },
})

const worked = (
  { source, failing, failingAsync }: SourceSubject,
  trial: Trial,
  work: Work,
): { readonly source: AnySource; readonly user: Calls } => {
  const user = calls(work, trial.line)
  return { source: failing?.(user.f) ?? failingAsync?.(user.later) ?? source, user }
}

const hasUserFunction = ({ failing, failingAsync }: SourceSubject): boolean =>
  failing !== undefined || failingAsync !== undefined

const iterate = (source: AnySource, { after }: Surrounding): AsyncIterable<unknown> =>
  after === undefined ? source() : after(source())

const play = (
  trial: Trial,
  subject: SourceSubject,
  source: AnySource,
  { around, plan, work }: Case,
): Promise<Trace> => {
  const hung = subject.afterwards === 'waits' || work.hangsAt < Infinity
  // Of a source that goes on only the values named can be judged.
  const reads = subject.afterwards === 'goes on' ? Math.min(plan.reads, subject.values.length) : plan.reads
  return attend(trial, consume(iterate(source, around), trial.line), { ...plan, reads }, { hung })
}

interface Parts {
  readonly plan?: Parameters<typeof plans>[0]
  readonly work?: fc.Arbitrary<Work>
}

const law = (
  rule: Rule,
  title: string,
  { plan = {}, work = fc.constant(healthy) }: Parts,
  trial: (trial: Trial, subject: SourceSubject, one: Case) => Promise<string | undefined>,
  share = 1,
): Law<SourceSubject> => ({
  rule,
  title,
  tried: overCases(
    { rule, title },
    ({ surroundings }) =>
      fc.record({
        around: fc.constantFrom(
          ...surroundings.filter(({ before, after }) => before === undefined || after !== undefined),
        ),
        plan: plans(plan),
        work,
      }),
    ({ around, plan: its, work: user }) => `the source stands ${around.name}; ${showPlan(its)}${showWork(user)}`,
    trial,
    share,
  ),
})

const reads = fc.oneof(fc.nat(6), fc.constant(Infinity))

const failingWork: fc.Arbitrary<Work> = fc.record({
  failsFrom: fc.nat(5),
  error: fc.constantFrom<unknown>(undefined, new Error('thrown by the user function'), null),
  hangsAt: fc.constant(Infinity),
  answers: answers('at once', 'soon', 'later'),
})
const healthyWork = failingWork.map((work) => ({ ...work, failsFrom: Infinity }))
const hangingWork = healthyWork.chain((work) => fc.nat(4).map((hangsAt) => ({ ...work, hangsAt })))

const fastLeaving = (trace: Trace, fails: boolean): string | undefined => {
  const { happenings, left, consumer, before } = trace
  const waiting = settledFault(trace)
  if (waiting !== undefined || left === Infinity) return waiting
  const heard = place(happenings, 'consumer', closed, { from: left })
  const turns = happenings.slice(left, heard).filter(({ act }) => act === 'turn').length
  if (turns > 5) return `it took ${turns} turns of the event loop to leave`
  // What fails at once may have failed just before.
  const expected = consumer.answers.slice(before.length).every(({ is }) => is !== 'error') || fails
  return expected ? undefined : 'a next() that was pending when the consumer left failed'
}

export const sourceLaws: readonly Law<SourceSubject>[] = [
  law(
    'R1',
    'does nothing before the first next(), and return() before it says done',
    { plan: { then: ['stays', ...leaves] } },
    async (trial, subject, { around, plan }) => {
      const { source } = worked(subject, trial, healthy)
      const worksAlready = (): boolean => trial.line.happenings.some(({ act }) => act === 'called')
      const result = iterate(source, around)
      await trial.turns(1)
      if (worksAlready()) return 'it was at work when nobody had asked for an iterator yet'
      const consumer = consume(result, trial.line)
      await trial.turns(1)
      if (worksAlready()) return 'it was at work before the first next()'
      if (plan.then === 'stays') return undefined
      const how = plan.then === 'throw' ? 'throw' : plan.then === 'dispose' ? 'dispose' : 'return'
      consumer.leave(how, how === 'throw' ? partingError : parting)
      consumer.next()
      if (!(await trial.until(consumer.settled))) return `${how}() before the first next() leaves somebody waiting`
      await trial.turns(1)
      if (worksAlready()) return `${how}() before the first next() set it to work`
      const [departure] = consumer.departures
      if (how === 'throw' && !(departure?.is === 'error' && departure.error === partingError))
        return 'throw() before the first next() did not give its error back'
      if (how !== 'throw' && departure?.is !== 'done') return `${how}() before the first next() did not say done`
      return consumer.answers[0]?.is === 'done' ? undefined : `next() after ${how}() did not say done`
    },
    0.3,
  ),
  {
    ...law(
      'R2',
      'calls its user function no more than is asked for',
      { plan: { atOnce: [1, 1, 3], stall: [0, 1, 2], reads }, work: healthyWork },
      async (trial, subject, one) => {
        const { happenings } = await play(trial, subject, worked(subject, trial, one.work).source, one)
        let asked = 0
        for (const { who, act, n } of happenings) {
          if (act === 'next()') asked = n
          if (who === 'function' && act === 'called' && n > asked + subject.lookahead)
            return `call ${n} of the user function came when ${asked} next() had been called`
        }
        return undefined
      },
    ),
    applies: hasUserFunction,
  },
  law(
    'R5',
    'leaves at any time, a next() pending or not, and soon',
    { plan: { atOnce: [1, 2], stall: [0, 1], reads, then: [...departures] } },
    async (trial, subject, one) =>
      fastLeaving(await play(trial, subject, subject.source, one), typeof subject.afterwards === 'object'),
  ),
  {
    ...law(
      'R5',
      'leaves a user function that never answers',
      { plan: { then: [...midPulls] }, work: hangingWork },
      async (trial, subject, one) =>
        fastLeaving(
          await play(trial, subject, worked(subject, trial, one.work).source, one),
          typeof subject.afterwards === 'object',
        ),
    ),
    applies: ({ failingAsync }) => failingAsync !== undefined,
  },
  {
    ...law(
      'R6',
      'gives the error of its user function, after the values before it, then done for ever',
      { plan: { atOnce: [1, 2] }, work: failingWork },
      async (trial, subject, one) => {
        const { source, user } = worked(subject, trial, one.work)
        const trace = await play(trial, subject, source, one)
        const { before, unhandled } = trace
        if (unhandled.length > 0) return `the rejection ${show(unhandled[0])} was left unhandled`
        const end = before.find(({ is }) => is !== 'value')
        if (user.errors.length <= one.work.failsFrom) return settledFault(trace)
        if (subject.afterwards !== 'goes on' || end !== undefined) {
          if (end?.is !== 'error')
            return `the user function failed with ${show(one.work.error)}, and the consumer never heard of it`
          if (!Object.is(end.error, one.work.error)) return `the consumer got ${show(end.error)}, not the first error`
        }
        return settledFault(trace) ?? (end === undefined ? undefined : quietFault(trace))
      },
    ),
    applies: hasUserFunction,
  },
  law(
    'R6',
    'leaves no rejection unhandled, whatever the consumer does',
    { plan: { atOnce: [1, 2], stall: [0, 2], reads, then: ['stays', ...departures] }, work: failingWork },
    async (trial, subject, one) => {
      for (const source of [subject.source, worked(subject, trial, one.work).source]) {
        const { unhandled } = await play(trial, subject, source, one)
        if (unhandled.length > 0) return `the rejection ${show(unhandled[0])} was left unhandled`
      }
      return undefined
    },
  ),
  law(
    'R7',
    'is quiet after the end, and says done for ever',
    { plan: { atOnce: [1, 2], reads, then: [...departures] }, work: healthyWork },
    async (trial, subject, one) => quietFault(await play(trial, subject, worked(subject, trial, one.work).source, one)),
  ),
  law(
    'R7',
    'leaves no timer behind',
    { plan: { reads, then: [...departures] } },
    async (trial, subject, one) => {
      const { left } = await timersLeftBy(() => play(trial, subject, subject.source, one))
      return left() > 0 ? `${left()} timers were active after the end` : undefined
    },
    0.5,
  ),
  law(
    'R8',
    'answers several next() at once in call order',
    { plan: { atOnce: [2, 3, 5] } },
    async (trial, subject, one) => {
      const trace = await play(trial, subject, subject.source, one)
      const order = trace.happenings.flatMap(({ who, act, n }) =>
        who === 'consumer' && answered.includes(act) ? [n] : [],
      )
      const early = order.findIndex((n, i) => n < (order[i - 1] ?? 0))
      if (early !== -1) return `next() number ${order[early - 1]} was answered before number ${order[early]}`
      return answersFault(trace.before, expectationOf(subject), subject.values, { ordered: true, whole: true })
    },
  ),
  {
    ...law(
      'R9',
      'gives each iteration a state of its own, one after the other and interleaved',
      { plan: { reads: fc.nat(6) } },
      async (trial, subject, { around, plan }) => {
        const result = iterate(subject.source, around)
        const first = consume(result, trial.line, 0)
        const second = consume(result, trial.line, 1)
        const most = subject.values.length
        for (let i = 0; i < Math.min(plan.reads, most); i++) {
          first.next()
          second.next()
          if (!(await trial.until(() => first.settled() && second.settled()))) return 'one of two iterations got stuck'
        }
        first.leave('return', parting)
        const third = consume(result, trial.line, 2)
        for (let i = 0; i < most; i++) {
          third.next()
          if (second.answers.length < most) second.next()
          if (!(await trial.until(() => second.settled() && third.settled()))) return 'one of two iterations got stuck'
        }
        for (const { answers: its } of [first, second, third]) {
          const fault = answersFault(its, expectationOf(subject), subject.values, { ordered: true, whole: false })
          if (fault !== undefined) return fault
        }
        second.leave('return', parting)
        third.leave('return', parting)
        return undefined
      },
      0.5,
    ),
    applies: ({ single }) => !single,
  },
  {
    ...plain<SourceSubject>('R9', 'refuses to be iterated a second time', async ({ source }) => {
      const result = source()
      const first = result[Symbol.asyncIterator]()
      const refusal = await (async () => result[Symbol.asyncIterator]().next())().then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      await first.return?.()
      return refusal?.error instanceof TypeError ? undefined : 'the second iteration was not refused with a TypeError'
    }),
    applies: ({ single }) => single,
  },
  law(
    'R10',
    'gives its values in order, and then ends as it should',
    { plan: { stall: [0, 1] } },
    async (trial, subject, one) => {
      const trace = await play(trial, subject, subject.source, one)
      const expected = expectationOf(subject)
      return (
        (expected.then.is === 'pending' ? undefined : settledFault(trace)) ??
        answersFault(trace.before, expected, subject.values, { ordered: true, whole: true })
      )
    },
  ),
  {
    ...plain<SourceSubject>(
      'R11',
      'lets the event loop turn in a long synchronous run',
      async ({ source, eachTurn }) => {
        const starved = await starves(eachTurn, async (goesOn) => {
          const iterator = source()[Symbol.asyncIterator]()
          while (goesOn()) if ((await iterator.next()).done === true) return
          await iterator.return?.()
        })
        return starved ? 'the event loop did not turn while it gave value after value' : undefined
      },
    ),
    applies: ({ afterwards }) => afterwards === 'goes on',
  },
  {
    ...plain<SourceSubject>('R12', 'keeps nothing of the values that have passed', ({ source, eachTurn, lookahead }) =>
      hoards(() => reading(source(), eachTurn), lookahead),
    ),
    applies: ({ afterwards }) => afterwards === 'goes on',
  },
  law(
    'R13',
    'emits arrays that it neither reuses nor mutates',
    {},
    async (trial, subject, one) => {
      const kept: { readonly value: unknown[]; readonly copy: readonly unknown[] }[] = []
      const limit = subject.afterwards === 'goes on' ? subject.values.length : Infinity
      const consumer = consume(iterate(subject.source, one.around), trial.line, 0, (value) => {
        if (Array.isArray(value)) kept.push({ value: value as unknown[], copy: [...(value as unknown[])] })
      })
      await attend(trial, consumer, { ...one.plan, reads: limit }, { hung: subject.afterwards === 'waits' })
      const own = ownOf(subject.values)
      const changed = kept.find(({ value, copy }) => !same(value, copy, new Set()))
      if (changed !== undefined) return `the emitted array ${show(changed.copy)} became ${show(changed.value)}`
      const twice = kept.find(({ value }, i) => !own.has(value) && kept.findIndex((other) => other.value === value) < i)
      return twice === undefined ? undefined : `the array ${show(twice.value)} was emitted twice`
    },
    0.2,
  ),
  law(
    'R16',
    'gives iterators that are standard in every way to leave them',
    { plan: { reads, then: [...departures, 'stays'] } },
    async (trial, subject, one) => {
      const consumer = consume(iterate(subject.source, one.around), trial.line)
      const fault = iteratorFault(consumer.iterator)
      if (fault !== undefined) return fault
      const limit = subject.afterwards === 'goes on' ? subject.values.length : Infinity
      const plan = { ...one.plan, reads: Math.min(one.plan.reads, limit) }
      await attend(trial, consumer, plan, { hung: subject.afterwards === 'waits' })
      const [oddity] = consumer.oddities
      if (oddity !== undefined) return oddity
      const [departure] = consumer.departures
      const how = plan.then
      if (departure === undefined) return undefined
      if (how.startsWith('throw'))
        return departure.is === 'error' && departure.error === partingError
          ? undefined
          : 'throw() did not give its error back'
      const value = how.startsWith('return') ? parting : undefined
      return departure.is === 'done' && departure.value === value
        ? undefined
        : `${how} answered ${show(departure)}, not done with ${show(value)}`
    },
  ),
]

/** A consumer that reads up to given counts of values. */
const reading = (values: AsyncIterable<unknown>, eachTurn: () => void): Flow => {
  const iterator = values[Symbol.asyncIterator]()
  const seen: WeakRef<object>[] = []
  let count = 0
  let ended = false
  const read = async (n: number): Promise<void> => {
    while (count < n && !ended) {
      const { done, value } = await iterator.next()
      if (done === true) ended = true
      else if (count++ % 50 === 0 && typeof value === 'object' && value !== null) seen.push(new WeakRef(value))
    }
  }
  return {
    upTo: async (n) => {
      let finished = false
      const end = (): void => void (finished = true)
      void read(n).then(end, end)
      let quiet = 0
      while (!finished && quiet < 50) {
        const before = count
        eachTurn()
        await turn()
        quiet = count === before ? quiet + 1 : 0
      }
      return count >= n
    },
    alive: () => seen.filter((ref) => ref.deref() !== undefined).length,
  }
}
