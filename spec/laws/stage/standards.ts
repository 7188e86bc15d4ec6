import { Readable } from 'node:stream'
import fc from 'fast-check'
import { answers, departures } from '../arbitraries.ts'
import { consume } from '../consumers.ts'
import { ownOf, same } from '../expectations.ts'
import { closeFault, settledFault } from '../faults.ts'
import { iteratorFault } from '../iterators.ts'
import { attend, parting, partingError } from '../play.ts'
import { probe } from '../probe.ts'
import { surround } from '../surroundings.ts'
import { show } from '../timeline.ts'
import type { Law } from '../trial.ts'
import { once } from '../trial.ts'
import type { StageSubject } from './cases.ts'
import { law, upTo } from './cases.ts'

export const loud: Law<StageSubject>[] = [
  {
    rule: 'R14',
    title: 'refuses a source that is not iterable as it is applied',
    tried: once(
      { rule: 'R14', title: 'refuses a source that is not iterable as it is applied' },
      async (_, { stage }) => {
        for (const bad of [null, undefined, 5, true, {}, () => undefined]) {
          try {
            stage(bad as Iterable<unknown>)
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

export const standard: Law<StageSubject>[] = [
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
