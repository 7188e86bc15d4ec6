import fc from 'fast-check'
import { ends, fails, hangs, leaves } from '../arbitraries.ts'
import { consume } from '../consumers.ts'
import { pullsFor } from '../expectations.ts'
import { calls, healthy, parting, partingError, pendingAt, play } from '../play.ts'
import { probe } from '../probe.ts'
import { surround } from '../surroundings.ts'
import type { Law } from '../trial.ts'
import type { StageSubject } from './cases.ts'
import { allEndings, law, upTo } from './cases.ts'

const touches = ({ who, act }: { who: string; act: string }): boolean =>
  who === 'function' ? act === 'called' : who === 'source' && (act === 'opened' || act === 'pull' || act === 'return()')

export const lazy: Law<StageSubject>[] = [
  law(
    'R1',
    'opens nothing before the first next(), and return() before it opens nothing and says done',
    { ending: fc.oneof(fc.constant(ends), fc.constant(hangs), fails), plan: { then: ['stays', ...leaves] } },
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

export const bounded: Law<StageSubject>[] = [
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

export const singleFlight: Law<StageSubject>[] = [
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
