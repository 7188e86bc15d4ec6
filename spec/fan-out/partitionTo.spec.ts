import fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  count,
  DispatchError,
  forEach,
  head,
  map,
  partitionTo,
  range,
  type Sink,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { keepsTheClaimsOfSinks, outcome } from '../sinks/sinkClaims.ts'
import { closedOnce, counted, days, sinkOf } from './branching.ts'

const parity = (n: number): 'even' | 'odd' => (n % 2 === 0 ? 'even' : 'odd')

describe('partitionTo', () => {
  sinkObeysTheLaws({
    sink: partitionTo({ by: () => 'a', sinks: { a: toArray, b: count }, capacity: 2 }),
    model: (values) => ({ a: values, b: 0 }),
    exceptions: ['R12'],
    failing: (f) =>
      partitionTo({
        by: (value: unknown) => {
          f(value)
          return 'a'
        },
        sinks: { a: count, b: count },
      }),
  })
  keepsTheClaimsOfSinks(partitionTo({ by: parity, sinks: { odd: count, even: count } }), (n) => n, 1_000_000)

  test('gives each sink the values of its key, and the results by the keys', async () => {
    expect(await pipe(range(1, 5), partitionTo({ by: parity, sinks: { even: count, odd: toArray } }))).toEqual({
      even: 2,
      odd: [1, 3, 5],
    })
  })
  test('takes numbers for names, and drops what has none', async () => {
    const by = (n: number): O.Option<number> => (n > 4 ? O.none : O.some(n % 2))
    expect(await pipe(range(1, 9), partitionTo({ by, sinks: { 0: toArray, 1: toArray } }))).toEqual({
      0: [2, 4],
      1: [1, 3],
    })
  })
  test('drops the values of a sink that has settled', async () => {
    const { source, log } = counted({ length: 9 })
    const results = await pipe(source, partitionTo({ by: parity, sinks: { odd: head, even: toArray }, capacity: 1 }))
    expect([results, log]).toEqual([{ odd: O.some(1), even: [0, 2, 4, 6, 8] }, ['opened', 'ended']])
  })
  test('fails with a DispatchError where a key has no sink, after the values before it', async () => {
    const { source, log } = counted()
    const seen: number[] = []
    const results = pipe(source, partitionTo({ by: String, sinks: { 0: count, 1: forEach((n) => void seen.push(n)) } }))
    expect(await outcome(results)).toEqual(['failed', new DispatchError('2', 'one of "0", "1"')])
    expect([seen, log]).toEqual([[1], ['opened', 'closed']])
  })
  test.each(['constructor', '__proto__', 'toString'])('has no sink for %s unless there is one', async (name) => {
    await expect(pipe(['a'], partitionTo({ by: () => name, sinks: { a: count } }))).rejects.toThrow(DispatchError)
    const sinks = Object.fromEntries([[name, count]])
    const results = await pipe(['a'], partitionTo<string, Record<string, number>>({ by: () => name, sinks }))
    expect(Object.entries(results)).toEqual([[name, 1]])
  })
  test('fails at once with the first sink that fails, and ends the others', async () => {
    const { source, log } = counted()
    const failing = async (values: AnyIterable<number>): Promise<void> => {
      for await (const n of values) if (n > 6) throw undefined
    }
    expect(await outcome(pipe(source, partitionTo({ by: parity, sinks: { even: count, odd: failing } })))).toEqual([
      'failed',
      undefined,
    ])
    await quiet()
    expect(log).toEqual(['opened', 'closed'])
  })

  test('never deadlocks while each sink reads on or settles, on any bad day', async () => {
    await fc.assert(
      fc.asyncProperty(days, fc.constantFrom(1, 2), async ({ source: how, all, capacity }, run) => {
        const { source, log } = counted(how)
        const seen = all.map((): number[] => [])
        const sinks = Object.fromEntries(all.map((reader, at) => [at, sinkOf(reader, seen[at]!)]))
        const keyOf = (n: number): number => Math.floor(n / run) % all.length
        const result = await outcome(
          partitionTo<number, Record<string, string>>({ by: keyOf, sinks, capacity })(source),
        )
        const due = all.map((_, at) => Array.from({ length: how.length }, (__, i) => i).filter((n) => keyOf(n) === at))
        const fails = all.some(
          ({ kind, after }, at) => kind === 'throws at once' || (kind === 'fails' && after < due[at]!.length),
        )
        if (fails) expect(result[0]).toBe('failed')
        else if (!how.fails) expect(result).toEqual(['gave', Object.fromEntries(all.map(({ kind }, at) => [at, kind]))])
        for (const [at, { kind, after }] of all.entries()) {
          const values = kind === 'breaks' || kind === 'fails' ? due[at]!.slice(0, after + 1) : due[at]!
          expect(seen[at]).toEqual(values.slice(0, seen[at]!.length))
          if (!fails && !how.fails && !['never reads', 'settles late'].includes(kind)) expect(seen[at]).toEqual(values)
        }
        await quiet()
        expect(closedOnce(log)).toBe(true)
      }),
    )
  })

  test.each([
    [{ by: parity, sinks: {} }, RangeError, /^sinks must be at least one, got: none$/],
    [{ by: parity, sinks: { a: 3 } }, TypeError, /^sinks.a must be a function, got: 3$/],
    [{ by: parity }, TypeError, /^sinks must be an object, got: undefined$/],
    [{ by: 1, sinks: { a: count } }, TypeError, /^by must be a function, got: 1$/],
    [{ by: parity, sinks: { a: count }, capacity: '1' }, TypeError, /^capacity must be a number, got: "1"$/],
    [undefined, TypeError, /^options must be an object, got: undefined$/],
  ])('refuses %j', (options, kind, text) => refuses(() => partitionTo(options as never), kind, text))

  test('infers the results of its sinks, and what `by` is given', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        map(String),
        partitionTo({
          by: (s) => (s.length > 1 ? 'long' : 'short'),
          sinks: {
            long: toArray,
            short: forEach((s) => void s.trim()),
            own: async (source) => (await head(source))._tag,
          },
          onDrop: (s) => s.trim(),
        }),
      ),
    ).toEqualTypeOf<Promise<{ long: string[]; short: void; own: 'Some' | 'None' }>>()
    const built = partitionTo({ by: (n: number) => n % 2, sinks: { 0: count, 1: toArray } })
    expectTypeOf(built).toEqualTypeOf<Sink<number, { 0: number; 1: number[] }>>()
    // @ts-expect-error a key is a string or a number
    void partitionTo({ by: (n: number) => n > 1, sinks: { true: count } })
  })
})
