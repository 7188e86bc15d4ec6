import { flow, pipe } from 'fp-ts/lib/function.js'
import { concat, ensuring, type ExitCase, fail, filter, map, range, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'
import { openCalls, quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

const done = { value: undefined, done: true }

const again = (error: unknown): never => {
  throw error
}

const noted = (): { readonly exits: ExitCase[]; readonly note: (exit: ExitCase) => void } => {
  const exits: ExitCase[] = []
  return { exits, note: (exit) => void exits.push(exit) }
}

/** Collects what is reported beside the errors that the consumer gets. */
const reported = async (body: () => Promise<void>): Promise<readonly unknown[]> => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  await body()
  const errors = warn.mock.calls.map((args: readonly unknown[]) => args.at(-1))
  warn.mockRestore()
  return errors
}

describe('ensuring', () => {
  describe('at once', () => {
    obeysTheLaws({ stage: ensuring(() => 'ignored'), model: (values) => values, lookahead: 0 })
  })
  describe('with a promise', () => {
    obeysTheLaws({ stage: ensuring(() => quiet()), model: (values) => values, lookahead: 0 })
  })

  describe('tells', () => {
    test('that its source has ended', async () => {
      const { exits, note } = noted()
      await pipe(range(1, 3), ensuring(note), toArray)
      await pipe([], ensuring(note), toArray)
      expect(exits).toEqual([{ _tag: 'Succeeded' }, { _tag: 'Succeeded' }])
    })

    test('that its source has failed, and with what', async () => {
      const { exits, note } = noted()
      for (const error of [new Error('no'), undefined])
        await pipe(fail(error), ensuring(note), toArray).catch(() => undefined)
      expect(exits).toEqual([
        { _tag: 'Errored', error: new Error('no') },
        { _tag: 'Errored', error: undefined },
      ])
    })

    test('that its source could not be opened', async () => {
      const { exits, note } = noted()
      const source: Iterable<number> = { [Symbol.iterator]: () => again('shut') }
      await pipe(source, ensuring(note), toArray).catch(() => undefined)
      expect(exits).toEqual([{ _tag: 'Errored', error: 'shut' }])
    })

    test('that the consumer has left', async () => {
      const { exits, note } = noted()
      const values = iterate(pipe(range(1), ensuring(note)))
      await values.next()
      await values.return?.()
      expect(exits).toEqual([{ _tag: 'Canceled' }])
    })

    test('that a stage below has had enough', async () => {
      const { exits, note } = noted()
      expect(await pipe(range(1, 2), ensuring(note), take(2), toArray)).toEqual([1, 2])
      expect(exits).toEqual([{ _tag: 'Canceled' }])
    })

    test('that a stage below has thrown, which is no error of its source', async () => {
      const { exits, note } = noted()
      await expect(pipe(range(1), ensuring(note), map(again), toArray)).rejects.toBe(1)
      expect(exits).toEqual([{ _tag: 'Canceled' }])
    })

    test('once, in whatever order the ends come', async () => {
      const { exits, note } = noted()
      const values = iterate(pipe(range(1, 1), ensuring(note)))
      await Promise.all([values.next(), values.next(), values.next(), values.return?.(), values.return?.()])
      await values.return?.()
      await values.next()
      expect(exits).toHaveLength(1)
    })

    test('nothing where nothing was opened', async () => {
      const { exits, note } = noted()
      const source = prompted<number>()
      await iterate(pipe(source, ensuring(note))).return?.()
      expect(await pipe(source, ensuring(note), take(0), toArray)).toEqual([])
      expect([exits, source.log]).toEqual([[], []])
    })

    test('each run of its own', async () => {
      const { exits, note } = noted()
      const values = pipe(range(1, 3), ensuring(note))
      await Promise.all([toArray(values), toArray(values)])
      expect(exits).toEqual([{ _tag: 'Succeeded' }, { _tag: 'Succeeded' }])
    })
  })

  describe('waits for its function', () => {
    test('before it says done', async () => {
      const { f, calls } = openCalls<ExitCase, void>()
      const end = vi.fn<() => void>()
      void pipe(
        range(1, 2),
        ensuring((exit) => f(exit, AbortSignal.any([]))),
        toArray,
      ).then(end)
      await quiet()
      expect([calls.length, end.mock.calls.length]).toEqual([1, 0])
      calls[0]?.resolve()
      await quiet()
      expect(end).toHaveBeenCalledOnce()
    })

    test('before it gives the error', async () => {
      const order: string[] = []
      const slow = async (): Promise<void> => {
        await quiet()
        order.push('released')
      }
      await pipe(fail('no'), ensuring(slow), toArray).catch((error: unknown) => order.push(String(error)))
      expect(order).toEqual(['released', 'no'])
    })

    test('before the return() of the consumer settles, when its source has closed', async () => {
      const order: string[] = []
      const source = prompted<number>(() => void order.push('closed'))
      const slow = async (): Promise<void> => {
        order.push('called')
        await quiet()
        order.push('released')
      }
      const values = iterate(pipe(source, ensuring(slow)))
      const first = values.next()
      source.give(1)
      await first
      await values.return?.()
      order.push('left')
      expect(order).toEqual(['closed', 'called', 'released', 'left'])
    })

    test('where it is at work already and the consumer leaves', async () => {
      const { f, calls } = openCalls<ExitCase, void>()
      const left = vi.fn<() => void>()
      const values = iterate(
        pipe(
          [],
          ensuring((exit) => f(exit, AbortSignal.any([]))),
        ),
      )
      const end = values.next()
      await quiet()
      void values.return?.().then(left)
      expect(await end).toEqual(done)
      await quiet()
      expect(left).not.toHaveBeenCalled()
      calls[0]?.resolve()
      await quiet()
      expect([left.mock.calls.length, calls.length]).toEqual([1, 1])
    })

    test('also where its source owes an answer that never comes', async () => {
      const { exits, note } = noted()
      const source = prompted<number>()
      const values = iterate(pipe(source, ensuring(note)))
      const pending = values.next()
      await values.return?.()
      expect(await pending).toEqual(done)
      expect([exits, source.log]).toEqual([[{ _tag: 'Canceled' }], ['opened', 'pulled', 'closed']])
    })
  })

  describe('where its function fails', () => {
    test.each([
      ['throws', again],
      ['rejects', async () => again('release')],
    ])('(it %s), fails a clean end with that', async (_, f) => {
      const errors = await reported(async () => {
        const values = iterate(
          pipe(
            range(1, 1),
            ensuring(() => f('release')),
          ),
        )
        expect(await values.next()).toEqual({ value: 1, done: false })
        await expect(values.next()).rejects.toBe('release')
        expect(await values.next()).toEqual(done)
      })
      expect(errors).toEqual([])
    })

    test('tells the consumer that leaves', async () => {
      const errors = await reported(async () => {
        const values = iterate(
          pipe(
            range(1),
            ensuring(() => again(undefined)),
          ),
        )
        await values.next()
        await expect(values.return?.()).rejects.toBe(undefined)
      })
      expect(errors).toEqual([])
    })

    test('does not hide the error of the source, and reports its own', async () => {
      const errors = await reported(async () => {
        const values = pipe(
          fail('first'),
          ensuring(() => again('release')),
          toArray,
        )
        await expect(values).rejects.toBe('first')
      })
      expect(errors).toEqual(['release'])
    })

    test('does not hide the error of the consumer, and reports its own', async () => {
      const errors = await reported(async () => {
        const values = pipe(
          range(1),
          ensuring(() => again('release')),
          map(() => again('first')),
          toArray,
        )
        await expect(values).rejects.toBe('first')
      })
      expect(errors).toEqual(['release'])
    })

    test('does not hide a failing close of its source, and reports its own', async () => {
      const source = prompted<number>(() => again('close'))
      const errors = await reported(async () => {
        const values = iterate(
          pipe(
            source,
            ensuring(() => again('release')),
          ),
        )
        const first = values.next()
        source.give(1)
        await first
        await expect(values.return?.()).rejects.toBe('close')
      })
      expect(errors).toEqual(['release'])
    })
  })

  test('calls its function also where closing its source fails, and fails with that', async () => {
    const { exits, note } = noted()
    const source: Iterable<number> = {
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: () => again('close') }),
    }
    const values = iterate(pipe(source, ensuring(note)))
    await values.next()
    await expect(values.return?.()).rejects.toBe('close')
    expect(exits).toEqual([{ _tag: 'Canceled' }])
  })

  test('takes a source that fails to close behind its last value for a failed one', async () => {
    const { exits, note } = noted()
    const source = prompted<number>(() => again('close'))
    source.give(1)
    await expect(pipe(source, take(1), ensuring(note), toArray)).rejects.toBe('close')
    expect(exits).toEqual([{ _tag: 'Errored', error: 'close' }])
  })

  test('runs from the source down where several stand behind each other', async () => {
    const order: string[] = []
    const values = pipe(
      range(1, 2),
      ensuring(async () => {
        await quiet()
        order.push('inner')
      }),
      ensuring(() => order.push('outer')),
    )
    await toArray(values)
    await pipe(values, take(1), toArray)
    expect(order).toEqual(['inner', 'outer', 'inner', 'outer'])
  })

  describe('left from inside', () => {
    test('a stage above it, calls its function once, and gives nothing more', async () => {
      const { exits, note } = noted()
      const seen: number[] = []
      const values: AsyncIterator<number> = iterate(
        pipe(
          range(1),
          map((n) => {
            seen.push(n)
            void values.return?.()
            return n
          }),
          ensuring(note),
          filter(() => false),
        ),
      )
      expect(await values.next()).toEqual(done)
      await quiet()
      expect([seen, exits]).toEqual([[1], [{ _tag: 'Canceled' }]])
    })

    test('its function, neither hangs nor calls it again', async () => {
      const { exits, note } = noted()
      const values: AsyncIterator<number> = iterate(
        pipe(
          range(1, 1),
          ensuring((exit) => {
            note(exit)
            void values.return?.()
            void values.next()
          }),
        ),
      )
      await values.next()
      expect(await values.next()).toEqual(done)
      expect(await values.return?.()).toEqual(done)
      expect(exits).toEqual([{ _tag: 'Succeeded' }])
    })

    test('its function as the consumer has left already, neither hangs nor calls it again', async () => {
      const { exits, note } = noted()
      const values: AsyncIterator<number> = iterate(
        pipe(
          range(1),
          ensuring((exit) => {
            note(exit)
            void values.return?.()
          }),
        ),
      )
      await values.next()
      expect(await values.return?.()).toEqual(done)
      expect(exits).toEqual([{ _tag: 'Canceled' }])
    })
  })

  test('gives all values before the error', async () => {
    const seen: number[] = []
    const values = pipe(
      concat([range(1, 3), fail('end')]),
      ensuring(() => quiet()),
      map((n) => seen.push(n)),
      toArray,
    )
    await expect(values).rejects.toBe('end')
    expect(seen).toEqual([1, 2, 3])
  })

  test('refuses what is not a function', () => {
    refuses(() => ensuring(undefined as never), TypeError, /^f must be a function, got: undefined$/)
  })

  test('keeps the type of its values, and tells ends apart', () => {
    const values = pipe(
      range(1),
      ensuring((exit) => {
        expectTypeOf(exit).toEqualTypeOf<ExitCase>()
        return exit._tag === 'Errored' ? exit.error : undefined
      }),
    )
    expectTypeOf(values).toEqualTypeOf<AsyncIterable<number>>()
    const flowing = flow(
      map((n: number) => String(n)),
      ensuring(() => undefined),
      toArray,
    )
    expectTypeOf(flowing).returns.resolves.toEqualTypeOf<string[]>()
  })
})
