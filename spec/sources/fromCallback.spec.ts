import { pipe } from 'fp-ts/lib/function.js'
import {
  type Emit,
  filter,
  fromCallback,
  type FromCallbackOptions,
  map,
  OverflowError,
  stage,
  take,
  toArray,
} from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

/** A source that is fed from the test; the first ask stays open. */
const fed = <A>(cleanUp?: () => void | PromiseLike<unknown>, options?: FromCallbackOptions<A>) => {
  let emit: Emit<A> | undefined
  const source = fromCallback<A>((given) => {
    emit = given
    return cleanUp
  }, options)
  const values = source[Symbol.asyncIterator]()
  const first = values.next()
  return { values, first, emit: emit! }
}

const counted = () => {
  let count = 0
  return { cleanUp: () => void count++, count: () => count }
}

const done = { done: true, value: undefined }

describe('fromCallback', () => {
  describe('with an end', () => {
    sourceObeysTheLaws({
      source: () =>
        fromCallback<number>(({ push, end }) => {
          for (const n of [1, 2, 3]) void push(n)
          end()
        }),
      values: [1, 2, 3],
    })
  })
  describe('that waits', () => {
    sourceObeysTheLaws({ source: () => fromCallback(() => undefined), values: [], afterwards: 'waits' })
  })
  describe('that fails', () => {
    sourceObeysTheLaws({
      source: () => fromCallback<number>(({ push, fail }) => void push(1).finally(() => fail(undefined))),
      values: [1],
      afterwards: { fails: undefined },
    })
  })
  describe('that goes on', () => {
    sourceObeysTheLaws({
      source: () =>
        fromCallback<number>(
          ({ push }) => {
            void (async () => {
              for (let n = 0; await push(n); n++);
            })()
          },
          { overflow: 'block', capacity: 2 },
        ),
      values: [0, 1, 2, 3],
      afterwards: 'goes on',
    })
  })

  test('calls register at the first ask, once for each iteration', async () => {
    let calls = 0
    const source = fromCallback<number>(({ push, end }) => {
      void push(++calls)
      end()
    })
    const values = source[Symbol.asyncIterator]()
    expect(calls).toBe(0)
    expect(await values.next()).toEqual({ done: false, value: 1 })
    expect(await values.next()).toEqual(done)
    expect(calls).toBe(1)
    expect(await toArray(source)).toEqual([2])
  })

  test('gives what is pushed as register runs, and later', async () => {
    const { emit, values, first } = fed<string>()
    void emit.push('a')
    void emit.push('b')
    expect(await first).toEqual({ done: false, value: 'a' })
    expect(await values.next()).toEqual({ done: false, value: 'b' })
    emit.end()
    expect(await values.next()).toEqual(done)
  })

  test.each([undefined, null])('gives %j like every other value', async (value) => {
    const { emit, first, values } = fed()
    void emit.push(value)
    expect(await first).toEqual({ done: false, value })
    await values.return?.()
  })

  test('ends, and fails, after what has been pushed before', async () => {
    const ending = fromCallback<number>(({ push, end }) => {
      void push(1)
      end()
      void push(2)
    })
    expect(await toArray(ending)).toEqual([1])
    const error = new Error('no')
    const { emit, first, values } = fed<number>()
    void emit.push(1)
    emit.fail(error)
    emit.end()
    expect(await first).toEqual({ done: false, value: 1 })
    await expect(values.next()).rejects.toBe(error)
    expect(await values.next()).toEqual(done)
  })

  test('fails with what register throws', async () => {
    const thrown = fromCallback(() => {
      throw undefined
    })
    await expect(toArray(thrown)).rejects.toBe(undefined)
  })

  test('fails with what register throws after what that has pushed', async () => {
    const values = fromCallback<number>(({ push }) => {
      void push(1)
      void push(2)
      throw undefined
    })[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 1 })
    expect(await values.next()).toEqual({ done: false, value: 2 })
    await expect(values.next()).rejects.toBe(undefined)
    expect(await values.next()).toEqual(done)
  })

  test('reports what register throws where the consumer has left from within, or it has ended', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const left: AsyncIterator<unknown> = fromCallback(() => {
      void left.return?.()
      throw new Error('left')
    })[Symbol.asyncIterator]()
    expect(await left.next()).toEqual(done)
    const ended = fromCallback(({ end }) => {
      end()
      throw new Error('ended')
    })
    expect(await toArray(ended)).toEqual([])
    expect(warn.mock.calls.map((call) => String(call.at(-1)))).toEqual(['Error: left', 'Error: ended'])
    warn.mockRestore()
  })

  test('throws what onDrop throws at whoever pushes', async () => {
    const { emit, values } = fed<number>(undefined, {
      capacity: 0,
      overflow: 'drop-newest',
      onDrop: () => {
        throw new Error('dropped')
      },
    })
    void emit.push(1)
    await turn()
    expect(() => emit.push(2)).toThrow('dropped')
    await values.return?.()
  })

  test('tells by the answer of push whether the value was taken', async () => {
    const { emit, values } = fed<number>()
    expect(await emit.push(1)).toBe(true)
    await values.return?.()
    expect(await emit.push(2)).toBe(false)
  })

  describe('the clean-up', () => {
    test('runs when the consumer leaves', async () => {
      const { cleanUp, count } = counted()
      const { values, first } = fed(cleanUp)
      expect(count()).toBe(0)
      await values.return?.()
      expect(await first).toEqual(done)
      expect(count()).toBe(1)
      await values.return?.()
      expect(count()).toBe(1)
    })

    test('runs before the end is said', async () => {
      const { cleanUp, count } = counted()
      const { emit, first, values } = fed<number>(cleanUp)
      void emit.push(1)
      emit.end()
      expect(await first).toEqual({ done: false, value: 1 })
      expect(count()).toBe(0)
      expect(await values.next()).toEqual(done)
      expect(count()).toBe(1)
      await values.return?.()
      expect(count()).toBe(1)
    })

    test('runs before an error is given', async () => {
      const { cleanUp, count } = counted()
      const { emit, first } = fed(cleanUp)
      emit.fail('no')
      await expect(first).rejects.toBe('no')
      expect(count()).toBe(1)
    })

    test('runs where it overflows', async () => {
      const { cleanUp, count } = counted()
      const { emit, first, values } = fed<number>(cleanUp, { capacity: 1 })
      expect(await Promise.all([emit.push(1), first])).toEqual([true, { done: false, value: 1 }])
      expect(await Promise.all([emit.push(2), emit.push(3), emit.push(4)])).toEqual([true, false, false])
      expect(await values.next()).toEqual({ done: false, value: 2 })
      await expect(values.next()).rejects.toThrow(OverflowError)
      expect(count()).toBe(1)
    })

    test('runs where a function behind it throws, and as take gives its last value', async () => {
      const { cleanUp, count } = counted()
      const source = fromCallback<number>(({ push }) => {
        void push(1)
        return cleanUp
      })
      const failing = map(() => {
        throw new Error('no')
      })
      await expect(toArray(failing(source))).rejects.toThrow('no')
      expect(count()).toBe(1)
      expect(await pipe(source, take(1), toArray)).toEqual([1])
      expect(count()).toBe(2)
    })

    test('runs where register ends at once', async () => {
      const { cleanUp, count } = counted()
      const source = fromCallback(({ end }) => {
        end()
        return cleanUp
      })
      expect(await toArray(source)).toEqual([])
      expect(count()).toBe(1)
    })

    test('runs where the consumer leaves from within register', async () => {
      const { cleanUp, count } = counted()
      const values: AsyncIterator<unknown> = fromCallback(({ push, end }) => {
        void values.return?.()
        void push(1)
        end()
        return cleanUp
      })[Symbol.asyncIterator]()
      expect(await values.next()).toEqual(done)
      await turn()
      expect(count()).toBe(1)
    })

    test('is waited for where it promises', async () => {
      let finish: () => void = () => undefined
      const finished = new Promise<void>((resolve) => (finish = resolve))
      const { emit, first, values } = fed<number>(() => finished)
      void emit.push(1)
      await first
      emit.end()
      let answered = false
      const last = values.next().finally(() => (answered = true))
      await turn()
      expect(answered).toBe(false)
      finish()
      expect(await last).toEqual(done)
    })

    test('tells its failure where the consumer leaves, and at the end', async () => {
      const error = new Error('stuck')
      const failing = (): Promise<never> => Promise.reject(error)
      const left = fed<number>(failing)
      await expect(left.values.return?.()).rejects.toBe(error)
      const ended = fed<number>(failing)
      ended.emit.end()
      await expect(ended.first).rejects.toBe(error)
    })

    test('hides no earlier error by its own', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const second = new Error('second')
      const { emit, first } = fed<number>(() => {
        throw second
      })
      emit.fail('first')
      await expect(first).rejects.toBe('first')
      expect(warn.mock.calls.flat()).toContain(second)
      warn.mockRestore()
    })

    test('may be a subscription', async () => {
      let subscribed = 0
      const source = fromCallback<number>(({ push }) => {
        const subscription = {
          open: ++subscribed,
          unsubscribe() {
            subscribed -= this.open
          },
        }
        void push(1)
        return subscription
      })
      expect(await pipe(source, take(1), toArray)).toEqual([1])
      expect(subscribed).toBe(0)
      const values = source[Symbol.asyncIterator]()
      await values.next()
      const waiting = values.next()
      expect(subscribed).toBe(1)
      await values.return?.()
      expect(subscribed).toBe(0)
      expect(await waiting).toEqual(done)
    })

    test('may be something else that register gives: it is not called', async () => {
      const source = fromCallback<number>((({ push, end }: Emit<number>) => {
        const pushed = push(1)
        end()
        return pushed
      }) as never)
      expect(await toArray(source)).toEqual([1])
    })
  })

  describe('whose register promises', () => {
    /** What the types forbid, and is done all the same. */
    const registering = (register: (emit: Emit<number>) => Promise<unknown>): AsyncIterable<number> =>
      fromCallback<number>(register as never)

    test.each([new Error('refused'), undefined])(
      'fails where that rejects, with %s, behind what was pushed',
      async (error) => {
        const seen: number[] = []
        const source = registering(async ({ push }) => {
          await push(1)
          throw error
        })
        await expect(
          pipe(
            source,
            map((n) => seen.push(n)),
            toArray,
          ),
        ).rejects.toBe(error)
        expect(seen).toEqual([1])
      },
    )
    test('reports that it rejects where the source has ended before, or its consumer has left', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const ended = registering(async ({ end }) => {
        end()
        throw 'ended'
      })
      expect(await toArray(ended)).toEqual([])
      const left = registering(async ({ push }) => {
        await push(1)
        await turn()
        throw 'left'
      })
      expect(await pipe(left, take(1), toArray)).toEqual([1])
      await turn()
      await turn()
      expect(warn.mock.calls.map(([, error]) => error as unknown)).toEqual(['ended', 'left'])
      warn.mockRestore()
    })
    test('calls the clean-up that it promises, once, also where that comes when the consumer has left', async () => {
      const { cleanUp, count } = counted()
      const source = registering(async ({ push }) => {
        await push(1)
        return cleanUp
      })
      const values = source[Symbol.asyncIterator]()
      await values.next()
      await turn()
      expect(count()).toBe(0)
      await values.return?.()
      expect(count()).toBe(1)
      await pipe(source, take(1), toArray)
      await turn()
      expect(count()).toBe(2)
    })
  })

  test('holds 1024 values where no capacity is given, then fails', async () => {
    const source = fromCallback<number>(({ push }) => {
      for (let n = 0; n < 1025; n++) void push(n)
    })
    const values = source[Symbol.asyncIterator]()
    for (let n = 0; n < 1024; n++) expect(await values.next()).toEqual({ done: false, value: n })
    await expect(values.next()).rejects.toThrow('more than 1024 values wait')
  })

  test('drops the oldest value, or the newest, where it is told to', async () => {
    const kept = async (overflow: 'drop-oldest' | 'drop-newest') => {
      const dropped: number[] = []
      const source = fromCallback<number>(
        ({ push, end }) => {
          for (const n of [1, 2, 3, 4]) void push(n)
          end()
        },
        { capacity: 2, overflow, onDrop: (value) => dropped.push(value) },
      )
      return { held: await toArray(source), dropped }
    }
    expect(await kept('drop-oldest')).toEqual({ held: [3, 4], dropped: [1, 2] })
    expect(await kept('drop-newest')).toEqual({ held: [1, 2], dropped: [3, 4] })
  })

  test('lets a push wait for room where it is told to block', async () => {
    const { emit, first, values } = fed<number>(undefined, { capacity: 1, overflow: 'block' })
    void emit.push(1)
    await first
    expect(await emit.push(2)).toBe(true)
    let taken = false
    void emit.push(3).then(() => (taken = true))
    await turn()
    expect(taken).toBe(false)
    expect(await values.next()).toEqual({ done: false, value: 2 })
    expect(taken).toBe(true)
    await values.return?.()
  })

  test('takes what is pushed while a value is being handled', async () => {
    const source = fromCallback<number>((emit) => {
      push = emit.push
      void push(1)
    })
    let push: Emit<number>['push']
    const values = pipe(
      source,
      map((n) => {
        void push(n + 1)
        return n
      }),
      take(4),
      toArray,
    )
    expect(await values).toEqual([1, 2, 3, 4])
  })

  test('gives and flushes nothing once the consumer has left in the middle of a push', async () => {
    const seen: number[] = []
    let flushed = 0
    const flushing = stage<number, number>('flushing', (down) => ({
      ...down,
      end: () => {
        flushed++
        down.end()
      },
    }))
    const values = pipe(
      fromCallback<number>(({ push, end }) => {
        void push(1)
        void push(2)
        end()
      }),
      flushing,
      filter((n) => {
        seen.push(n)
        void values.return?.()
        return false
      }),
    )[Symbol.asyncIterator]()
    expect(await values.next()).toEqual(done)
    expect(seen).toEqual([1])
    expect(flushed).toBe(0)
  })

  test('refuses what it cannot use', () => {
    refuses(() => fromCallback(1 as never), TypeError, /^register must be a function, got: 1$/)
    refuses(
      () => fromCallback(() => undefined, { capacity: 0.5 }),
      RangeError,
      /^capacity must be an integer of at least 0, or Infinity, got: 0.5$/,
    )
    refuses(
      () => fromCallback(() => undefined, { overflow: 'drop' as never }),
      RangeError,
      /^overflow must be one of "error", "drop-oldest", "drop-newest", "block", got: "drop"$/,
    )
  })

  test('is told its type', () => {
    expectTypeOf(fromCallback<number>(() => undefined)).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(fromCallback(({ push }: Emit<string>) => void push('a'))).toEqualTypeOf<AsyncIterable<string>>()
  })
})
