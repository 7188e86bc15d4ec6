import fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type Branch,
  count,
  DispatchError,
  forEach,
  map,
  OverflowError,
  partition,
  producer,
  range,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'
import { outcome } from '../sinks/sinkClaims.ts'
import { stillTime } from '../stillTime.ts'
import { counted, done, iterate, told, value } from './branching.ts'

const parity = (n: number): 'even' | 'odd' => (n % 2 === 0 ? 'even' : 'odd')

describe('partition', () => {
  describe.each([0, 1, 4])('into one branch of capacity %i', (capacity) => {
    obeysTheLaws({
      stage: (source) => partition({ by: () => 'a', keys: ['a'], capacity })(source).a,
      model: (values) => values,
      lookahead: 0,
      failing: (f) => (source) =>
        partition({
          by: (v: unknown) => {
            f(v)
            return 'a'
          },
          keys: ['a'],
          capacity,
        })(source).a,
      // A branch is iterated once.
      exceptions: ['R9'],
    })
  })

  test('asks its source for what is asked of it, and not again for what it holds', async () => {
    const asked: number[] = []
    const source = producer(1, (demand, n) => {
      asked.push(demand)
      return O.some([Array.from({ length: demand }, (_, at) => n + at), n + demand])
    })
    const { low, high } = partition({ by: (n: number) => (n < 5 ? 'low' : 'high'), keys: ['low', 'high'] })(source)
    const [few, many] = [iterate(low), iterate(high)]
    expect(await many.next()).toEqual(value(5))
    expect(await few.next()).toEqual(value(1))
    expect(await many.next()).toEqual(value(6))
    expect(asked).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('gives each value to the branch of its key, in order', async () => {
    const { odd, even } = pipe(range(1, 9), partition({ by: parity, keys: ['odd', 'even'] }))
    expect(await Promise.all([toArray(odd), toArray(even)])).toEqual([
      [1, 3, 5, 7, 9],
      [2, 4, 6, 8],
    ])
  })

  test('drops a value whose key is a none', async () => {
    const by = (n: number): O.Option<string> => (n % 3 === 0 ? O.none : O.some(parity(n)))
    const { odd, even } = pipe(range(1, 12), partition({ by, keys: ['odd', 'even'], capacity: 0 }))
    expect(await Promise.all([toArray(odd), toArray(even)])).toEqual([
      [1, 5, 7, 11],
      [2, 4, 8, 10],
    ])
  })

  test('takes numbers for keys, and calls no value’s key twice', async () => {
    const asked: number[] = []
    const by = (n: number): number => {
      asked.push(n)
      return n % 2
    }
    const branches = pipe(range(1, 4), partition({ by, keys: [0, 1] }))
    expect(await Promise.all([toArray(branches[0]), toArray(branches[1])])).toEqual([
      [2, 4],
      [1, 3],
    ])
    expect(asked).toEqual([1, 2, 3, 4])
  })

  test('PD9: stalls by choice where nobody reads a branch and its capacity is used up', async () => {
    stillTime()
    const { source, pulled } = counted()
    const { even } = pipe(source, partition({ by: parity, keys: ['odd', 'even'], capacity: 5 }))
    const seen: number[] = []
    void toArray(
      pipe(
        even,
        map((n) => seen.push(n)),
      ),
    )
    await quiet()
    // The fifth odd value is the tenth.
    expect([seen, pulled()]).toEqual([[0, 2, 4, 6, 8], 10])
  })

  test.each([0, 1, 3])('reads only while each branch has room, of capacity %i', async (capacity) => {
    const { source, pulled } = counted()
    const { a, b } = pipe(source, partition({ by: (n) => (n < 4 ? 'a' : 'b'), keys: ['a', 'b'], capacity }))
    const other = told(iterate(b).next())
    await quiet()
    expect([other.is, pulled()]).toEqual(['pending', capacity])
    const reader = iterate(a)
    for (let n = 0; n < 4; n++) expect(await reader.next()).toEqual(value(n))
    if (capacity === 0) void reader.next()
    await quiet()
    expect(other.is).toEqual(value(4))
  })

  describe('whose overflow is', () => {
    const hurried = (overflow: 'drop-oldest' | 'drop-newest' | 'error', lost: number[] = []) =>
      pipe(
        range(1, 10),
        partition({ by: parity, keys: ['odd', 'even'], capacity: 2, overflow, onDrop: (n) => lost.push(n) }),
      )
    test("'drop-oldest' drops what the slow branch holds longest", async () => {
      const lost: number[] = []
      const { odd, even } = hurried('drop-oldest', lost)
      expect([await toArray(even), await toArray(odd), lost]).toEqual([
        [2, 4, 6, 8, 10],
        [7, 9],
        [1, 3, 5],
      ])
    })
    test("'drop-newest' drops what comes", async () => {
      const lost: number[] = []
      const { odd, even } = hurried('drop-newest', lost)
      expect([await toArray(even), await toArray(odd), lost]).toEqual([
        [2, 4, 6, 8, 10],
        [1, 3],
        [5, 7, 9],
      ])
    })
    test("'error' fails the slow branch alone, after what it holds", async () => {
      const { odd, even } = hurried('error')
      expect(await toArray(even)).toEqual([2, 4, 6, 8, 10])
      const seen: number[] = []
      await expect(forEach((n: number) => void seen.push(n))(odd)).rejects.toThrow(new OverflowError(2))
      expect(seen).toEqual([1, 3])
    })
    test.each(['drop-oldest', 'drop-newest'] as const)('%s drops also where nobody is told', async (overflow) => {
      const { odd, even } = pipe(range(1, 10), partition({ by: parity, keys: ['odd', 'even'], capacity: 2, overflow }))
      expect([await count(even), await count(odd)]).toEqual([5, 2])
    })
  })

  describe('when there is no branch for a key', () => {
    test('fails every branch after its values, with a DispatchError of the key, and closes its source once', async () => {
      const { source, log } = counted()
      const { odd, even } = pipe(source, partition({ by: (n) => (n < 5 ? parity(n) : 'none'), keys: ['odd', 'even'] }))
      const seen: number[] = []
      const each = forEach((n: number) => void seen.push(n))
      const failure = new DispatchError('none', 'one of "odd", "even"')
      expect(await outcome(each(even))).toEqual(['failed', failure])
      expect([seen, log]).toEqual([
        [0, 2, 4],
        ['opened', 'closed'],
      ])
      expect(await outcome(each(odd))).toEqual(['failed', failure])
      expect([seen, log]).toEqual([
        [0, 2, 4, 1, 3],
        ['opened', 'closed'],
      ])
      expect((await outcome(each(odd)))[0]).toBe('failed')
    })
    test('does so after the values before it, though they come in a list', async () => {
      const { a, b } = pipe(
        [1, 2, 3, 4, 5],
        partition({ by: (n) => (n < 3 ? 'a' : n < 5 ? 'b' : 'c'), keys: ['a', 'b'] }),
      )
      const seen: number[] = []
      const each = forEach((n: number) => void seen.push(n))
      const outcomes = await Promise.all([outcome(each(a)), outcome(each(b))])
      expect(outcomes.map(([how]) => how)).toEqual(['failed', 'failed'])
      expect(seen).toEqual([1, 2, 3, 4])
    })
    test.each([undefined, null, {}, Symbol.iterator, O.some(undefined)])('%s is none', async (key) => {
      const { a } = pipe([1], partition({ by: () => key as never, keys: ['a'] }))
      await expect(toArray(a)).rejects.toThrow(DispatchError)
      const [hashed] = pipe([1], partition({ by: () => key as never, partitions: 1 }))
      await expect(toArray(hashed)).rejects.toThrow(/must be a string or a number$/)
    })
    test('waits for the close before it says so', async () => {
      const { source, log } = counted({ slow: 1 })
      const { a } = pipe(source, partition({ by: () => 'b', keys: ['a'] }))
      await expect(iterate(a).next()).rejects.toThrow(/no partition has the key "b"/)
      expect(log).toEqual(['opened', 'closed'])
    })
    test.each([new Error('by'), undefined])('as where `by` throws %s', async (error) => {
      const by = (n: number): string => {
        if (n === 2) throw error
        return 'a'
      }
      const { source, log } = counted()
      const { a, b } = pipe(source, partition({ by, keys: ['a', 'b'] }))
      const values = iterate(a)
      expect([await values.next(), await values.next()]).toEqual([value(0), value(1)])
      expect([await outcome(values.next()), await outcome(toArray(b))]).toEqual([
        ['failed', error],
        ['failed', error],
      ])
      expect(log).toEqual(['opened', 'closed'])
    })
  })

  describe('into so many partitions', () => {
    test('hashes keys by FNV-1a, the same on every run and machine', async () => {
      const words = ['', 'a', 'b', 'foo', 'foobar', 'äöü', '1', '-1', '😀']
      const places = async (by: (word: string) => string | number): Promise<string[][]> =>
        Promise.all(pipe(words, partition({ by, partitions: 4 })).map((branch) => toArray(branch)))
      expect(await places((word) => word)).toEqual([['a', 'foobar', '1', '😀'], ['', 'b', 'äöü'], [], ['foo', '-1']])
      const numbers = pipe([0, 1, -1, 1.5, NaN, 1e21], partition({ by: (n) => n, partitions: 3 }))
      expect(await Promise.all(numbers.map((branch) => toArray(branch)))).toEqual([[0, 1.5, NaN, 1e21], [1], [-1]])
    })
    test('gives a list of branches', async () => {
      const branches = pipe(range(1, 99), partition({ by: (n) => O.some(n), partitions: 3 }))
      const all = await Promise.all(branches.map((branch) => toArray(branch)))
      expect([branches.length, all.flat().length]).toEqual([3, 99])
    })
  })

  describe('when a branch leaves', () => {
    test('drops its values from then on, and holds nobody up', async () => {
      stillTime()
      const lost: number[] = []
      const { odd, even } = pipe(
        range(1, 9),
        partition({ by: parity, keys: ['odd', 'even'], capacity: 1, onDrop: (n) => lost.push(n) }),
      )
      const reading = told(toArray(even))
      await quiet()
      expect(reading.is).toBe('pending')
      await odd[Symbol.asyncDispose]()
      await quiet()
      expect([reading.is, lost, await toArray(odd)]).toEqual([[2, 4, 6, 8], [], []])
    })
    test('closes its source once with the last, in mid-pull, and tells that one of a close that fails', async () => {
      const source = prompted<number>(() => {
        throw new Error('close')
      })
      const { odd, even } = pipe(source, partition({ by: parity, keys: ['odd', 'even'] }))
      const reader = iterate(even)
      const pending = reader.next()
      expect(await iterate(odd).return!()).toEqual(done)
      await expect(reader.return!()).rejects.toThrow('close')
      expect([await pending, source.log]).toEqual([done, ['opened', 'pulled', 'closed']])
    })
    test('and is iterated again, refuses that', () => {
      const { a } = pipe(range(1, 2), partition({ by: () => 'a', keys: ['a'] }))
      void iterate(a)
      refuses(() => iterate(a), TypeError, /^branch has one consumer, and it was iterated before$/)
    })
  })

  test('gives each branch the values of its key, one after the other, whoever comes and goes', async () => {
    const plan = fc.record({ reads: fc.constantFrom(0, 1, 3, Infinity), pause: fc.nat(2), dispose: fc.boolean() })
    const scenario = fc.record({
      plans: fc.tuple(plan, plan, plan),
      source: fc.record({ length: fc.nat(20), fails: fc.boolean(), slow: fc.nat(2) }),
      capacity: fc.constantFrom(0, 1, 4),
      multiplier: fc.constantFrom(1, 2, 5),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ plans, source: how, capacity, multiplier }) => {
        const { source, log } = counted(how)
        const by = (n: number): O.Option<0 | 1 | 2> =>
          n % 7 === 3 ? O.none : O.some(((n * multiplier) % 3) as 0 | 1 | 2)
        const branches = pipe(source, partition({ by, keys: [0, 1, 2], capacity }))
        const run = async ({ reads, pause, dispose }: (typeof plans)[0], key: 0 | 1 | 2): Promise<unknown[]> => {
          const iterator = iterate(branches[key])
          const due = Array.from({ length: how.length }, (_, i) => i).filter(
            (n) => n % 7 !== 3 && (n * multiplier) % 3 === key,
          )
          const seen: number[] = []
          while (seen.length < reads) {
            for (let i = 0; i < pause; i++) await quiet()
            const [is, next] = await outcome(iterator.next())
            if (is === 'failed') return ['failed', seen, how.fails ? due : []]
            if (next.done === true) return ['ended', seen, how.fails ? [] : due]
            seen.push(next.value)
          }
          await (dispose ? branches[key][Symbol.asyncDispose]() : iterator.return!())
          return ['left', seen, due.slice(0, reads)]
        }
        for (const [, seen, due] of await Promise.all([run(plans[0], 0), run(plans[1], 1), run(plans[2], 2)]))
          expect(seen).toEqual(due)
        const ended = log.includes('ended')
        if (log.includes('opened')) expect(log).toEqual(['opened', ended ? 'ended' : 'closed'])
      }),
    )
  })

  test.each([
    [{ by: parity, keys: [] }, RangeError, /^keys must be at least one, .* got: none$/],
    [{ by: parity, keys: ['a', 'a'] }, RangeError, /^keys must be .* each another, got: "a", "a"$/],
    [{ by: parity, keys: [0, '0'] }, RangeError, /^keys must be .* each another, got: 0, "0"$/],
    [{ by: parity, keys: 'ab' }, TypeError, /^keys must be an array, got: "ab"$/],
    [{ by: parity, keys: [{}] }, TypeError, /^a key must be a string or a number, got: Object$/],
    [{ by: parity, partitions: 0 }, RangeError, /^partitions must be an integer of at least 1, got: 0$/],
    [{ by: parity }, TypeError, /^either keys or partitions must be given, got: neither$/],
    [{ by: parity, keys: ['a'], partitions: 1 }, TypeError, /^either keys or partitions must be given, got: both$/],
    [{ by: 'a', keys: ['a'] }, TypeError, /^by must be a function, got: "a"$/],
    [{ by: parity, keys: ['a'], capacity: -1 }, RangeError, /^capacity must be .* got: -1$/],
    [{ by: parity, keys: ['a'], overflow: 'wait' }, RangeError, /^overflow must be .* got: "wait"$/],
    [undefined, TypeError, /^options must be an object, got: undefined$/],
  ])('refuses %j', (options, kind, text) => refuses(() => partition(options as never), kind, text))

  test('infers its types in a pipe', () => {
    const byKey = pipe(
      range(1, 3),
      partition({ by: (n) => (n > 1 ? 'a' : 'b'), keys: ['a', 'b'], onDrop: (n) => n.toFixed() }),
    )
    expectTypeOf(byKey).toEqualTypeOf<{ readonly a: Branch<number>; readonly b: Branch<number> }>()
    const byNumber = pipe(range(1, 3), map(String), partition({ by: (s) => s.length, keys: [0, 1] }))
    expectTypeOf(byNumber).toEqualTypeOf<{ readonly 0: Branch<string>; readonly 1: Branch<string> }>()
    const hashed = pipe(range(1, 3), partition({ by: (n) => O.some(n), partitions: 2 }))
    expectTypeOf(hashed).toEqualTypeOf<readonly [Branch<number>, Branch<number>]>()
    // @ts-expect-error there is no such branch
    expect(byKey.c).toBe(undefined)
    // @ts-expect-error keys are strings or numbers
    expect(() => partition({ by: () => 'a', keys: [true] })).toThrow(TypeError)
    // @ts-expect-error either keys or partitions
    expect(() => partition({ by: () => 'a' })).toThrow(TypeError)
  })
})
