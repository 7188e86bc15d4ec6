import { pipe } from 'fp-ts/lib/function.js'
import { none, some } from 'fp-ts/lib/Option.js'
import {
  type AnyIterable,
  changes,
  dropWhile,
  expand,
  filter,
  filterMap,
  filterWithIndex,
  flatMap,
  group,
  iterate,
  map,
  mapAccum,
  mapAsync,
  mapWithIndex,
  prefetch,
  scan,
  stage,
  take,
  takeWhile,
  tap,
  toArray,
  transform,
  unfold,
  uniq,
} from 'sluice'
import { describe, expect, test, vi } from 'vitest'

/** Tells what is done to it; `asked` is called inside each of its `next()`, with how many came before. */
type Watched = (log: string[], asked?: (before: number) => void) => AnyIterable<number>

const iterator = (log: string[], asked: (before: number) => void) => {
  let given = 0
  return {
    next: () => {
      log.push('next')
      asked(given)
      return { done: false, value: given++ }
    },
    return: () => {
      log.push('return')
      return { done: true, value: undefined }
    },
  }
}

const ignore = (): void => undefined

const plain: Watched = (log, asked = ignore) => ({
  [Symbol.iterator]: () => iterator(log, asked) as Iterator<number>,
})

const asynchronous: Watched = (log, asked = ignore) => ({
  [Symbol.asyncIterator]: () => {
    const { next, return: close } = iterator(log, asked)
    return { next: async () => next(), return: async () => close() } as AsyncIterator<number>
  },
})

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

describe.each([
  ['an iterable', plain],
  ['an async iterable', asynchronous],
])('leaving %s from inside', (_, watched) => {
  test('a user function: it is closed once and not asked again, whatever the stage below wants', async () => {
    const log: string[] = []
    const leave = vi.fn<(n: number) => number>((n) => {
      void values.return!()
      return n
    })
    const values: AsyncIterator<number> = pipe(
      watched(log),
      map(leave),
      filter(() => false),
    )[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: true, value: undefined })
    await turn()
    expect(log).toEqual(['next', 'return'])
  })

  test.each([0, 1])('its own next() number %i: it is closed when that has answered', async (n) => {
    const log: string[] = []
    const source = watched(log, (before) => before === n && void values.return!())
    const values: AsyncIterator<number> = pipe(
      source,
      map((value) => value),
    )[Symbol.asyncIterator]()
    for (let i = 0; i <= n; i++) await values.next()
    await turn()
    expect(log).toEqual([...Array.from({ length: n + 1 }, () => 'next'), 'return'])
  })

  test('what reads ahead: it is not asked again', async () => {
    const log: string[] = []
    expect(await pipe(watched(log), prefetch(4), take(1), toArray)).toEqual([0])
    await turn()
    expect(log.lastIndexOf('next')).toBeLessThan(log.indexOf('return'))
  })
})

describe('after a consumer has left from inside', () => {
  const leaving = (read: (leave: (n: number) => number) => AsyncIterable<unknown>): AsyncIterator<unknown> => {
    const values: AsyncIterator<unknown> = read((n) => {
      void values.return!()
      return n
    })[Symbol.asyncIterator]()
    return values
  }

  test('no user function of the same pull starts', async () => {
    const f = vi.fn<(leave: (n: number) => number) => number>((leave) => leave(1))
    const values = leaving((leave) =>
      pipe(
        [1, 2, 3],
        map(() => f(leave)),
        filter(() => false),
      ),
    )
    await values.next()
    expect(f).toHaveBeenCalledTimes(1)
  })

  test('no list is taken apart any further', async () => {
    const f = vi.fn<(n: number) => number>((n) => n)
    const values = leaving((leave) =>
      pipe(
        [[1, 2, 3]],
        flatMap((list) => list),
        map((n) => f(leave(n))),
        filter(() => false),
      ),
    )
    await values.next()
    expect(f).toHaveBeenCalledTimes(1)
  })

  test.each<
    [string, (inner: (n: number) => AnyIterable<number>) => (source: AnyIterable<number>) => AsyncIterable<number>]
  >([
    ['flatMap', flatMap],
    ['expand', expand],
    ['transform', (inner) => transform(0, (state, n) => [state, inner(n)])],
    ['the flush of transform', (inner) => transform<number, number, number>(50, (state) => [state, []], inner)],
  ])('%s opens no inner source that comes too late', async (_, stage) => {
    const log: string[] = []
    const values: AsyncIterator<number> = stage((n) => {
      if (n < 50) return []
      void values.return!()
      return asynchronous(log)
    })(Array.from({ length: 51 }, (_, n) => n))[Symbol.asyncIterator]()
    // Asked for several at once, it goes over many in one pull.
    await Promise.all(Array.from({ length: 60 }, () => values.next()))
    await turn()
    expect(log).toEqual([])
  })

  test('an unordered call that answers at once is not handed on', async () => {
    const f = vi.fn<(n: number) => number>((n) => n)
    const values = leaving((leave) => pipe([1, 2, 3], mapAsync(leave, { concurrency: 3, ordered: false }), map(f)))
    expect(await values.next()).toEqual({ done: true, value: undefined })
    await turn()
    expect(f).not.toHaveBeenCalled()
  })
})

describe('a user function that makes the consumer leave is the last one called:', () => {
  type Use = (n: number) => number
  const stages: Record<string, (use: Use) => (source: AnyIterable<number>) => AsyncIterable<unknown>> = {
    'map': (use) => map(use),
    'mapWithIndex': (use) => mapWithIndex((_, n: number) => use(n)),
    'filter': (use) => filter((n: number) => use(n) >= 0),
    'filterWithIndex': (use) => filterWithIndex((_, n: number) => use(n) >= 0),
    'filterMap': (use) => filterMap((n: number) => some(use(n))),
    'tap': (use) => tap((n: number) => void use(n)),
    'scan': (use) => scan(0, (_, n: number) => use(n)),
    'mapAccum': (use) => mapAccum(0, (state, n: number) => [state, use(n)]),
    'takeWhile': (use) => takeWhile((n: number) => use(n) >= 0),
    'takeWhile that ends': (use) => takeWhile((n: number) => use(n) < 0, { inclusive: true }),
    'dropWhile': (use) => dropWhile((n: number) => use(n) < 0),
    'changes': (use) => changes({ equals: (_, n: number) => use(n) < 0 }),
    'uniq': (use) => uniq({ by: use }),
    'group': (use) => group({ equals: (_, n: number) => use(n) < 0 }),
    'stage': (use) => stage<number, number>('mine', (down) => ({ ...down, next: (n) => down.next(use(n)) })),
    'mapAsync': (use) => mapAsync(use),
    'flatMap': (use) => flatMap((n: number) => [use(n)]),
    'transform': (use) => transform(0, (state, n: number) => [state, [use(n)]]),
  }
  const names = Object.keys(stages)
  const pairs = names.flatMap((upper) => names.map((lower) => [upper, lower] as const))

  /** Gives what the lower function was called with after the upper one had made the consumer leave. */
  const lateCalls = async (build: (leave: Use) => AnyIterable<number>, lower: string): Promise<number[]> => {
    const late: number[] = []
    let left = false
    const source = build((n) => {
      left = true
      void values.return!()
      return n
    })
    const below = stages[lower]!((n) => {
      if (left) late.push(n)
      return n
    })
    const values = below(source)[Symbol.asyncIterator]()
    while ((await values.next()).done !== true);
    await turn()
    return late
  }

  test.each(pairs)('in %s, and not that of %s behind it', async (upper, lower) => {
    const late = await lateCalls((leave) => stages[upper]!(leave)([1, 2, 3, 4]) as AsyncIterable<number>, lower)
    expect(late).toEqual([])
  })

  test.each(names)('in a source, and not that of %s', async (lower) => {
    const sources: Array<(leave: Use) => AnyIterable<number>> = [
      (leave) => iterate(1, (n) => leave(n + 1)),
      (leave) => unfold(1, (n) => (n > 5 ? none : some([leave(n), n + 1]))),
    ]
    for (const source of sources) expect(await lateCalls(source, lower)).toEqual([])
  })
})

test('a close that fails behind the last value is told to who leaves instead of asking on', async () => {
  const source: Iterable<number> = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false, value: 1 }),
      return: () => {
        throw new Error('close')
      },
    }),
  }
  const values = pipe(source, take(1))[Symbol.asyncIterator]()
  await values.next()
  await expect(values.return!()).rejects.toThrow('close')
})

test('a close that fails where a source has left from inside its next() is reported', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        void values.return?.()
        return { done: false, value: 1 }
      },
      return: async () => {
        throw new Error('close')
      },
    }),
  }
  const values: AsyncIterator<number> = pipe(
    source,
    map((n) => n),
  )[Symbol.asyncIterator]()
  expect(await values.next()).toEqual({ value: undefined, done: true })
  await turn()
  expect(warn.mock.calls.map(([, error]: readonly unknown[]) => error)).toEqual([new Error('close')])
  warn.mockRestore()
})
