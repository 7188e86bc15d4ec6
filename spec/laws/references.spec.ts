import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { obeysTheLaws, sinkObeysTheLaws, sourceObeysTheLaws, virtualClock } from '../laws.ts'
import {
  chunked,
  filtered,
  flattened,
  identity,
  lasts,
  mapped,
  readAhead,
  silent,
  sinkByHand,
  sourceByHand,
  taken,
  workedAsync,
} from './references.ts'
import { turn } from './timeline.ts'

const chunks = <A>(values: readonly A[], size: number): A[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size))

describe('identity by hand', () => {
  obeysTheLaws({ stage: identity, model: (values) => values, lookahead: 0, failing: (f) => mapped(f) })
})

describe('map by hand', () => {
  obeysTheLaws({
    stage: mapped((value: unknown) => [value]),
    model: (values) => values.map((value) => [value]),
    lookahead: 0,
    failing: (f) => mapped(f),
  })
})

describe('filter by hand', () => {
  const even = (n: number): boolean => n % 2 === 0
  obeysTheLaws({
    stage: filtered(even),
    values: fc.nat(9),
    model: (values) => values.filter(even),
    lookahead: 0,
    failing: (f) => filtered((n: number) => even(f(n))),
  })
})

describe('chunksOf by hand', () => {
  obeysTheLaws({ stage: chunked(2), model: (values) => chunks(values, 2), lookahead: 0 })
})

describe('take by hand', () => {
  obeysTheLaws({ stage: taken(2), model: (values) => values.slice(0, 2), lookahead: 0, stopsAfter: 2 })
})

describe('takeLast by hand', () => {
  obeysTheLaws({ stage: lasts(2), model: (values) => values.slice(-2), lookahead: 0 })
})

describe('flatten by hand', () => {
  obeysTheLaws({
    stage: flattened<number>(),
    values: fc.array(fc.nat(9), { maxLength: 3 }),
    model: (values) => values.flat(),
    lookahead: 0,
  })
})

describe('prefetch by hand', () => {
  obeysTheLaws({ stage: readAhead(3), model: (values) => values, lookahead: 3 })
})

describe('mapAsync by hand', () => {
  for (const concurrency of [1, 3])
    describe(`with ${concurrency} at once`, () => {
      obeysTheLaws({
        stage: workedAsync(concurrency, async (value: unknown) => [value]),
        model: (values) => values.map((value) => [value]),
        lookahead: concurrency - 1,
        failingAsync: (f) => workedAsync(concurrency, async (value, signal) => f([value], signal)),
      })
    })
})

describe('unordered mapAsync by hand', () => {
  let calls = 0
  const unevenly = async (value: unknown): Promise<unknown[]> => {
    if (calls++ % 2 === 0) await turn()
    return [value]
  }
  obeysTheLaws({
    stage: workedAsync(3, unevenly, false),
    model: (values) => values.map((value) => [value]),
    lookahead: 2,
    ordered: false,
    failingAsync: (f) => workedAsync(3, async (value, signal) => f([value], signal), false),
  })
})

describe('delay by hand', () => {
  const clock = virtualClock()
  obeysTheLaws({
    stage: workedAsync(1, (value: unknown, signal) => clock.sleep(5, signal).then(() => [value])),
    model: (values) => values.map((value) => [value]),
    lookahead: 0,
    eachTurn: () => clock.advance(10),
  })
  test('wakes nobody once it has ended', () => {
    expect(clock.sleeping()).toBe(0)
  })
})

describe('a last value by hand', () => {
  const last = <A>(f: (value: A) => A) =>
    sinkByHand<A, A | undefined>(() => {
      let held: A | undefined
      return {
        step: (value) => {
          held = f(value)
          return true
        },
        result: () => held,
      }
    })
  sinkObeysTheLaws({ sink: last((value: unknown) => value), model: (values) => values.at(-1), failing: (f) => last(f) })
})

describe('a list of the first two by hand', () => {
  sinkObeysTheLaws({
    sink: sinkByHand(() => {
      const values: unknown[] = []
      return { step: (value: unknown) => values.push(value) < 2, result: () => values }
    }),
    model: (values) => values.slice(0, 2),
    stopsAfter: 2,
  })
})

describe('counting up by hand', () => {
  const upTo = (end: number, f: (n: number) => number) =>
    sourceByHand(() => {
      let n = 0
      return () => (n === end ? undefined : { value: f(n++) })
    })
  sourceObeysTheLaws({ source: () => upTo(3, (n) => n), values: [0, 1, 2], failing: (f) => () => upTo(3, f) })
})

describe('counting for ever by hand', () => {
  const forEver = (f: (n: number) => unknown) =>
    sourceByHand(() => {
      let n = 0
      return () => ({ value: f(n++) })
    })
  sourceObeysTheLaws({
    source: () => forEver((n) => n),
    values: [0, 1, 2, 3, 4],
    afterwards: 'goes on',
    failing: (f) => () => forEver(f),
  })
})

describe('a failure by hand', () => {
  sourceObeysTheLaws({
    source: () =>
      sourceByHand(() => () => {
        throw undefined
      }),
    values: [],
    afterwards: { fails: undefined },
  })
})

describe('silence by hand', () => {
  sourceObeysTheLaws({ source: () => silent, values: [], afterwards: 'waits' })
})
