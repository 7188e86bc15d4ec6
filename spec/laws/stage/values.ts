import fc from 'fast-check'
import { answers, anyValue, aPromise, ends, fails } from '../arbitraries.ts'
import { consume } from '../consumers.ts'
import { ownOf, same } from '../expectations.ts'
import { answersFault, settledFault } from '../faults.ts'
import { answered, calls, healthy, parting, play } from '../play.ts'
import { probe } from '../probe.ts'
import { surround } from '../surroundings.ts'
import { show } from '../timeline.ts'
import type { Law } from '../trial.ts'
import type { StageSubject } from './cases.ts'
import { expectationOf, law, readFault, slowWork, upTo, worked, workLaw } from './cases.ts'

export const concurrent: Law<StageSubject>[] = [
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
      // Which ones come before an error is then a matter of time.
      if (!subject.ordered)
        return answersFault(trace.before, expectationOf(subject, one), one.script.values, {
          ordered: false,
          whole: true,
        })
      const alone = { ...trial, line: { happenings: [], record: () => undefined } }
      const { before } = await play(alone, subject.stage, { ...one, plan: { ...one.plan, atOnce: 1 } })
      const outputs = before.flatMap((answer) => (answer.is === 'value' ? [answer.value] : []))
      const end = before[outputs.length]
      const then = end?.is === 'error' ? end : { is: 'done' as const }
      return answersFault(trace.before, { outputs, then }, one.script.values, { ordered: subject.ordered, whole: true })
    },
  ),
]

export const fresh: Law<StageSubject>[] = [
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

export const order: Law<StageSubject>[] = [
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

export const anyValues: Law<StageSubject>[] = [
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

export const chunkInvariant: Law<StageSubject>[] = [
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
  {
    ...law(
      'R15',
      'awaits no value, though it be a promise, however it is handed over',
      { hands: ['async', 'iterable', 'array'], values: fc.constantFrom<unknown>(aPromise, 1) },
      async (trial, subject, one) => readFault(subject, one, await play(trial, subject.stage, one)),
      0.3,
    ),
    applies: ({ values }) => values === anyValue,
  },
]
