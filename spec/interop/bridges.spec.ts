import { Readable } from 'node:stream'
import { Effect, Fiber, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import * as Rx from 'rxjs'
import { type AnyIterable, from, fromCallback, map, take, toArray, toReadableStream } from 'sluice'
import { describe, expect, test } from 'vitest'
import { quiet } from '../openCalls.ts'
import { watched } from '../transforms/watched.ts'

/** How another house reads a source of ours. */
interface Reader {
  readonly name: string
  /** Builds what reads it, and nothing else. */
  readonly build: (source: AsyncIterable<unknown>) => unknown
  /** Reads so many values, each of them handed to `each`, which it waits for where it can, and leaves. */
  readonly read: (source: AsyncIterable<unknown>, n: number, each?: (value: unknown) => unknown) => Promise<unknown>
  /** Reads on, and gives what leaves. */
  readonly start: (source: AsyncIterable<unknown>) => () => unknown
}

const streamOf = (source: AsyncIterable<unknown>) => Stream.fromAsyncIterable(source, (error) => ({ error }))

const fromWeb = (open: (source: AsyncIterable<unknown>) => ReadableStream<unknown>): Omit<Reader, 'name'> => ({
  build: open,
  read: async (source, n, each) => {
    const reader = open(source).getReader()
    for (let left = n; left > 0; left--) {
      const { done, value } = await reader.read()
      if (done) return
      await each?.(value)
    }
    await reader.cancel()
  },
  start: (source) => {
    const reader = open(source).getReader()
    const reading = (async () => {
      while (!(await reader.read()).done);
    })()
    return () => Promise.all([reader.cancel(), reading])
  },
})

// Of what Node has and its types have not.
const { from: streamFrom } = ReadableStream as unknown as {
  readonly from: (source: AsyncIterable<unknown>) => ReadableStream<unknown>
}

const effect: Reader = {
  name: 'an Effect Stream',
  build: streamOf,
  read: (source, n, each) =>
    Effect.runPromise(
      Stream.runForEach(Stream.take(streamOf(source), n), (value) => Effect.promise(async () => each?.(value))),
    ),
  start: (source) => {
    const fiber = Effect.runFork(Stream.runDrain(streamOf(source)))
    return () => Effect.runPromise(Fiber.interrupt(fiber))
  },
}
const rxjs: Reader = {
  name: 'rxjs',
  build: Rx.from,
  read: (source, n, each) =>
    Rx.lastValueFrom(Rx.from(source).pipe(Rx.take(n), Rx.tap(each)), { defaultValue: undefined }),
  start: (source) => {
    const subscription = Rx.from(source).subscribe()
    return () => subscription.unsubscribe()
  },
}
const node: Reader = {
  name: 'a Node stream',
  build: (source) => Readable.from(source),
  read: async (source, n, each) => {
    let left = n
    for await (const value of Readable.from(source)) {
      await each?.(value)
      if (--left === 0) break
    }
  },
  start: (source) => {
    const readable = Readable.from(source).resume()
    return () => readable.destroy()
  },
}
const web: Reader = { name: 'a web stream', ...fromWeb(toReadableStream) }
const webFrom: Reader = {
  name: 'a web stream by ReadableStream.from',
  ...fromWeb((source) => streamFrom.call(ReadableStream, source)),
}
const readers: readonly Reader[] = [effect, rxjs, node, web, webFrom]

const numbers = Array.from({ length: 50 }, (_, i) => i)
/** A pipeline of ours over that source: what a bridge is laid to. */
const pipeline = (source: AnyIterable<unknown>): AsyncIterable<unknown> =>
  pipe(
    source,
    map((value) => value),
  )

/** Where one waits for each value for a turn of the event loop, how many values have been pulled at each. */
const pulledAtEach = async (reader: Reader): Promise<readonly number[]> => {
  const source = watched(numbers)
  const pulled: number[] = []
  await reader.read(pipeline(source), 3, async () => {
    await quiet()
    pulled.push(source.seen.pulls)
  })
  return pulled
}

describe('a pipeline, given to', () => {
  describe.each(readers)('$name,', (reader) => {
    test('is not opened before it is read (R1)', async () => {
      const source = watched(numbers)
      reader.build(pipeline(source))
      await quiet()
      expect(source.seen).toEqual({ opened: 0, pulls: 0, closed: 0 })
    })

    test('is asked for one value at a time (R3)', async () => {
      let pending = 0
      let most = 0
      const source: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            most = Math.max(most, ++pending)
            await quiet()
            pending--
            return { done: false, value: 1 }
          },
        }),
      }
      await reader.read(source, 5)
      expect(most).toBe(1)
    })

    test('is closed once when it is left (R4)', async () => {
      const source = watched(numbers)
      const read: unknown[] = []
      await reader.read(pipeline(source), 3, (value) => read.push(value))
      await quiet()
      expect({ read, closed: source.seen.closed }).toEqual({ read: [0, 1, 2], closed: 1 })
    })

    test('is not pulled any more when it was left (R7)', async () => {
      const source = watched(numbers)
      await reader.read(pipeline(source), 3)
      await quiet()
      const { pulls } = source.seen
      await quiet()
      expect(source.seen.pulls).toBe(pulls)
    })

    test('fails behind its values, with its own error, and is not closed then (R6)', async () => {
      const error = new Error('no')
      const source = watched([1, 2], { error })
      const read: unknown[] = []
      const failed = reader.read(pipeline(source), 9, async (value) => {
        read.push(value)
        await quiet()
      })
      const caught: unknown = await failed.catch((reason: unknown) => reason)
      expect(reader === effect ? (caught as { error: unknown }).error : caught).toBe(error)
      expect(read).toEqual([1, 2])
      expect(source.seen.closed).toBe(0)
    })

    test('gives undefined as a value', async () => {
      const read: unknown[] = []
      await reader.read(pipeline([undefined, 1]), 2, (value) => read.push(value))
      expect(read).toEqual([undefined, 1])
    })
  })

  describe.each(readers.filter((reader) => reader !== rxjs))('$name,', (reader) => {
    test('is closed at once, also while its source owes an answer (R5)', async () => {
      const source = watched([1], 'hangs')
      const leave = reader.start(pipeline(source))
      await quiet()
      expect(source.seen).toEqual({ opened: 1, pulls: 2, closed: 0 })
      await leave()
      await quiet()
      expect(source.seen).toEqual({ opened: 1, pulls: 2, closed: 1 })
    })
  })

  test('rxjs, is closed when another value comes (R5)', async () => {
    let give: ((result: IteratorResult<number>) => void) | undefined
    let closed = 0
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise((resolve) => void (give = resolve)),
        return: async () => ({ done: true, value: void closed++ }),
      }),
    }
    const leave = rxjs.start(pipeline(source))
    await quiet()
    leave()
    await quiet()
    expect(closed).toBe(0)
    give?.({ done: false, value: 1 })
    await quiet()
    expect(closed).toBe(1)
  })

  test.each([
    [effect, [1, 2, 3]],
    [web, [1, 2, 3]],
    [webFrom, [1, 2, 3]],
  ])('$name, is read when it is asked, and not ahead (R2)', async (reader, pulled) => {
    expect(await pulledAtEach(reader)).toEqual(pulled)
  })

  test('a Node stream, is read ahead by one value (R2)', async () => {
    const source = watched(numbers)
    const readable = Readable.from(pipeline(source))
    const values = readable[Symbol.asyncIterator]()
    for (const pulls of [2, 3, 4]) {
      await values.next()
      await quiet()
      expect(source.seen.pulls).toBe(pulls)
    }
    await values.return?.()
  })

  test('a Node stream, is read ahead as far as that is told (R2)', async () => {
    for (const highWaterMark of [0, 4]) {
      const source = watched(numbers)
      const values = Readable.from(pipeline(source), { highWaterMark })[Symbol.asyncIterator]()
      await values.next()
      await quiet()
      expect(source.seen.pulls).toBe(1 + highWaterMark)
      await values.return?.()
    }
  })

  test('a Node stream, fails at once, without what it has read ahead beyond one value (R6)', async () => {
    const error = new Error('no')
    const readable = Readable.from(pipeline(watched([1, 2, 3], { error })), { highWaterMark: 4 })
    const read: unknown[] = []
    const reading = async () => {
      for await (const value of readable) read.push(value)
    }
    await expect(reading()).rejects.toBe(error)
    expect(read.length).toBeLessThan(3)
  })

  test('rxjs, is read to its end, however busy the consumer is (R2)', async () => {
    const source = watched(numbers)
    const busy = Rx.from(pipeline(source)).pipe(Rx.concatMap(() => Rx.NEVER))
    const subscription = busy.subscribe()
    await quiet()
    expect(source.seen.pulls).toBe(numbers.length + 1)
    subscription.unsubscribe()
  })

  test.each([effect, rxjs, web, webFrom])('$name, may fail with undefined, and give null', async (reader) => {
    const read: unknown[] = []
    const failed = reader.read(pipeline(watched([null], { error: undefined })), 9, (value) => read.push(value))
    await expect(failed).rejects.toEqual(reader === effect ? { error: undefined } : undefined)
    expect(read).toEqual([null])
  })

  test('a Node stream, may neither give null nor fail with undefined', async () => {
    await expect(node.read(pipeline([null]), 1)).rejects.toThrow('May not write null values')
    await expect(node.read(pipeline(watched([], { error: undefined })), 1)).rejects.toThrow('Premature close')
  })

  test('a web stream, answers several reads at once in their order (R8)', async () => {
    const reader = toReadableStream(pipeline(numbers)).getReader()
    const answers = await Promise.all([reader.read(), reader.read(), reader.read()])
    expect(answers.map(({ value }) => value)).toEqual([0, 1, 2])
  })

  test('a Node stream, answers several asks at once in their order (R8)', async () => {
    const values = Readable.from(pipeline(numbers))[Symbol.asyncIterator]()
    const answers = await Promise.all([values.next(), values.next(), values.next()])
    expect(answers.map(({ value }) => value as unknown)).toEqual([0, 1, 2])
    await values.return?.()
  })
})

/** What was done to something of another house. */
interface Seen {
  opened: number
  given: number
  closed: number
}

/** Something of another house that gives 1, 2 and so on, and then what it is told to. */
type Foreign = (
  seen: Seen,
  values: number,
  then: 'ends' | 'hangs' | { readonly error: unknown },
) => AnyIterable<number> | ReadableStream<number>

const fromEffect: Foreign = (seen, values, then) => {
  const end =
    then === 'ends' ? Stream.empty : then === 'hangs' ? Stream.never : Stream.suspend(() => Stream.fail(then.error))
  const opening = Effect.sync(() => void seen.opened++)
  const stream = Stream.fromEffect(opening).pipe(
    Stream.drain,
    Stream.concat(Stream.range(1, values).pipe(Stream.tap(() => Effect.sync(() => seen.given++)))),
    Stream.concat(end),
    Stream.ensuring(Effect.sync(() => seen.closed++)),
  )
  return Stream.toAsyncIterable(stream)
}
const observed = <A>(observable: Rx.Observable<A>): AsyncIterable<A> =>
  fromCallback<A>(({ push, end, fail }) =>
    observable.subscribe({ next: (value) => void push(value), complete: end, error: fail }),
  )
const fromRxjs: Foreign = (seen, values, then) =>
  observed(
    new Rx.Observable((subscriber) => {
      seen.opened++
      while (seen.given < values) subscriber.next(++seen.given)
      if (then === 'ends') subscriber.complete()
      else if (then !== 'hangs') subscriber.error(then.error)
      return () => seen.closed++
    }),
  )
const fromNode: Foreign = (seen, values, then) =>
  new Readable({
    objectMode: true,
    read() {
      seen.opened = 1
      if (seen.given < values) this.push(++seen.given)
      else if (then === 'ends') this.push(null)
      else if (then !== 'hangs') this.destroy(then.error as Error)
    },
    destroy(error, done) {
      seen.closed++
      done(error)
    },
  })
const fromReadableStream: Foreign = (seen, values, then) =>
  new ReadableStream<number>(
    {
      pull: (controller) => {
        seen.opened = 1
        if (seen.given < values) controller.enqueue(++seen.given)
        else if (then === 'ends') controller.close()
        else if (then !== 'hangs') controller.error(then.error)
        else return new Promise(() => undefined)
        return undefined
      },
      cancel: () => void seen.closed++,
    },
    { highWaterMark: 0 },
  )

const houses = [
  { name: 'an Effect Stream', foreign: fromEffect },
  { name: 'rxjs', foreign: fromRxjs },
  { name: 'a Node stream', foreign: fromNode },
  { name: 'a web stream', foreign: fromReadableStream },
]
const unseen = (): Seen => ({ opened: 0, given: 0, closed: 0 })

describe('a source of ours, made of', () => {
  describe.each(houses)('$name,', ({ foreign }) => {
    test('gives all values, and ends', async () => {
      expect(await toArray(from(foreign(unseen(), 3, 'ends')))).toEqual([1, 2, 3])
    })

    test('opens nothing before the first ask (R1)', async () => {
      const seen = unseen()
      const values = from(foreign(seen, 3, 'ends'))[Symbol.asyncIterator]()
      await quiet()
      expect(seen).toEqual({ opened: 0, given: 0, closed: 0 })
      await values.next()
      expect(seen.opened).toBe(1)
    })

    test('closes it once when it is left, and before that is said (R4)', async () => {
      const seen = unseen()
      expect(await pipe(from(foreign(seen, 9, 'hangs')), take(2), toArray)).toEqual([1, 2])
      expect(seen.closed).toBe(1)
    })

    test('fails with its own error (R6)', async () => {
      const error = new Error('no')
      await expect(toArray(from(foreign(unseen(), 2, { error })))).rejects.toBe(error)
    })

    test('says done for ever when it was left, and asks for nothing (R7)', async () => {
      const seen = unseen()
      const values = from(foreign(seen, 9, 'ends'))[Symbol.asyncIterator]()
      await values.next()
      await values.return?.()
      const { given } = seen
      expect(await values.next()).toEqual({ done: true, value: undefined })
      await quiet()
      expect(seen).toEqual({ opened: 1, given, closed: 1 })
    })

    test('answers several asks at once in their order (R8)', async () => {
      const values = pipeline(from(foreign(unseen(), 3, 'ends')))[Symbol.asyncIterator]()
      const answers = await Promise.all([values.next(), values.next(), values.next(), values.next()])
      expect(answers.map(({ value }) => value as unknown)).toEqual([1, 2, 3, undefined])
    })
  })

  test.each(houses.filter(({ foreign }) => foreign !== fromNode))(
    '$name, gives all values before it fails, however slow the consumer is (R6)',
    async ({ foreign }) => {
      const values = from(foreign(unseen(), 3, { error: 'no' }))[Symbol.asyncIterator]()
      for (const n of [1, 2, 3]) {
        expect(await values.next()).toEqual({ done: false, value: n })
        await quiet()
      }
      await expect(values.next()).rejects.toBe('no')
    },
  )

  test.each(houses.filter(({ foreign }) => foreign !== fromNode))(
    '$name, closes it at once, also while it owes an answer (R5)',
    async ({ foreign }) => {
      const seen = unseen()
      const values = from(foreign(seen, 0, 'hangs'))[Symbol.asyncIterator]()
      const waiting = values.next()
      await quiet()
      await values.return?.()
      expect(await waiting).toEqual({ done: true, value: undefined })
      await quiet()
      expect(seen.closed).toBe(1)
    },
  )

  describe('a Node stream that waits,', () => {
    test('lets its consumer go at once, and destroys it when a chunk comes (R5)', async () => {
      const seen = unseen()
      const readable = fromNode(seen, 0, 'hangs') as Readable
      const values = from<number>(readable)[Symbol.asyncIterator]()
      const waiting = values.next()
      await quiet()
      await values.return?.()
      expect(await waiting).toEqual({ done: true, value: undefined })
      await quiet()
      expect(seen.closed).toBe(0)
      readable.push(1)
      await quiet()
      expect(seen.closed).toBe(1)
    })

    test('destroys it at once by way of Readable.toWeb, which reads before it is asked (R5)', async () => {
      const seen = unseen()
      const readable = fromNode(seen, 1, 'hangs') as Readable
      const values = from<number>(Readable.toWeb(readable))[Symbol.asyncIterator]()
      await quiet()
      expect(seen.given).toBe(1)
      await values.next()
      const waiting = values.next()
      await values.return?.()
      expect(await waiting).toEqual({ done: true, value: undefined })
      await quiet()
      expect(seen.closed).toBe(1)
    })
  })

  test('a Node stream, fails at once where that does, without what it had read ahead (R6)', async () => {
    const error = new Error('no')
    const values = from<number>(fromNode(unseen(), 3, { error }) as Readable)[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 1 })
    await quiet()
    await expect(values.next()).rejects.toBe(error)
  })

  test('a web stream, fails at once where that does, without what it had read ahead (R6)', async () => {
    let pulls = 0
    const pull = (controller: ReadableStreamDefaultController<number>) =>
      ++pulls === 3 ? controller.error('no') : controller.enqueue(pulls)
    const values = from(new ReadableStream({ pull }, { highWaterMark: 4 }))[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 1 })
    await quiet()
    await expect(values.next()).rejects.toBe('no')
  })

  describe('an Effect Stream,', () => {
    test('reads ahead what Effect hands over at once (R2)', async () => {
      const seen = unseen()
      const values = from(fromEffect(seen, 9, 'ends'))[Symbol.asyncIterator]()
      await values.next()
      await values.next()
      await quiet()
      expect(seen.given).toBe(2)
      await values.return?.()

      let counted = 0
      const counting = {
        *[Symbol.iterator]() {
          for (;;) yield ++counted
        },
      }
      const counts = Stream.toAsyncIterable(Stream.fromIterable(counting))[Symbol.asyncIterator]()
      await counts.next()
      expect(counted).toBe(4096)
      await counts.return?.()
    })

    test('throws what it fails with as it is, typed in Effect, unknown here (R6)', async () => {
      const failing = Stream.toAsyncIterable(Stream.fail({ code: 3 }))
      await expect(toArray(failing)).rejects.toEqual({ code: 3 })
    })

    test('may be read anew each time (R9)', async () => {
      const seen = unseen()
      const values = from(fromEffect(seen, 2, 'ends'))
      expect([await toArray(values), await toArray(values)]).toEqual([
        [1, 2],
        [1, 2],
      ])
      expect(seen).toEqual({ opened: 2, given: 4, closed: 2 })
    })
  })

  describe('rxjs,', () => {
    const pushing = (n: number) => Rx.range(1, n)

    test('holds what is pushed while nobody asks, up to 1024 values, and then fails (R2)', async () => {
      const values = observed(pushing(5000))[Symbol.asyncIterator]()
      const read = async () => (await values.next()).value as unknown
      for (let n = 1; n <= 1024; n++) expect(await read()).toBe(n)
      await expect(read()).rejects.toThrow('more than 1024 values wait')
    })

    test('is subscribed to anew each time (R9)', async () => {
      const values = observed(pushing(2))
      expect([await toArray(values), await toArray(values)]).toEqual([
        [1, 2],
        [1, 2],
      ])
    })
  })

  test('a Node stream, reads ahead as far as that does itself (R2)', async () => {
    for (const highWaterMark of [4, 16]) {
      let pushed = 0
      const readable = new Readable({
        objectMode: true,
        highWaterMark,
        read() {
          this.push(++pushed)
        },
      })
      const values = from<number>(readable)[Symbol.asyncIterator]()
      await values.next()
      await quiet()
      expect(pushed).toBe(1 + highWaterMark)
      await values.return?.()
    }
  })

  test('a web stream, reads ahead as far as that does itself (R2)', async () => {
    for (const highWaterMark of [0, 1, 5]) {
      let pulls = 0
      const stream = new ReadableStream<number>(
        { pull: (controller) => controller.enqueue(++pulls) },
        { highWaterMark },
      )
      const values = from(stream)[Symbol.asyncIterator]()
      await values.next()
      await quiet()
      expect(pulls).toBe(1 + highWaterMark)
      await values.return?.()
    }
  })
})
