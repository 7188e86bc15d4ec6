import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  channel,
  empty,
  fail,
  fromCallback,
  head,
  map,
  of,
  range,
  switchMap,
  take,
  tap,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

/** An outer channel, inner channels by their names, and what came out so far. */
const switching = () => {
  const happened: string[] = []
  const outer = channel<string>()
  const inners: Record<string, ReturnType<typeof channel<number>>> = { a: channel(), b: channel(), c: channel() }
  const values = iterate(
    pipe(
      outer,
      switchMap((name) => {
        happened.push(`open ${name}`)
        return (async function* (): AsyncIterable<number> {
          try {
            yield* inners[name] ?? empty
          } finally {
            happened.push(`close ${name}`)
          }
        })()
      }),
    ),
  )
  return { happened, outer, inner: (name: string) => inners[name] ?? channel<number>(), values }
}

/** An iterator whose `next` and `return` answer as they are told to. */
const source = (
  next: () => Promise<IteratorResult<number>>,
  close: () => Promise<unknown> = async () => undefined,
): AsyncIterable<number> => ({
  [Symbol.asyncIterator]: () => ({
    next,
    return: async () => {
      await close()
      return { done: true, value: undefined }
    },
  }),
})
const value = async (): Promise<IteratorResult<number>> => ({ done: false, value: 0 })
const stuck = (): Promise<never> => new Promise(() => undefined)

describe('switchMap', () => {
  describe('to arrays', () => {
    obeysTheLaws({
      stage: switchMap((given: unknown) => [given]),
      model: (values) => values,
      lookahead: 0,
      failing: (f) => switchMap((given) => [f(given)]),
    })
  })

  describe('to pipelines, some of them empty', () => {
    obeysTheLaws({
      stage: switchMap((n: number) =>
        n % 2 === 0
          ? empty
          : pipe(
              new Set([n]),
              map((m) => m),
            ),
      ),
      values: fc.nat(9),
      model: (values) => values.filter((n) => n % 2 === 1),
      lookahead: 0,
    })
  })

  test('goes over to the new inner source while a next() is pending', async () => {
    const { outer, inner, values } = switching()
    const first = values.next()
    void outer.push('a')
    await inner('a').push(1)
    expect(await first).toEqual({ value: 1, done: false })
    const second = values.next()
    void outer.push('b')
    await quiet()
    void inner('a').push(2)
    void inner('b').push(3)
    expect(await second).toEqual({ value: 3, done: false })
    await values.return?.()
  })

  test('drops what the inner source before has not given yet', async () => {
    const outer = channel<AnyIterable<number>>()
    const values = iterate(
      pipe(
        outer,
        switchMap((numbers) => numbers),
      ),
    )
    void outer.push(range(1))
    expect(await values.next()).toEqual({ value: 1, done: false })
    expect(await values.next()).toEqual({ value: 2, done: false })
    void outer.push(range(10))
    expect(await values.next()).toEqual({ value: 10, done: false })
    await values.return?.()
  })

  test('lets each inner source give a value where its source always has one', async () => {
    const tens = switchMap((n: number) => [n, n * 10, n * 100])
    expect(await pipe(range(1, 3), tens, toArray)).toEqual([1, 2, 3, 30, 300])
    expect(await pipe(range(1), tens, take(4), toArray)).toEqual([1, 2, 3, 4])
  })

  test('gives all of an inner source, in its order, while no new value comes', async () => {
    const { outer, inner, values } = switching()
    void outer.push('a')
    for (const n of [1, 2, 3]) void inner('a').push(n)
    for (const n of [1, 2, 3]) expect(await values.next()).toEqual({ value: n, done: false })
    await values.return?.()
  })

  test('gives beginnings of the inner sources, and all of the last one, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.nat(3), { maxLength: 5 }), async (scheduler, sizes) => {
        const slowly = async function* <A>(values: readonly A[]): AsyncIterable<A> {
          for (const given of values) yield await scheduler.schedule(Promise.resolve(given))
        }
        const numbered = sizes.map((size, i) => Array.from({ length: size }, (_, j) => [i, j] as const))
        const done = pipe(slowly(numbered), switchMap(slowly), toArray)
        await scheduler.waitFor(done)
        const pairs = await done
        expect(pairs.map(([i]) => i)).toEqual(pairs.map(([i]) => i).toSorted((a, b) => a - b))
        for (const i of sizes.keys()) {
          const given = pairs.filter(([owner]) => owner === i)
          expect(given).toEqual(numbered[i]?.slice(0, i === sizes.length - 1 ? Infinity : given.length))
        }
      }),
    )
  })

  test('reads neither its source nor an inner one while nobody asks', async () => {
    const read: string[] = []
    const counting = (name: string): AsyncIterable<number> =>
      pipe(
        range(1),
        tap((n) => read.push(`${name}${n}`)),
      )
    const values = iterate(
      pipe(
        counting('outer '),
        switchMap(() => counting('inner ')),
      ),
    )
    await values.next()
    await quiet()
    expect(read).toEqual(['outer 1', 'inner 1'])
    await values.next()
    await quiet()
    expect(read).toEqual(['outer 1', 'inner 1', 'outer 2', 'inner 1'])
    await values.return?.()
  })

  test('goes on with the last inner source when its source has ended', async () => {
    const { outer, inner, values } = switching()
    void outer.push('a')
    outer.end()
    for (const n of [1, 2]) {
      const answer = values.next()
      await quiet()
      void inner('a').push(n)
      expect(await answer).toEqual({ value: n, done: false })
    }
    inner('a').end()
    expect(await values.next()).toEqual({ value: undefined, done: true })
  })

  test('waits for its source when the inner one has ended', async () => {
    const { happened, outer, inner, values } = switching()
    void outer.push('a')
    inner('a').end()
    const answer = values.next()
    await quiet()
    expect(happened).toEqual(['open a', 'close a'])
    void outer.push('b')
    void inner('b').push(7)
    expect(await answer).toEqual({ value: 7, done: false })
    inner('b').end()
    outer.end()
    expect(await values.next()).toEqual({ value: undefined, done: true })
  })

  test('is empty where its source is, and where the inner ones are', async () => {
    const none = switchMap(() => empty)
    expect(await pipe(empty, none, toArray)).toEqual([])
    expect(await pipe([1, 2], none, toArray)).toEqual([])
  })

  describe('the inner source before', () => {
    /** A source that gives its second value when it is told. */
    const twice = () => {
      const outer = channel<number>()
      void outer.push(1)
      return outer
    }

    test.each([
      ['an iterator', () => source(stuck)],
      [
        'an async generator',
        async function* (): AsyncIterable<number> {
          await stuck()
          yield 0
        },
      ],
    ])('holds nothing up where it never answers (%s)', async (_, never) => {
      const outer = twice()
      const values = iterate(
        pipe(
          outer,
          switchMap((n) => (n === 1 ? never() : [n])),
        ),
      )
      const answer = values.next()
      await quiet()
      void outer.push(2)
      expect(await answer).toEqual({ value: 2, done: false })
      await values.return?.()
    })

    test('is closed before f is called again, and the source is not read meanwhile', async () => {
      const outer = twice()
      const called: number[] = []
      const release: Array<() => void> = []
      const slow = source(value, () => new Promise<void>((resolve) => release.push(resolve)))
      const values = iterate(
        pipe(
          outer,
          switchMap((n) => {
            called.push(n)
            return n === 1 ? slow : [n]
          }),
        ),
      )
      await values.next()
      for (const n of [2, 3]) void outer.push(n)
      const answer = values.next()
      await quiet()
      expect([called, release.length, outer.size]).toEqual([[1], 1, 1])
      release[0]?.()
      expect(await answer).toEqual({ value: 2, done: false })
      expect(called).toEqual([1, 2])
      await values.return?.()
    })

    test.each([
      ['rejects', (): Promise<unknown> => Promise.reject('close')],
      [
        'throws',
        (): never => {
          throw 'close'
        },
      ],
    ])('fails all where its close %s, and the source is closed', async (_, close) => {
      const outer = twice()
      const called: number[] = []
      const values = iterate(
        pipe(
          outer,
          switchMap((n) => {
            called.push(n)
            return source(value, close)
          }),
        ),
      )
      await values.next()
      void outer.push(2)
      const warned = vi.spyOn(console, 'warn').mockReturnValue()
      await expect(values.next()).rejects.toBe('close')
      expect(warned).not.toHaveBeenCalled()
      warned.mockRestore()
      expect(await values.next()).toEqual({ value: undefined, done: true })
      expect(await outer.push(3)).toBe(false)
      expect(called).toEqual([1])
    })

    test('is waited for where the consumer leaves while it is being closed, and its failure is told', async () => {
      const outer = twice()
      const refuse: Array<(error: unknown) => void> = []
      const slow = source(value, () => new Promise((_, reject) => refuse.push(reject)))
      const values = iterate(
        pipe(
          outer,
          switchMap(() => slow),
        ),
      )
      await values.next()
      void outer.push(2)
      const answer = values.next()
      await quiet()
      const leaving = values.return?.().catch((error: unknown) => error)
      expect(await answer).toEqual({ value: undefined, done: true })
      expect(refuse).toHaveLength(1)
      refuse[0]?.('close')
      expect(await leaving).toBe('close')
    })

    test.each<[string, (leave: () => unknown) => AsyncIterable<number>]>([
      ['a promise', (leave) => source(value, async () => void leave())],
      [
        'no promise',
        (leave) =>
          fromCallback<number>(({ push }) => {
            void push(0)
            return () => void leave()
          }),
      ],
    ])('may make the consumer leave as it is closed with %s, and nothing more is opened', async (_, closing) => {
      const called: number[] = []
      const outer = twice()
      const values: AsyncIterator<number> = iterate(
        pipe(
          outer,
          switchMap((n) => {
            called.push(n)
            return closing(() => values.return?.())
          }),
        ),
      )
      await values.next()
      void outer.push(2)
      expect(await values.next()).toEqual({ value: undefined, done: true })
      await quiet()
      expect(called).toEqual([1])
    })
  })

  test('fails with an inner source, and closes its own', async () => {
    let closed = 0
    const outer = (function* (): Iterable<number> {
      try {
        yield 1
      } finally {
        closed++
      }
    })()
    await expect(
      pipe(
        outer,
        switchMap(() => fail(undefined)),
        toArray,
      ),
    ).rejects.toBe(undefined)
    expect(closed).toBe(1)
  })

  test('fails with an inner source that fails at once, also where its own has another value', async () => {
    const closing = function* (): Iterable<number> {
      yield 1
    }
    const down = (): never => {
      throw 'down'
    }
    for (const inner of [fail('down'), pipe(of(1), map(down)), pipe(closing(), map(down))])
      await expect(
        pipe(
          [1, 2],
          switchMap((n) => (n === 1 ? inner : of(n))),
          toArray,
        ),
      ).rejects.toBe('down')
  })

  test('fails with its source at once, and closes the inner one', async () => {
    const { happened, outer, inner, values } = switching()
    void outer.push('a')
    void inner('a').push(1)
    void inner('a').push(2)
    await values.next()
    outer.fail('outer')
    await expect(values.next()).rejects.toBe('outer')
    expect(happened).toEqual(['open a', 'close a'])
  })

  test('closes the inner source and its own where the consumer leaves', async () => {
    const { happened, outer, inner, values } = switching()
    void outer.push('a')
    void inner('a').push(1)
    await values.next()
    await values.return?.()
    expect(happened).toEqual(['open a', 'close a'])
    expect(await outer.push('b')).toBe(false)
  })

  test('opens nothing where f makes the consumer leave', async () => {
    let opened = 0
    const values: AsyncIterator<number> = iterate(
      pipe(
        range(1),
        switchMap((): AsyncIterable<number> => {
          void values.return?.()
          return { [Symbol.asyncIterator]: () => (opened++, iterate(of(1))) }
        }),
      ),
    )
    expect(await values.next()).toEqual({ value: undefined, done: true })
    expect(opened).toBe(0)
  })

  test('maps undefined like anything else', async () => {
    const same = switchMap((given: undefined) => [given])
    expect(await pipe([undefined, undefined], same, toArray)).toEqual([undefined, undefined])
  })

  test('refuses an inner string and what cannot be iterated', async () => {
    const message = 'what f gives must be iterable and not a string, got: "ab"'
    const letters = switchMap(() => 'ab')
    await expect(pipe([1], letters, toArray)).rejects.toThrow(new TypeError(message))
    const promised = switchMap((() => Promise.resolve([1])) as never)
    await expect(pipe([1], promised, head)).rejects.toThrow(/^a source must be iterable, got: /)
  })

  test('refuses what is not a function', () => {
    refuses(() => switchMap([1] as never), TypeError, /^f must be a function, got: /)
  })

  test('infers its types in a pipe', () => {
    expectTypeOf(
      pipe(
        range(1, 3),
        switchMap((n) => (n > 1 ? [String(n)] : empty)),
      ),
    ).toEqualTypeOf<AsyncIterable<string>>()
  })
})
