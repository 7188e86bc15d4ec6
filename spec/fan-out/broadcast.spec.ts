import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  type Branch,
  broadcast,
  concat,
  count,
  fail,
  forEach,
  map,
  OverflowError,
  range,
  stage,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { stillTime } from '../stillTime.ts'
import { counted, done, iterate, told, value } from './branching.ts'

describe('broadcast', () => {
  describe.each([0, 1, 4])('to one branch of capacity %i', (capacity) => {
    obeysTheLaws({
      stage: (source) => broadcast<unknown>(1, { capacity })(source)[0]!,
      model: (values) => values,
      lookahead: 0,
      // A branch is iterated once.
      exceptions: ['R9'],
    })
  })

  test('BD11: gives every value to each branch, in order', async () => {
    const all = await Promise.all(pipe(range(1, 50), broadcast(3)).map((branch) => toArray(branch)))
    expect(all).toEqual([1, 2, 3].map(() => Array.from({ length: 50 }, (_, i) => i + 1)))
  })

  test('R1: opens its source at the first next() of a branch, and not before', async () => {
    const { source, log } = counted()
    const branches = pipe(source, broadcast(2))
    const iterators = branches.map(iterate)
    await quiet()
    expect(log).toEqual([])
    void iterators[1]!.next()
    expect(log).toEqual(['opened'])
  })

  test('drops no more than it has to where who is told of it reads on', async () => {
    const dropped: number[] = []
    const read: Array<Promise<IteratorResult<number>>> = []
    const onDrop = (n: number): void => {
      dropped.push(n)
      if (read.length === 0) read.push(slow.next())
    }
    const [fast, bare] = pipe([1, 2, 3, 4, 5, 6], broadcast(2, { capacity: 2, overflow: 'drop-oldest', onDrop }))
    const slow = iterate(bare)
    await forEach(() => undefined)(fast)
    const rest = [await read[0], await slow.next(), await slow.next(), await slow.next()]
    expect(dropped.length + rest.filter((result) => result?.done === false).length).toBe(6)
    expect(rest.slice(1)).toEqual([value(5), value(6), done])
  })

  describe('and its capacity', () => {
    test.each([0, 1, 2, 16])('lets the fastest be %i values ahead of the slowest, and no further', async (capacity) => {
      const { source, pulled } = counted()
      const [fast, slow] = pipe(source, broadcast(2, { capacity })).map(iterate)
      for (let n = 0; n < capacity; n++) expect(await fast!.next()).toEqual(value(n))
      const next = told(fast!.next())
      await quiet()
      expect([next.is, pulled()]).toEqual(['pending', capacity])
      expect(await slow!.next()).toEqual(value(0))
      await quiet()
      expect([next.is, pulled()]).toEqual([capacity === 0 ? value(0) : value(capacity), capacity + 1])
    })

    test('makes room with each value that the slowest reads', async () => {
      const { source } = counted()
      const [fast, slow] = pipe(source, broadcast(2, { capacity: 3 })).map(iterate)
      for (let n = 0; n < 3; n++) await fast!.next()
      for (let n = 0; n < 9; n++) {
        const next = told(fast!.next())
        await quiet()
        expect(next.is).toBe('pending')
        expect(await slow!.next()).toEqual(value(n))
        await quiet()
        expect(next.is).toEqual(value(n + 3))
      }
    })

    test('is 16 where nothing is said', async () => {
      stillTime()
      const { source, pulled } = counted()
      const [fast] = pipe(source, broadcast(2))
      const reading = told(toArray(fast))
      await quiet()
      expect([reading.is, pulled()]).toEqual(['pending', 16])
    })

    test('holds for a sink that takes what it finds, and is slow now and then', async () => {
      const [fast, slow] = pipe(range(1, 3000), broadcast(2, { capacity: 16 }))
      let [read, taken, most] = [0, 0, 0]
      const taking = forEach(() => {
        taken++
        for (const end = performance.now() + 6; taken % 500 === 0 && performance.now() < end;);
      })(slow)
      for await (const _ of fast) most = Math.max(most, ++read - taken)
      await taking
      // The sink asks for one more as it takes one.
      expect(most).toBeLessThanOrEqual(17)
    })

    test('may be Infinity for sinks, whatever comes when', async () => {
      const later = async function* () {
        for (let n = 1; n <= 20; n++) yield n
      }
      const sums = pipe(later(), broadcast(2, { capacity: Infinity })).map((branch) => count(branch))
      expect(await Promise.all(sums)).toEqual([20, 20])
    })
    test('may be Infinity', async () => {
      const [fast, slow] = pipe(range(1, 5000), broadcast(2, { capacity: Infinity }))
      expect((await toArray(fast)).length).toBe(5000)
      expect((await toArray(slow)).length).toBe(5000)
    })

    test('BD13: reads its source once for all, as far as the slowest has room', async () => {
      stillTime()
      const { source, pulled } = counted()
      const branches = pipe(source, broadcast(2, { capacity: 10 })).map(iterate)
      void branches.map((branch) => Array.from({ length: 10 }, () => branch.next()))
      await quiet()
      expect(pulled()).toBe(10)
    })

    test('does not read its source where nobody asks', async () => {
      const { source, pulled } = counted()
      const [one, other] = pipe(source, broadcast(2)).map(iterate)
      await one!.next()
      await other!.next()
      await quiet()
      expect(pulled()).toBe(1)
    })

    test('holds though the steps of its source give several values at their end', async () => {
      const trailing = stage<number, number>('trailing', (down) => ({
        ...down,
        end: () => {
          for (const n of [7, 8, 9]) down.next(n)
          down.end()
        },
      }))
      const [one, other] = pipe(range(1, 1), trailing, broadcast(2, { capacity: 0 })).map(iterate)
      const seen: unknown[] = []
      for (let n = 0; n < 5; n++) {
        const first = one!.next()
        await quiet()
        seen.push([await other!.next(), await first])
      }
      expect(seen).toEqual([1, 7, 8, 9].map((n) => [value(n), value(n)]).concat([[done as never, done as never]]))
    })
  })

  describe('whose overflow is', () => {
    const overflowing = async (overflow: 'drop-oldest' | 'drop-newest' | 'error', lost: number[] = []) => {
      const [fast, slow] = pipe(range(1, 6), broadcast(2, { capacity: 2, overflow, onDrop: (n) => lost.push(n) })).map(
        iterate,
      )
      const first = await slow!.next()
      const quick = [first.value]
      quick.length = 0
      for (let next = await fast!.next(); next.done !== true; next = await fast!.next()) quick.push(next.value)
      return { quick, first, slow: slow!, lost }
    }
    const rest = async (iterator: AsyncIterator<number>): Promise<number[]> =>
      toArray({ [Symbol.asyncIterator]: () => iterator })

    test("'drop-oldest' drops what the slow branch holds longest, and holds nobody up", async () => {
      const { quick, first, slow, lost } = await overflowing('drop-oldest')
      expect([quick, first]).toEqual([[1, 2, 3, 4, 5, 6], value(1)])
      expect([await rest(slow), lost]).toEqual([
        [5, 6],
        [2, 3, 4],
      ])
    })
    test("'drop-newest' drops what comes when a branch is full", async () => {
      const { quick, slow, lost } = await overflowing('drop-newest')
      expect([quick, await rest(slow), lost]).toEqual([
        [1, 2, 3, 4, 5, 6],
        [2, 3],
        [4, 5, 6],
      ])
    })
    test("'error' fails the slow branch alone, after what it holds", async () => {
      const { quick, slow, lost } = await overflowing('error')
      expect(quick).toEqual([1, 2, 3, 4, 5, 6])
      expect([await slow.next(), await slow.next()]).toEqual([value(2), value(3)])
      await expect(slow.next()).rejects.toThrow(new OverflowError(2))
      expect([await slow.next(), lost]).toEqual([done, []])
    })

    test.each(['drop-oldest', 'drop-newest'] as const)(
      '%s answers a next() that waits, however the values come',
      async (overflow) => {
        const [fast, slow] = pipe(range(1, 40), broadcast(2, { capacity: 2, overflow }))
        const slower = iterate(slow)
        const first = slower.next()
        expect((await toArray(fast)).length).toBe(40)
        expect(await first).toEqual(value(1))
        expect(await rest(slower)).toEqual(overflow === 'drop-oldest' ? [39, 40] : [2, 3])
      },
    )
    test.each(['drop-oldest', 'drop-newest'] as const)(
      '%s answers a next() that waits before it drops of a list',
      async (overflow) => {
        const [fast, slow] = pipe(range(1, 9), broadcast(2, { capacity: 2, overflow })).map(iterate)
        const first = slow!.next()
        await Promise.all(Array.from({ length: 10 }, () => fast!.next()))
        expect([await first, await rest(slow!)]).toEqual([value(1), overflow === 'drop-oldest' ? [8, 9] : [2, 3]])
      },
    )
    test.each(['drop-oldest', 'drop-newest'] as const)(
      '%s with no capacity gives what is asked for alone',
      async (overflow) => {
        const lost: number[] = []
        const [fast, slow] = pipe(range(1, 3), broadcast(2, { capacity: 0, overflow, onDrop: (n) => lost.push(n) }))
        expect([await toArray(fast), await toArray(slow), lost]).toEqual([[1, 2, 3], [], [1, 2, 3]])
      },
    )
    test("'error' with a branch that fails closes the source once, with the last that leaves", async () => {
      const source = prompted<number>()
      const [fast, slow] = pipe(source, broadcast(2, { capacity: 0, overflow: 'error' })).map(iterate)
      const first = fast!.next()
      source.give(1)
      expect(await first).toEqual(value(1))
      await expect(slow!.next()).rejects.toThrow(OverflowError)
      expect(source.log).toEqual(['opened', 'pulled'])
      await fast!.return!()
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    })
    test('any, and whose onDrop throws fails that branch alone with what it threw', async () => {
      const onDrop = (): void => {
        throw undefined
      }
      const [fast, slow] = pipe(range(1, 4), broadcast(2, { capacity: 1, overflow: 'drop-newest', onDrop }))
      expect(await toArray(fast)).toEqual([1, 2, 3, 4])
      const slower = iterate(slow)
      expect(await slower.next()).toEqual(value(1))
      await expect(slower.next()).rejects.toBe(undefined)
    })
    test('any, and whose onDrop disposes a branch gives that one nothing more', async () => {
      const branches: ReadonlyArray<Branch<number>> = pipe(
        range(1, 4),
        broadcast(3, {
          capacity: 1,
          overflow: 'drop-newest',
          onDrop: (n) => void (n === 2 && branches[2]![Symbol.asyncDispose]()),
        }),
      )
      expect(await toArray(branches[0]!)).toEqual([1, 2, 3, 4])
      expect(await toArray(branches[2]!)).toEqual([])
    })
  })

  describe('when its source ends', () => {
    test('ends each branch after what it has not read', async () => {
      const [one, other] = pipe(range(1, 3), broadcast(2))
      expect([await toArray(one), await toArray(other)]).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ])
    })
    test.each([new Error('source'), undefined])(
      'fails each branch after what it has not read, with %s',
      async (error) => {
        const branches = pipe(concat([range(1, 3), fail(error)]), broadcast(2)).map(iterate)
        for (const branch of branches) {
          for (const n of [1, 2, 3]) expect(await branch.next()).toEqual(value(n))
          await expect(branch.next()).rejects.toBe(error)
          expect(await branch.next()).toEqual(done)
        }
      },
    )
    test('does not close it, however its branches leave', async () => {
      const source = prompted<number>()
      source.end()
      const [one, other] = pipe(source, broadcast(2)).map(iterate)
      expect(await one!.next()).toEqual(done)
      await other!.return!()
      expect(source.log).toEqual(['opened', 'pulled'])
    })
  })

  describe('when a branch leaves', () => {
    const leaving: Record<string, (branch: Branch<number>) => Promise<unknown>> = {
      'by break': async (branch) => {
        for await (const _ of branch) break
      },
      'before its first next()': async (branch) => iterate(branch).return!(),
      'by dispose before it was iterated': async (branch) => branch[Symbol.asyncDispose](),
      'in mid-pull': async (branch) => {
        const iterator = iterate(branch)
        const pending = iterator.next()
        await iterator.return!()
        return pending
      },
      'by throw': async (branch) => iterate(branch).throw!('gone').catch(() => undefined),
      'by dispose of its iterator': async (branch) =>
        (iterate(branch) as unknown as AsyncDisposable)[Symbol.asyncDispose](),
      'by dispose from outside, in mid-pull': async (branch) => {
        const pending = iterate(branch).next()
        await branch[Symbol.asyncDispose]()
        return pending
      },
    }
    test.each(Object.keys(leaving))('BD3, BD8, BD12: releases the others at once (%s)', async (how) => {
      const { source } = counted()
      const [fast, slow] = pipe(source, broadcast(2, { capacity: 1 }))
      const quick = iterate(fast)
      await quick.next()
      const blocked = told(quick.next())
      await quiet()
      expect(blocked.is).toBe('pending')
      void leaving[how]!(slow)
      await quiet()
      expect(blocked.is).toEqual(value(1))
      expect(await quick.next()).toEqual(value(2))
    })
    test.each(Object.keys(leaving))('closes its source once, if it is the last (%s)', async (how) => {
      const { source, log } = counted()
      const [one, other] = pipe(source, broadcast(2)).map((branch) => branch)
      await iterate(one!).next()
      await iterate(other!).return!()
      expect(log).toEqual(['opened'])
      await one![Symbol.asyncDispose]()
      expect(log).toEqual(['opened', 'closed'])
      const again = counted()
      const [only] = pipe(again.source, broadcast(1))
      await leaving[how]!(only)
      expect(again.log).toEqual(again.log.length === 0 ? [] : ['opened', 'closed'])
      await only[Symbol.asyncDispose]()
      expect(again.log).toEqual(again.log.length === 0 ? [] : ['opened', 'closed'])
    })
    test('ends it: a next() that waits, and all that follow', async () => {
      const [one] = pipe(prompted<number>(), broadcast(2))
      const iterator = iterate(one)
      const pending = [iterator.next(), iterator.next()]
      await one[Symbol.asyncDispose]()
      expect(await Promise.all([...pending, iterator.next()])).toEqual([done, done, done])
    })
    test('drops what it holds', async () => {
      const [one, other] = pipe(range(1, 3), broadcast(2))
      await toArray(one)
      await other[Symbol.asyncDispose]()
      expect(await toArray(other)).toEqual([])
    })
    test('reports a close that fails to the last one, and to nobody else', async () => {
      const source = prompted<number>(() => {
        throw new Error('close')
      })
      const [one, other] = pipe(source, broadcast(2)).map(iterate)
      void one!.next()
      void other!.next()
      expect(await one!.return!()).toEqual(done)
      await expect(other!.return!()).rejects.toThrow('close')
      expect(await other!.return!()).toEqual(done)
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    })
    test('tells its disposal of a close that fails, too', async () => {
      const source = prompted<number>(() => {
        throw new Error('close')
      })
      const [only] = pipe(source, broadcast(1))
      const pending = iterate(only).next()
      await expect(only[Symbol.asyncDispose]()).rejects.toThrow('close')
      expect(await pending).toEqual(done)
    })
    test('is waited for no longer, from inside the consumer of another', async () => {
      const branches = pipe(range(1, 5), broadcast(2, { capacity: 1 }))
      const seen = await pipe(
        branches[0],
        map((n) => {
          if (n === 1) void branches[1][Symbol.asyncDispose]()
          return n
        }),
        toArray,
      )
      expect(seen).toEqual([1, 2, 3, 4, 5])
    })
  })

  test('refuses to be iterated a second time, by whatever', async () => {
    const [one, other, third] = pipe(range(1, 3), broadcast(3))
    const first = iterate(one)
    refuses(() => iterate(one), TypeError, /^branch has one consumer, and it was iterated before$/)
    await first.return!()
    const reading = toArray(other)
    await expect(toArray(other)).rejects.toThrow(TypeError)
    refuses(() => iterate(other), TypeError, /iterated before/)
    expect([await toArray(third), await reading]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  test('starts anew for each source that it is applied to', async () => {
    const twice = broadcast<number>(2)
    const branches = [twice(range(1, 2)), twice(range(3, 4))].flat()
    expect(await Promise.all(branches.map((branch) => toArray(branch)))).toEqual([
      [1, 2],
      [1, 2],
      [3, 4],
      [3, 4],
    ])
  })

  test('can be stuck where one branch is awaited before the other is read: as far as capacity goes it is not', async () => {
    const [one, other] = pipe(range(1, 20), broadcast(2, { capacity: 16 }))
    const reading = told(toArray(one))
    await quiet()
    expect(reading.is).toBe('pending')
    expect((await toArray(other)).length).toBe(20)
    await quiet()
    expect(reading.is).toHaveLength(20)
  })

  test('any branches that come and go: nothing is lost, nothing comes twice, the source is closed once', async () => {
    const plan = fc.record({
      reads: fc.constantFrom(0, 1, 2, 3, 5, 8, Infinity),
      pause: fc.nat(3),
      leaves: fc.constantFrom('return', 'dispose', 'mid-pull'),
    })
    const scenario = fc.record({
      plans: fc.array(plan, { minLength: 1, maxLength: 4 }),
      capacity: fc.constantFrom(0, 1, 3),
      length: fc.nat(8),
      fails: fc.boolean(),
      slow: fc.nat(2),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ plans, capacity, length, fails, slow }) => {
        const { source, log } = counted({ length, fails, slow })
        const branches = broadcast<number>(plans.length, { capacity })(source)
        const runs = plans.map(async ({ reads, pause, leaves }, at) => {
          const seen: number[] = []
          const iterator = iterate(branches[at]!)
          while (seen.length < reads) {
            for (let i = 0; i < pause; i++) await quiet()
            const next = await iterator.next().catch((error: unknown) => ({ done: true, value: error }))
            if (next.done === true) return [seen, next.value]
            seen.push(next.value as number)
          }
          const pending = leaves === 'mid-pull' ? iterator.next().catch(() => undefined) : undefined
          await (leaves === 'dispose' ? branches[at]![Symbol.asyncDispose]() : iterator.return!())
          await pending
          return [seen, 'left']
        })
        const outcomes = await Promise.all(runs)
        for (const [at, [seen, end]] of outcomes.entries()) {
          const { reads } = plans[at]!
          const left = reads <= length
          expect(seen).toEqual(Array.from({ length: Math.min(reads, length) }, (_, i) => i))
          expect(end).toBe(left ? 'left' : fails ? 'failed' : undefined)
        }
        expect(log.filter((act) => act === 'closed').length).toBeLessThanOrEqual(1)
        // Who leaves in mid-pull may do so as the source says its last.
        const closed = log.includes('opened') && !log.includes('ended')
        if (closed || !plans.some(({ leaves }) => leaves === 'mid-pull')) expect(log.includes('closed')).toBe(closed)
      }),
    )
  })

  test.each([
    [() => broadcast(0), RangeError, /^n must be an integer of at least 1, got: 0$/],
    [() => broadcast(1.5), RangeError, /^n must be an integer of at least 1, got: 1.5$/],
    [() => broadcast('2' as never), TypeError, /^n must be a number, got: "2"$/],
    [
      () => broadcast(2, { capacity: -1 }),
      RangeError,
      /^capacity must be an integer of at least 0, or Infinity, got: -1$/,
    ],
    [
      () => broadcast(2, { overflow: 'wait' as never }),
      RangeError,
      /^overflow must be one of "block", .* got: "wait"$/,
    ],
    [() => broadcast(2, { onDrop: 1 as never }), TypeError, /^onDrop must be a function, got: 1$/],
    [() => broadcast(2, 4 as never), TypeError, /^options must be an object, got: 4$/],
    [() => broadcast(2)(5 as never), TypeError, /^a source must be iterable, got: 5$/],
  ] as const)('refuses bad arguments: %s', (build, kind, text) => refuses(build, kind, text))

  test('infers its types in a pipe', () => {
    const branches = pipe(range(1, 3), broadcast(2))
    expectTypeOf(branches).toEqualTypeOf<readonly [Branch<number>, Branch<number>]>()
    expectTypeOf(pipe(range(1, 3), map(String), broadcast(2, { onDrop: (text) => text.length }))).toEqualTypeOf<
      readonly [Branch<string>, Branch<string>]
    >()
    expectTypeOf(broadcast<number>(2)).parameter(0).toEqualTypeOf<AnyIterable<number>>()
    // @ts-expect-error how many is not optional
    expect(() => broadcast()).toThrow(TypeError)
    // @ts-expect-error there is no such policy
    expect(() => broadcast(2, { overflow: 'drop' })).toThrow(RangeError)
  })

  test('answers a sink that waits, though another branch asks from within onDrop and the oldest are dropped', async () => {
    const asked: Array<Promise<unknown>> = []
    const [read, other] = pipe(
      [1, 2, 3, 4],
      broadcast<number>(2, {
        capacity: 0,
        overflow: 'drop-oldest',
        onDrop: () => {
          if (asked.length === 0) asked.push(values.next())
        },
      }),
    )
    const values = other![Symbol.asyncIterator]()
    const got = await toArray(read!)
    expect(got.at(-1)).toBe(4)
    await values.return?.()
    await Promise.all(asked)
  })
})
