import { EventEmitter } from 'node:events'
import { pipe } from 'fp-ts/lib/function.js'
import { filter, fromEvent, type FromEventOptions, map, OverflowError, take, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses, sourceObeysTheLaws } from '../laws.ts'
import { turn } from '../laws/timeline.ts'

/** Whoever fires, in each of the ways to listen, with its listeners counted. */
interface Sender {
  readonly target: EventEmitter
  readonly fire: (value: unknown) => void
  readonly listeners: () => number
}

/** The types know emitters well; the other ways are told as one. */
const as = (target: object): EventEmitter => target as EventEmitter

const emitter = (): Sender => {
  const target = new EventEmitter()
  return { target, fire: (value) => target.emit('x', value), listeners: () => target.listenerCount('x') }
}

const renamed = (add: string, remove: string) => (): Sender => {
  const listeners = new Set<(value: unknown) => void>()
  const target = {
    [add]: (type: string, listener: (value: unknown) => void) => type === 'x' && listeners.add(listener),
    [remove]: (_: string, listener: (value: unknown) => void) => listeners.delete(listener),
  }
  const fire = (value: unknown): void => [...listeners].forEach((listener) => listener(value))
  return { target: as(target), fire, listeners: () => listeners.size }
}

const ways: [string, () => Sender][] = [
  ['an EventEmitter', emitter],
  ['an EventTarget', renamed('addEventListener', 'removeEventListener')],
  ['what has on and off only', renamed('on', 'off')],
  ['what has addListener and removeListener only', renamed('addListener', 'removeListener')],
]

/** Starts to listen; the first ask stays open. */
const listening = (options?: FromEventOptions<unknown>, { target, fire, listeners }: Sender = emitter()) => {
  const values = fromEvent(target, 'x', options)[Symbol.asyncIterator]()
  return { values, fire, listeners, first: values.next() }
}

describe('fromEvent', () => {
  sourceObeysTheLaws({ source: () => fromEvent(new EventEmitter(), 'x'), values: [], afterwards: 'waits' })

  describe.each(ways)('of %s', (_, sender) => {
    test('gives the events of its type in order', async () => {
      const { target, fire } = sender()
      const values = pipe(fromEvent(target, 'x'), take(3), toArray)
      fire(1)
      fire(undefined)
      fire(null)
      expect(await values).toEqual([1, undefined, null])
    })

    test('listens from the first ask on, and no more when the consumer leaves', async () => {
      const { target, listeners } = sender()
      const values = fromEvent(target, 'x')[Symbol.asyncIterator]()
      expect(listeners()).toBe(0)
      const pending = values.next()
      expect(listeners()).toBe(1)
      await values.return?.()
      expect(listeners()).toBe(0)
      expect(await pending).toEqual({ done: true, value: undefined })
    })
  })

  test('gives what an EventTarget dispatches', async () => {
    const target = new EventTarget()
    const values = pipe(fromEvent(target, 'x'), take(1), toArray)
    const event = new Event('x')
    target.dispatchEvent(new Event('y'))
    target.dispatchEvent(event)
    expect((await values)[0]).toBe(event)
  })

  test('listens to an EventTarget as one where it is an emitter too', async () => {
    const { port1, port2 } = new MessageChannel()
    const values = pipe(fromEvent(port1, 'message'), take(1), toArray)
    port1.start()
    port2.postMessage('hello')
    expect(await values).toEqual([expect.objectContaining({ data: 'hello' })])
    port1.close()
  })

  test('calls listeners on and off as methods of their target', async () => {
    class Target extends EventEmitter {
      readonly #own = true
      override on(type: string, listener: () => void): this {
        return this.#own ? super.on(type, listener) : this
      }
    }
    const { values, listeners } = listening({}, { ...emitter(), target: new Target() })
    await values.return?.()
    expect(listeners()).toBe(0)
  })

  test('takes symbols for types', async () => {
    const target = new EventEmitter()
    const type = Symbol('x')
    const values = pipe(fromEvent(target, type), take(1), toArray)
    target.emit(type, 'a')
    expect(await values).toEqual(['a'])
  })

  test('gives the first argument of an event with several', async () => {
    const target = new EventEmitter()
    const values = pipe(fromEvent(target, 'x'), take(2), toArray)
    target.emit('x', 1, 2, 3)
    target.emit('x')
    expect(await values).toEqual([1, undefined])
  })

  test('takes an error event for an event, where it is asked for it', async () => {
    const target = new EventEmitter()
    const error = new Error('no')
    const values = pipe(fromEvent(target, 'error'), take(1), toArray)
    target.emit('error', error)
    expect(await values).toEqual([error])
  })

  test('holds what comes while nobody asks', async () => {
    const { values, fire, first } = listening()
    for (let n = 0; n < 100; n++) fire(n)
    expect(await first).toEqual({ done: false, value: 0 })
    for (let n = 1; n < 100; n++) expect(await values.next()).toEqual({ done: false, value: n })
    await values.return?.()
  })

  test('holds 1024 events where no capacity is given, then fails', async () => {
    const { values, fire, first } = listening()
    fire('first')
    await first
    for (let n = 0; n < 1025; n++) fire(n)
    for (let n = 0; n < 1024; n++) expect(await values.next()).toEqual({ done: false, value: n })
    await expect(values.next()).rejects.toThrow(OverflowError)
  })

  test('stops to listen as it overflows', async () => {
    const { values, fire, first, listeners } = listening({ capacity: 1 })
    fire(0)
    await first
    fire(1)
    expect(listeners()).toBe(1)
    fire(2)
    expect(listeners()).toBe(0)
    expect(await values.next()).toEqual({ done: false, value: 1 })
    await expect(values.next()).rejects.toThrow('more than 1 values wait')
    expect(await values.next()).toEqual({ done: true, value: undefined })
  })

  test('drops the oldest event, or the newest, where it is told to', async () => {
    const kept = async (overflow: 'drop-oldest' | 'drop-newest') => {
      const dropped: unknown[] = []
      const { values, fire, first } = listening({ capacity: 2, overflow, onDrop: (event) => dropped.push(event) })
      for (const n of [0, 1, 2, 3, 4]) {
        fire(n)
        if (n === 0) await first
      }
      const held = [(await values.next()).value, (await values.next()).value]
      await values.return?.()
      return { held, dropped }
    }
    expect(await kept('drop-oldest')).toEqual({ held: [3, 4], dropped: [1, 2] })
    expect(await kept('drop-newest')).toEqual({ held: [1, 2], dropped: [3, 4] })
  })

  test('throws what onDrop throws at whoever fires', async () => {
    const onDrop = (): never => {
      throw new Error('dropped')
    }
    const { values, fire, first } = listening({ capacity: 0, overflow: 'drop-newest', onDrop })
    fire(0)
    await first
    expect(() => fire(1)).toThrow('dropped')
    await values.return?.()
  })

  test('keeps nothing for a consumer that is not waiting where its capacity is 0', async () => {
    const { values, fire, first } = listening({ capacity: 0, overflow: 'drop-newest' })
    fire(0)
    expect(await first).toEqual({ done: false, value: 0 })
    fire(1)
    const second = values.next()
    fire(2)
    expect(await second).toEqual({ done: false, value: 2 })
    await values.return?.()
  })

  test('listens once for each iteration', async () => {
    const { target, fire, listeners } = emitter()
    const source = fromEvent(target, 'x')
    const one = pipe(source, take(1), toArray)
    const other = pipe(source, take(2), toArray)
    expect(listeners()).toBe(2)
    fire(1)
    fire(2)
    expect(await Promise.all([one, other])).toEqual([[1], [1, 2]])
    await turn()
    expect(listeners()).toBe(0)
  })

  test('listens no more where a function behind it throws', async () => {
    const { target, fire, listeners } = emitter()
    const values = pipe(
      fromEvent(target, 'x'),
      map(() => {
        throw undefined
      }),
      toArray,
    )
    fire(1)
    await expect(values).rejects.toBe(undefined)
    expect(listeners()).toBe(0)
  })

  test('fails where it cannot listen', async () => {
    const error = new Error('closed')
    const on = (): never => {
      throw error
    }
    await expect(toArray(fromEvent({ on, off: () => undefined }, 'x'))).rejects.toBe(error)
  })

  test('takes events that are fired while one of them is being handled', async () => {
    const { target, fire } = emitter()
    const values = pipe(
      fromEvent<number>(target, 'x'),
      map((n) => {
        if (n < 3) fire(n + 1)
        return n
      }),
      take(3),
      toArray,
    )
    fire(1)
    expect(await values).toEqual([1, 2, 3])
  })

  test('leaves no listener where the consumer leaves in the middle of an event', async () => {
    const { target, fire, listeners } = emitter()
    const seen: unknown[] = []
    const values = filter((n: unknown) => {
      seen.push(n)
      void values.return?.()
      return false
    })(fromEvent(target, 'x'))[Symbol.asyncIterator]()
    const pending = values.next()
    fire(1)
    fire(2)
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(listeners()).toBe(0)
    expect(seen).toEqual([1])
  })

  test('leaves no listener where the consumer leaves as it is added', async () => {
    const { target, listeners } = emitter()
    const values = fromEvent(target, 'x')[Symbol.asyncIterator]()
    target.once('newListener', () => void values.return?.())
    await values.next()
    expect(listeners()).toBe(0)
  })

  test('refuses what cannot be listened to', () => {
    const text = /^target must be an EventTarget or EventEmitter, got: /
    for (const target of [undefined, null, {}, 'x', { on: () => 1 }, { on: () => 1, removeListener: () => 1 }])
      refuses(() => fromEvent(target as never, 'x'), TypeError, text)
    refuses(() => fromEvent(new EventTarget(), 1 as never), TypeError, /^type must be a string or a symbol, got: 1$/)
  })

  test('refuses a capacity that cannot be counted, and to let events wait', () => {
    const target = new EventTarget()
    refuses(
      () => fromEvent(target, 'x', { capacity: -1 }),
      RangeError,
      /^capacity must be an integer of at least 0, or Infinity, got: -1$/,
    )
    refuses(
      () => fromEvent(target, 'x', { overflow: 'block' as never }),
      RangeError,
      /^overflow must be one of "error", "drop-oldest", "drop-newest", got: "block"$/,
    )
  })

  test('infers what an EventTarget gives, and leaves the rest to be told', () => {
    expectTypeOf(fromEvent(new EventTarget(), 'x')).toEqualTypeOf<AsyncIterable<Event>>()
    expectTypeOf(fromEvent(new AbortController().signal, 'abort')).toEqualTypeOf<AsyncIterable<Event>>()
    expectTypeOf(fromEvent<MessageEvent>(new EventTarget(), 'x')).toEqualTypeOf<AsyncIterable<MessageEvent>>()
    expectTypeOf(fromEvent(new EventEmitter(), 'x')).toEqualTypeOf<AsyncIterable<unknown>>()
    expectTypeOf(fromEvent<number>(new EventEmitter(), 'x')).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(fromEvent<Buffer>(process.stdin, 'data')).toEqualTypeOf<AsyncIterable<Buffer>>()
  })
})
