import type { Rule } from '../../laws.ts'
import { checkSink } from '../../laws.ts'
import { sinkByHand } from '../references.ts'
import type { Instead, Mutant, Running, Source } from './tampering.ts'
import { below, over, same } from './tampering.ts'

const sinkMutant = (
  rule: Rule,
  what: string,
  options: Partial<Parameters<typeof checkSink<unknown, unknown>>[0]> & { sink: (source: Source) => Promise<unknown> },
): Mutant => ({
  rule,
  what,
  report: () => checkSink<unknown, unknown>({ model: (values) => values.at(-1), runs: 400, ...options }, [rule]),
})

/** The last of all values. */
const last = (f: (value: unknown) => unknown = (value) => value): ((source: Source) => Promise<unknown>) =>
  sinkByHand(() => {
    let held: unknown
    return {
      step: (value) => {
        held = f(value)
        return true
      },
      result: () => held,
    }
  })

/** The first of all values, which needs no more than that one. */
const first = sinkByHand<unknown, unknown>(() => {
  let held: unknown
  return {
    step: (value) => {
      held = value
      return false
    },
    result: () => held,
  }
})
const early = { model: (values: readonly unknown[]) => values[0], stopsAfter: 1 }

const reading =
  (sink: (source: Source) => Promise<unknown>, instead: (sound: Required<Running>) => Instead) =>
  (source: Source): Promise<unknown> =>
    sink(below((same) => same as AsyncIterable<unknown>, instead)(source))

/** A call for each value, all of them at once. */
const called = async <A>(f: (value: unknown) => Promise<A>, source: Source): Promise<Array<Promise<A>>> => {
  const calls: Array<Promise<A>> = []
  for await (const value of source) {
    const call = f(value)
    call.catch(() => undefined)
    calls.push(call)
  }
  return calls
}

export const sinks: readonly Mutant[] = [
  sinkMutant('R2', 'reads one value more than it needs', {
    sink: sinkByHand(() => {
      const values: unknown[] = []
      return { step: (value) => values.push(value) < 2, result: () => values[0] }
    }),
    ...early,
  }),
  sinkMutant('R3', 'pulls two at once', {
    sink: reading(last(), (sound) => {
      let ahead: Promise<IteratorResult<unknown>> | undefined
      return {
        next: () => {
          const answer = ahead ?? sound.next()
          ahead = sound.next()
          ahead.catch(() => undefined)
          return answer
        },
      }
    }),
  }),
  sinkMutant('R4', 'does not close a source that it needs no more', {
    sink: reading(first, () => ({ return: async () => over })),
    ...early,
  }),
  sinkMutant('R4', 'closes its source twice', {
    sink: reading(first, (sound) => ({ return: () => sound.return().then(() => sound.return()) })),
    ...early,
  }),
  sinkMutant('R4', 'closes a source that has ended', {
    sink: reading(last(), (sound) => ({
      next: async () => {
        const answer = await sound.next()
        if (answer.done === true) await sound.return()
        return answer
      },
    })),
  }),
  sinkMutant('R4', 'settles before the source has closed', {
    sink: reading(first, (sound) => ({
      return: async () => {
        sound.return().catch(() => undefined)
        return over
      },
    })),
    ...early,
  }),
  sinkMutant('R4', 'swallows a failing close', {
    sink: reading(first, (sound) => ({ return: () => sound.return().catch(() => over) })),
    ...early,
  }),
  sinkMutant('R4', 'does not close when its user function throws', {
    sink: last(),
    failing: (f) =>
      reading(last(), (sound) => ({
        next: async () => {
          const answer = await sound.next()
          return answer.done === true ? answer : { done: false, value: f(answer.value) }
        },
      })),
  }),
  sinkMutant('R6', 'swallows an error that is undefined', {
    sink: reading(last(), (sound) => ({
      next: () =>
        sound.next().catch((error: unknown) => {
          if (error !== undefined) throw error
          return over
        }),
    })),
  }),
  sinkMutant('R6', 'wraps the error', {
    sink: (source) =>
      last()(source).catch((cause: unknown) => {
        throw new Error('it failed', { cause })
      }),
  }),
  sinkMutant('R6', 'gives the first error by time where that by position counts', {
    sink: last(),
    failingAsync: (f) => async (source) => Promise.all(await called(f, source)),
  }),
  sinkMutant('R6', 'gives the first error by position where that by time counts', {
    sink: last(),
    ordered: false,
    failingAsync: (f) => async (source) => {
      const settled = await Promise.allSettled(await called(f, source))
      const failed = settled.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    },
  }),
  sinkMutant('R6', 'leaves a rejection unhandled', {
    sink: (source) => {
      const result = last()(source)
      void result.finally(() => undefined)
      return result
    },
  }),
  sinkMutant('R7', 'leaves a timer behind', {
    sink: (source) => {
      setTimeout(() => undefined, 30).unref()
      return last()(source)
    },
  }),
  sinkMutant('R9', 'keeps its state for the next run', {
    sink: (() => {
      const values: unknown[] = []
      return sinkByHand(() => ({ step: (value) => values.push(value) > 0, result: () => values.length }))
    })(),
    model: (values) => values.length,
  }),
  sinkMutant('R10', 'forgets the last value', {
    sink: sinkByHand(() => {
      const values: unknown[] = []
      return { step: (value) => values.push(value) > 0, result: () => values.slice(0, -1) }
    }),
    model: same,
  }),
  sinkMutant('R11', 'never lets the event loop in', {
    sink: async (source) => {
      let n = 0
      for await (const _ of source) n += 1
      return n
    },
    model: (values) => values.length,
  }),
  sinkMutant('R12', 'keeps what it needs no more', {
    sink: sinkByHand(() => {
      const values: unknown[] = []
      return { step: (value) => values.push(value) > 0, result: () => values.at(-1) }
    }),
  }),
  sinkMutant('R13', 'takes null for the end', {
    sink: sinkByHand(() => {
      let held: unknown
      return {
        step: (value) => {
          if (value === null) return false
          held = value
          return true
        },
        result: () => held,
      }
    }),
  }),
  sinkMutant('R14', 'takes anything for an empty source', {
    sink: async (source) =>
      typeof source === 'object' && source !== null && !(Symbol.iterator in source) && !(Symbol.asyncIterator in source)
        ? undefined
        : last()(source),
  }),
  sinkMutant('R15', 'awaits the values of a plain iterable', {
    sink: async (source) => {
      const values: unknown[] = []
      for await (const value of source) values.push(value)
      return values
    },
    model: same,
  }),
]
