import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { balanceThrough, concat, fail, map, mapAsync, of, range, type Stage, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { outcome } from '../sinks/sinkClaims.ts'
import { stillTime } from '../stillTime.ts'
import { closedOnce, counted, days, done, iterate, stageOf, value } from './branching.ts'

describe('balanceThrough', () => {
  describe.each([1, 2])('%i runs of a stage', (n) => {
    obeysTheLaws({
      stage: balanceThrough(
        n,
        map((value: unknown) => value),
      ),
      model: (values) => values,
      lookahead: n - 1,
      ordered: n === 1,
      failing: (f) => balanceThrough(n, map(f)),
      failingAsync: (f) => balanceThrough(n, mapAsync(f)),
    })
  })

  test('gives each value to a run that is free, and what is there first', async () => {
    const { f, calls, values } = openCalls<number, string>()
    const results = iterate(pipe(range(1, 4), balanceThrough(2, mapAsync(f))))
    const first = results.next()
    await quiet()
    expect(values()).toEqual([1, 2])
    calls[1]!.resolve('b')
    expect(await first).toEqual(value('b'))
    const second = results.next()
    await quiet()
    expect(values()).toEqual([1, 2, 3])
    calls[0]!.resolve('a')
    expect(await second).toEqual(value('a'))
  })
  test('goes on where a run has ended, and closes its source when all have', async () => {
    const { source, log } = counted()
    expect((await pipe(source, balanceThrough(3, take(2)), toArray)).toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5,
    ])
    expect(log).toEqual(['opened', 'closed'])
  })
  test('opens nothing where no run reads', async () => {
    const { source, log } = counted()
    expect(
      await pipe(
        source,
        balanceThrough(2, () => of(1)),
        toArray,
      ),
    ).toEqual([1, 1])
    expect(log).toEqual([])
  })
  test.each([new Error('stage'), undefined])(
    'fails with the first run that fails, with %s, and closes its source',
    async (error) => {
      const { source, log } = counted()
      const failing = mapAsync(async (n: number) => {
        if (n === 3) throw error
        return n
      })
      expect(await outcome(pipe(source, balanceThrough(2, failing), toArray))).toEqual(['failed', error])
      expect(log).toEqual(['opened', 'closed'])
    },
  )
  test('gives the values before an error of its source', async () => {
    stillTime()
    const seen: number[] = []
    const values = pipe(
      concat([range(1, 5), fail(undefined)]),
      balanceThrough(
        2,
        map((n) => n),
      ),
      map((n) => seen.push(n)),
      toArray,
    )
    expect(await outcome(values)).toEqual(['failed', undefined])
    expect(seen).toEqual([1, 2, 3, 4, 5])
  })
  test.each(['return', 'throw'] as const)(
    'closes its source once on %s before the first next(), and in mid-pull',
    async (leave) => {
      const unopened = counted()
      const before = iterate(
        pipe(
          unopened.source,
          balanceThrough(
            2,
            mapAsync(async (n: number) => n),
          ),
        ),
      )
      await outcome(before[leave]!())
      expect([await before.next(), unopened.log]).toEqual([done, []])
      const source = prompted<number>()
      const values = iterate(
        pipe(
          source,
          balanceThrough(
            2,
            mapAsync(async (n: number) => n),
          ),
        ),
      )
      const pending = values.next()
      await outcome(values[leave]!())
      expect(await pending).toEqual(done)
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    },
  )

  test('never deadlocks while one run reads on or all end, and loses nothing while one reads, on any bad day', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    await fc.assert(
      fc.asyncProperty(days, fc.constantFrom(1, 3, Infinity), async ({ source: how, all }, reads) => {
        const { source, log } = counted(how)
        let made = 0
        const one: Stage<number, number> = (branch) => stageOf(all[made++ % all.length]!)(branch)
        const got: number[] = []
        const reading = async (): Promise<string> => {
          for await (const n of pipe(source, balanceThrough(all.length, one))) if (got.push(n) >= reads) return 'left'
          return 'ended'
        }
        const [, end] = await outcome(reading())
        expect(new Set(got).size).toBe(got.length)
        if (end === 'ended' && all.some(({ kind }) => kind === 'reads' || kind === 'is slow'))
          expect(got.toSorted((a, b) => a - b)).toEqual(Array.from({ length: how.length }, (_, i) => i))
        await quiet()
        expect(closedOnce(log)).toBe(true)
      }),
    )
    warn.mockRestore()
  })

  test.each([
    [() => balanceThrough(1.5, take(1)), RangeError, /^n must be an integer of at least 1, got: 1.5$/],
    [() => balanceThrough(2, 3 as never), TypeError, /^stage must be a function, got: 3$/],
  ] as const)('refuses bad arguments: %s', (build, kind, text) => refuses(build, kind, text))

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        balanceThrough(
          2,
          mapAsync(async (n) => n.toFixed()),
        ),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
    const texts = balanceThrough(
      2,
      map((text: string) => text.trim()),
    )
    // @ts-expect-error a stage of strings takes no numbers
    void texts(range(1, 3))
  })
})
