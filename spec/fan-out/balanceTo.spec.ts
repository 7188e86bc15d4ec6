import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, balanceTo, count, forEach, head, map, mapAsync, range, type Sink, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sinkObeysTheLaws } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { keepsTheClaimsOfSinks, outcome } from '../sinks/sinkClaims.ts'
import { stillTime } from '../stillTime.ts'
import { closedOnce, counted, days, sinkOf } from './branching.ts'

describe('balanceTo', () => {
  describe('one sink', () => {
    sinkObeysTheLaws({
      sink: balanceTo(1, toArray),
      model: (values) => [values],
      exceptions: ['R12'],
      failing: (f) =>
        balanceTo(
          1,
          forEach((value) => void f(value)),
        ),
    })
  })
  describe('two sinks', () => {
    sinkObeysTheLaws({
      sink: async (source) => (await balanceTo(2, count)(source)).reduce((sum, n) => sum + n, 0),
      model: (values) => values.length,
      failing: (f) =>
        balanceTo(
          2,
          forEach((value) => void f(value)),
        ),
    })
  })
  keepsTheClaimsOfSinks(balanceTo(2, count), (n) => n, 1_000_000)

  test('gives each value to the run that asks, and the results in their order', async () => {
    const { f, calls, values } = openCalls<number, number>()
    const results = pipe(
      range(1, 4),
      balanceTo(2, (source: AnyIterable<number>) => pipe(source, mapAsync(f), toArray)),
    )
    await quiet()
    expect(values()).toEqual([1, 2])
    for (const at of [1, 2, 3]) {
      calls[at]!.resolve(at)
      await quiet()
    }
    expect(values()).toEqual([1, 2, 3, 4])
    calls[0]!.resolve(0)
    expect(await results).toEqual([[0], [1, 2, 3]])
  })
  test('closes its source when all have settled, and goes on while one reads', async () => {
    const source = prompted<number>()
    const results = pipe(source, balanceTo(2, head))
    source.give(1)
    await quiet()
    expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
    source.give(2)
    expect((await results).length).toBe(2)
    expect(source.log).toEqual(['opened', 'pulled', 'pulled', 'closed'])
  })
  test('fails at once with the first run that fails, and closes its source', async () => {
    const { source, log } = counted()
    const failing = async (values: AnyIterable<number>): Promise<void> => {
      for await (const n of values) if (n > 6) throw undefined
    }
    expect(await outcome(pipe(source, balanceTo(3, failing)))).toEqual(['failed', undefined])
    await quiet()
    expect(log).toEqual(['opened', 'closed'])
  })

  test('never deadlocks while one reads on or all settle, and loses nothing while one reads, on any bad day', async () => {
    stillTime()
    await fc.assert(
      fc.asyncProperty(days, async ({ source: how, all }) => {
        const { source, log } = counted(how)
        const seen = all.map((): number[] => [])
        let made = 0
        const sink: Sink<number, string> = (branch) => {
          const at = made++
          return sinkOf(all[at]!, seen[at]!)(branch)
        }
        const [is, result] = await outcome(balanceTo(all.length, sink)(source))
        const values = seen.flat().toSorted((a, b) => a - b)
        expect(values).toEqual(Array.from({ length: values.length }, (_, i) => i))
        if (is === 'gave') {
          expect(result).toEqual(all.map(({ kind }) => kind))
          if (all.some(({ kind }) => kind === 'reads' || kind === 'is slow')) expect(values.length).toBe(how.length)
        } else expect(['failed', undefined]).toContain(result)
        await quiet()
        expect(closedOnce(log)).toBe(true)
      }),
    )
  })

  test.each([
    [() => balanceTo(0, count), RangeError, /^n must be an integer of at least 1, got: 0$/],
    [() => balanceTo(2, 3 as never), TypeError, /^sink must be a function, got: 3$/],
  ] as const)('refuses bad arguments: %s', (build, kind, text) => refuses(build, kind, text))

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), balanceTo(2, toArray))).toEqualTypeOf<Promise<number[][]>>()
    expectTypeOf(
      pipe(
        range(1, 3),
        map(String),
        balanceTo(2, async (source) => {
          for await (const s of source) return s.length
          return undefined
        }),
      ),
    ).toEqualTypeOf<Promise<Array<number | undefined>>>()
    // @ts-expect-error a sink is a function
    expect(() => balanceTo(2, 3)).toThrow(TypeError)
  })
})
