import type { Rule } from '../../laws.ts'
import { checkSource } from '../../laws.ts'
import { identity, readAhead, silent, sourceByHand } from '../references.ts'
import { turn } from '../timeline.ts'
import type { Instead, Mutant, Running } from './tampering.ts'
import { above, over } from './tampering.ts'

const sourceMutant = (rule: Rule, what: string, options: Parameters<typeof checkSource<unknown>>[0]): Mutant => ({
  rule,
  what,
  report: () => checkSource<unknown>({ runs: 400, ...options }, [rule]),
})

const counting = (end: number, f: (n: number) => unknown = (n) => n): AsyncIterable<unknown> =>
  sourceByHand(() => {
    let n = 0
    return () => (n === end ? undefined : { value: f(n++) })
  })

/** The source, whose iterators differ from sound ones in one point. */
const differing =
  (source: () => AsyncIterable<unknown>, instead: (sound: Required<Running> & AsyncDisposable) => Instead) =>
  (): AsyncIterable<unknown> =>
    above(() => source(), instead)([])

const three = { values: [0, 1, 2] }
const many = { values: [0, 1, 2, 3, 4], afterwards: 'goes on' } as const

export const sources: readonly Mutant[] = [
  sourceMutant('R1', 'calls its user function when it is built', {
    source: () => counting(3),
    ...three,
    failing: (f) => () => {
      f(0)
      return counting(3)
    },
  }),
  sourceMutant('R1', 'calls its user function in [Symbol.asyncIterator]()', {
    source: () => counting(3),
    ...three,
    failing: (f) =>
      differing(
        () => counting(3),
        () => (f(0), {}),
      ),
  }),
  sourceMutant('R2', 'calls its user function for values that nobody asked for', {
    source: () => counting(3),
    ...three,
    failing: (f) => () => readAhead<unknown>(2)(counting(3, f)),
  }),
  sourceMutant('R5', 'leaves a pending next() unanswered', {
    source: differing(
      () => silent,
      (sound) => ({
        next: () => sound.next().then((answer) => (answer.done === true ? new Promise(() => undefined) : answer)),
      }),
    ),
    values: [],
    afterwards: 'waits',
  }),
  sourceMutant('R5', 'is an async generator that waits for ever', {
    source: () =>
      (async function* () {
        yield await new Promise(() => undefined)
      })(),
    values: [],
    afterwards: 'waits',
  }),
  sourceMutant('R6', 'swallows an error that is undefined', {
    source: () => counting(3),
    ...three,
    failing: (f) =>
      differing(
        () => counting(3, f),
        (sound) => ({
          next: () =>
            sound.next().catch((error: unknown) => {
              if (error !== undefined) throw error
              return over
            }),
        }),
      ),
  }),
  sourceMutant('R6', 'goes on after its error', {
    source: () => counting(3),
    ...three,
    failing: (f) => () => {
      let n = 0
      return above(identity, () => ({ next: async () => (n < 3 ? { done: false, value: f(n++) } : over) }))([])
    },
  }),
  sourceMutant('R7', 'gives values to a consumer that has left', {
    source: differing(
      () => counting(3),
      () => {
        let n = 0
        return { next: async () => (n < 3 ? { done: false, value: n++ } : over) }
      },
    ),
    ...three,
  }),
  sourceMutant('R7', 'leaves a timer behind', {
    source: differing(
      () => counting(3),
      (sound) => ({
        next: () => {
          setTimeout(() => undefined, 30).unref()
          return sound.next()
        },
      }),
    ),
    ...three,
  }),
  sourceMutant('R8', 'answers several next() at once in another order', {
    source: differing(
      () => counting(3),
      (sound) => {
        let count = 0
        return {
          next: async () => {
            const mine = count++
            const answer = await sound.next()
            if (mine % 2 === 0) await turn()
            return answer
          },
        }
      },
    ),
    ...three,
  }),
  sourceMutant('R9', 'goes on where the last run left it', {
    source: (() => {
      let n = 0
      return () => sourceByHand(() => () => (n % 4 === 3 ? void n++ : { value: n++ % 4 }))
    })(),
    ...three,
  }),
  sourceMutant('R9', 'lets itself be iterated a second time', { source: () => counting(3), ...three, single: true }),
  sourceMutant('R10', 'leaves out its last value', { source: () => counting(2), ...three }),
  sourceMutant('R11', 'never lets the event loop in', {
    source: () =>
      (async function* () {
        for (let n = 0; ; n++) yield n
      })(),
    ...many,
  }),
  sourceMutant('R12', 'keeps every value', {
    source: () => {
      const kept: unknown[] = []
      return counting(Infinity, (n) => {
        const value = { n }
        kept.push(value)
        return value
      })
    },
    ...many,
  }),
  sourceMutant('R13', 'reuses the array it emits', {
    source: () => {
      const pair: unknown[] = []
      return counting(3, (n) => {
        pair.push(n)
        return pair
      })
    },
    values: [[0], [0, 1], [0, 1, 2]],
  }),
  sourceMutant('R16', 'forgets the value given to return()', {
    source: differing(
      () => counting(3),
      (sound) => ({ return: () => sound.return() }),
    ),
    ...three,
  }),
]
