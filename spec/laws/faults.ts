import type { Answered, Plan } from './consumers.ts'
import type { Expectation } from './expectations.ts'
import { ownOf, same, showExpectation } from './expectations.ts'
import type { Trace } from './play.ts'
import { closed, place, startOfEnd } from './play.ts'
import { show } from './timeline.ts'

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

export const settledFault = ({ settled, consumer }: Trace): string | undefined => {
  if (settled) return undefined
  const n = consumer.answers.findIndex(({ is }) => is === 'pending') + 1
  return n > 0 ? `next() number ${n} was never answered` : 'the call by which the consumer left was never answered'
}

export const neverStuckFault = (trace: Trace): string | undefined => {
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

export const midPulls: readonly Plan['then'][] = ['return in mid-pull', 'throw in mid-pull', 'dispose in mid-pull']

export const quietFault = (trace: Trace): string | undefined => {
  const { happenings, afterwards } = trace
  const over = startOfEnd(trace)
  const late = happenings.find(
    ({ who, act }, i) => i > over && ((who === 'source' && act === 'pull') || (who === 'function' && act === 'called')),
  )
  if (late !== undefined)
    return late.who === 'source' ? 'it pulled after the end' : 'it called the user function after the end'
  const wrong = afterwards.find((answer) => answer.is !== 'done' || answer.value !== undefined)
  return wrong === undefined
    ? undefined
    : `next() after the end was answered by ${wrong.is === 'done' ? show(wrong.value) : wrong.is}`
}
