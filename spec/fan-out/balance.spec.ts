import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { balance, type Branch, concat, fail, map, range, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { counted, done, iterate, told, value } from './branching.ts'

describe('balance', () => {
  obeysTheLaws({
    stage: (source) => balance(1)(source)[0],
    model: (values) => values,
    lookahead: 0,
    // A branch is iterated once.
    exceptions: ['R9'],
  })

  test('gives each value to who asks, in the order of asking', async () => {
    const [a, b, c] = pipe(range(1, 9), balance(3)).map(iterate)
    expect(await Promise.all([b!.next(), a!.next(), b!.next()])).toEqual([value(1), value(2), value(3)])
    expect(await c!.next()).toEqual(value(4))
  })

  test('pulls as much as is asked for, and is held up by nobody', async () => {
    const { source, pulled } = counted()
    const [a] = pipe(source, balance(2)).map(iterate)
    for (let n = 0; n < 5; n++) expect(await a!.next()).toEqual(value(n))
    await quiet()
    expect(pulled()).toBe(5)
  })

  test('gives what a leaver had asked for to the next that asks', async () => {
    const source = prompted<number>()
    const [a, b] = pipe(source, balance(2)).map(iterate)
    const left = a!.next()
    await a!.return!()
    expect(await left).toEqual(done)
    source.give(1)
    await quiet()
    expect(await b!.next()).toEqual(value(1))
    expect(source.log).toEqual(['opened', 'pulled'])
  })

  test.each([new Error('source'), undefined])('tells the failure of its source to every branch: %s', async (error) => {
    const [a, b] = pipe(concat([range(1, 1), fail(error)]), balance(2)).map(iterate)
    expect(await a!.next()).toEqual(value(1))
    await expect(a!.next()).rejects.toBe(error)
    await expect(b!.next()).rejects.toBe(error)
    expect([await a!.next(), await b!.next()]).toEqual([done, done])
  })

  test('ends all that wait, at the end of its source', async () => {
    const source = prompted<number>()
    const waiting = pipe(source, balance(3)).map((branch) => iterate(branch).next())
    source.end()
    expect(await Promise.all(waiting)).toEqual([done, done, done])
  })

  test('closes its source once, with the last branch, and tells that one of a close that fails', async () => {
    const source = prompted<number>(() => {
      throw new Error('close')
    })
    const [a, b] = pipe(source, balance(2))
    const pending = iterate(a).next()
    expect(await iterate(b).return!()).toEqual(done)
    await expect(a[Symbol.asyncDispose]()).rejects.toThrow('close')
    expect([await pending, source.log]).toEqual([done, ['opened', 'pulled', 'closed']])
  })

  test('refuses to have a branch iterated twice', async () => {
    const [a] = pipe(range(1, 2), balance(1))
    expect(await toArray(a)).toEqual([1, 2])
    await expect((async () => toArray(a))()).rejects.toThrow(/^branch has one consumer, and it was iterated before$/)
  })

  test('loses nothing and gives nothing twice, whoever comes and goes, to sinks in lumps as to single asks', async () => {
    const plan = fc.record({
      reads: fc.constantFrom(0, 1, 2, 5, Infinity),
      how: fc.constantFrom('one', 'many', 'sink', 'leaves in mid-pull'),
    })
    const scenario = fc.record({
      plans: fc.array(plan, { minLength: 1, maxLength: 4 }),
      source: fc.record({ length: fc.nat(30), fails: fc.boolean(), slow: fc.nat(2) }),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ plans, source: how }) => {
        const { source, log, pulled } = counted(how)
        const branches = balance(plans.length + 1)(source)
        const seen: number[] = []
        const read = async (branch: Branch<number>, at: number): Promise<void> => {
          const { reads, how: asks } = plans[at]!
          if (asks === 'sink')
            return void (await toArray(
              pipe(
                branch,
                map((n) => seen.push(n)),
              ),
            ).catch(() => undefined))
          const iterator = iterate(branch)
          for (let left = reads; left > 0;) {
            const results = await Promise.allSettled(
              Array.from({ length: asks === 'many' ? 3 : 1 }, () => iterator.next()),
            )
            for (const result of results) {
              if (result.status === 'rejected' || result.value.done === true) left = 0
              else seen.push(result.value.value)
            }
            left--
          }
          const pending =
            asks === 'leaves in mid-pull'
              ? iterator.next().then(
                  ({ done: over, value: n }) => void (over === true || seen.push(n)),
                  () => undefined,
                )
              : undefined
          await iterator.return!()
          await pending
        }
        await Promise.all(plans.map((_, at) => read(branches[at]!, at)))
        const last = told(
          toArray(
            pipe(
              branches[plans.length]!,
              map((n) => seen.push(n)),
            ),
          ),
        )
        for (let turns = 0; turns < 200 && last.is === 'pending'; turns++) await quiet()
        if (how.fails) expect(last.is).toBe('failed')
        expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: how.length }, (_, i) => i))
        expect([log, pulled()]).toEqual([['opened', 'ended'], how.length + 1])
      }),
    )
  })

  test.each([
    [() => balance(0), RangeError, /^n must be an integer of at least 1, got: 0$/],
    [() => balance('2' as never), TypeError, /^n must be a number, got: "2"$/],
    [() => balance(2)(5 as never), TypeError, /^a source must be iterable, got: 5$/],
  ] as const)('refuses bad arguments: %s', (build, kind, text) => refuses(build, kind, text))

  test('infers its types in a pipe', () => {
    expectTypeOf(pipe(range(1, 3), map(String), balance(2))).toEqualTypeOf<readonly [Branch<string>, Branch<string>]>()
    // @ts-expect-error how many is not optional
    expect(() => balance()).toThrow(TypeError)
  })
})
