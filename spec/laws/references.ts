import type { AnyIterable } from './probe.ts'
import { turn } from './timeline.ts'

/**
 * Stages by hand that keep every rule: they show that the laws do not cry wolf, broken ones are made from them, and
 * they surround the stage on trial. Simple and slow, on purpose without anything of lib/.
 */
export type Reference<A, B> = (source: AnyIterable<A>) => AsyncIterable<B>

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype) as object

const done = { done: true, value: undefined } as const

interface Upstream<A> {
  readonly next: () => Promise<IteratorResult<A>> | IteratorResult<A>
  readonly close: () => Promise<void>
}

const open = <A>(source: AnyIterable<A>): Upstream<A> => {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  return {
    next: () => iterator.next(),
    close: async () => {
      await iterator.return?.()
    },
  }
}

const iterable = <B>(
  make: () => { next: () => Promise<IteratorResult<B>>; leave: () => Promise<void> },
): AsyncIterable<B> => ({
  [Symbol.asyncIterator]: () => {
    const { next, leave } = make()
    return Object.create(AsyncIteratorPrototype, {
      next: { value: next },
      return: { value: (value?: unknown) => leave().then(() => ({ done: true, value })) },
      throw: {
        value: async (error: unknown) => {
          await leave().catch(() => undefined)
          throw error
        },
      },
      [Symbol.asyncDispose]: { value: leave },
    }) as AsyncIterator<B>
  },
})

const isPromise = <A>(answer: Promise<A> | A): answer is Promise<A> => answer instanceof Promise

const isIterable = (source: unknown): boolean =>
  source !== null &&
  source !== undefined &&
  (Symbol.asyncIterator in Object(source) || Symbol.iterator in Object(source))

const mustBeIterable = (source: unknown): void => {
  if (!isIterable(source)) throw new TypeError('the source is not iterable')
}

/** Lets timers, I/O and abort signals in, after five milliseconds at the latest. */
const breather = (): (() => Promise<void>) => {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < 5) return
    await turn()
    last = performance.now()
  }
}

interface Ask<B> {
  readonly resolve: (result: IteratorResult<B>) => void
  readonly reject: (error: unknown) => void
}

export interface Step<A, B> {
  /** What a value gives; `stop` when nothing after it can matter. */
  readonly next: (value: A) => { readonly give: readonly B[]; readonly stop?: boolean }
  readonly end: () => readonly B[]
}

export const byHand =
  <A, B>(step: () => Step<A, B>): Reference<A, B> =>
  (source) => {
    mustBeIterable(source)
    return iterable(() => {
      const asks: Ask<B>[] = []
      const held: B[] = []
      const { next, end } = step()
      const breathe = breather()
      let upstream: Upstream<A> | undefined
      let pulling = false
      let running = false
      let ended = false
      let over = false
      let closing: Promise<void> = Promise.resolve()

      const finish = (): void => {
        over = true
        for (const ask of asks.splice(0)) ask.resolve(done)
      }
      const fail = (error: unknown): void => {
        over = true
        asks.shift()?.reject(error)
        finish()
      }
      const close = (): Promise<void> => {
        ended = true
        closing = upstream?.close() ?? Promise.resolve()
        // Whoever waits for it hears of a failure, and nobody may be waiting.
        closing.catch(() => undefined)
        return closing
      }

      const pull = async (): Promise<void> => {
        let result: IteratorResult<A>
        pulling = true
        try {
          upstream ??= open(source)
          const answer = upstream.next()
          // A plain iterator's answer is known at once; to await it would be a moment of not knowing that it has ended.
          result = isPromise(answer) ? await answer : answer
        } catch (error) {
          ended = true
          return over ? undefined : fail(error)
        } finally {
          pulling = false
        }
        if (result.done === true) ended = true
        if (over) return undefined
        try {
          const { give, stop = false } = result.done === true ? { give: end() } : next(result.value)
          held.push(...give)
          if (stop) void close()
        } catch (error) {
          over = true
          if (!ended) await close().catch(() => undefined)
          fail(error)
        }
        return undefined
      }

      const run = async (): Promise<void> => {
        running = true
        while (asks.length > 0 && !over) {
          await breathe()
          if (over) break
          if (held.length > 0) asks.shift()?.resolve({ done: false, value: held.shift() as B })
          else if (!ended) await pull()
          else await closing.then(finish, fail)
        }
        running = false
      }

      return {
        next: () =>
          new Promise((resolve, reject) => {
            if (over && asks.length === 0) return resolve(done)
            asks.push({ resolve, reject })
            if (!running) void run()
          }),
        leave: () => {
          if (over) return closing.catch(() => undefined)
          finish()
          held.length = 0
          if (ended) return closing
          const closed = close()
          return pulling ? Promise.resolve() : closed
        },
      }
    })
  }

export const mapped = <A, B>(f: (value: A) => B): Reference<A, B> =>
  byHand(() => ({ next: (value) => ({ give: [f(value)] }), end: () => [] }))

export const identity: Reference<unknown, unknown> = mapped((value) => value)

export const filtered = <A>(p: (value: A) => boolean): Reference<A, A> =>
  byHand(() => ({ next: (value) => ({ give: p(value) ? [value] : [] }), end: () => [] }))

export const chunked = <A>(size: number): Reference<A, A[]> =>
  byHand(() => {
    let chunk: A[] = []
    return {
      next: (value) => {
        chunk.push(value)
        if (chunk.length < size) return { give: [] }
        const full = chunk
        chunk = []
        return { give: [full] }
      },
      end: () => (chunk.length > 0 ? [chunk] : []),
    }
  })

export const taken = <A>(n: number): Reference<A, A> =>
  byHand(() => {
    let left = n
    return { next: (value) => ({ give: [value], stop: --left === 0 }), end: () => [] }
  })

export const lasts = <A>(n: number): Reference<A, A> =>
  byHand(() => {
    const last: A[] = []
    return {
      next: (value) => {
        last.push(value)
        if (last.length > n) last.shift()
        return { give: [] }
      },
      end: () => last,
    }
  })

export const flattened = <A>(): Reference<readonly A[], A> =>
  byHand(() => ({ next: (values) => ({ give: values }), end: () => [] }))

export const readAhead =
  <A>(max: number): Reference<A, A> =>
  (source) => {
    mustBeIterable(source)
    return iterable(() => {
      const asks: Ask<A>[] = []
      const held: A[] = []
      const breathe = breather()
      let upstream: Upstream<A> | undefined
      let pulling = false
      let running = false
      let ending: { readonly is: 'done' } | { readonly is: 'error'; readonly error: unknown } | undefined
      let over = false

      const finish = (): void => {
        over = true
        for (const ask of asks.splice(0)) ask.resolve(done)
      }
      const handOver = (): void => {
        while (asks.length > 0 && held.length > 0) asks.shift()?.resolve({ done: false, value: held.shift() as A })
        if (asks.length === 0 || ending === undefined) return
        if (ending.is === 'error') asks.shift()?.reject(ending.error)
        finish()
      }
      const run = async (): Promise<void> => {
        running = true
        while (!over && ending === undefined && (held.length < max || asks.length > 0)) {
          await breathe()
          if (over) break
          pulling = true
          try {
            upstream ??= open(source)
            const answer = upstream.next()
            const result = isPromise(answer) ? await answer : answer
            if (result.done === true) ending = { is: 'done' }
            else if (!over) held.push(result.value)
          } catch (error) {
            ending = { is: 'error', error }
          }
          pulling = false
          if (!over) handOver()
        }
        running = false
      }
      return {
        next: () =>
          new Promise((resolve, reject) => {
            if (over) return resolve(done)
            asks.push({ resolve, reject })
            handOver()
            if (!running) void run()
          }),
        leave: () => {
          if (over) return Promise.resolve()
          const closed = ending === undefined && upstream !== undefined ? upstream.close() : Promise.resolve()
          finish()
          held.length = 0
          if (!pulling) return closed
          closed.catch(() => undefined)
          return Promise.resolve()
        },
      }
    })
  }

/** Reads one value at a time until `step` says that it is enough. */
export const sinkByHand =
  <A, R>(begin: () => { readonly step: (value: A) => boolean; readonly result: () => R }) =>
  async (source: AnyIterable<A>): Promise<R> => {
    mustBeIterable(source)
    const { step, result } = begin()
    const breathe = breather()
    const upstream = open(source)
    for (;;) {
      const answer = upstream.next()
      const { done: ended, value } = isPromise(answer) ? await answer : answer
      if (ended === true) return result()
      let goesOn: boolean
      try {
        goesOn = step(value)
      } catch (error) {
        await upstream.close().catch(() => undefined)
        throw error
      }
      if (!goesOn) {
        await upstream.close()
        return result()
      }
      await breathe()
    }
  }

/** Calls `f` for each value asked for, until it gives none. */
export const sourceByHand = <A>(begin: () => () => { readonly value: A } | undefined): AsyncIterable<A> =>
  iterable(() => {
    const f = begin()
    const breathe = breather()
    const asks: Ask<A>[] = []
    let running = false
    let over = false
    const finish = (): void => {
      over = true
      for (const ask of asks.splice(0)) ask.resolve(done)
    }
    const run = async (): Promise<void> => {
      running = true
      while (asks.length > 0 && !over) {
        await breathe()
        if (over) break
        try {
          const made = f()
          if (made === undefined) finish()
          else asks.shift()?.resolve({ done: false, value: made.value })
        } catch (error) {
          asks.shift()?.reject(error)
          finish()
        }
      }
      running = false
    }
    return {
      next: () =>
        new Promise((resolve, reject) => {
          if (over) return resolve(done)
          asks.push({ resolve, reject })
          if (!running) void run()
        }),
      leave: async () => finish(),
    }
  })

/** Waits for ever, and leaves all the same. */
export const silent: AsyncIterable<never> = iterable(() => {
  const asks: Ask<never>[] = []
  let over = false
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (over) return resolve(done)
        asks.push({ resolve, reject })
      }),
    leave: async () => {
      over = true
      for (const ask of asks.splice(0)) ask.resolve(done)
    },
  }
})

/** Several calls of `f` at once, results in order of the values or as they are ready. */
export const workedAsync =
  <A, B>(concurrency: number, f: (value: A, signal: AbortSignal) => Promise<B>, ordered = true): Reference<A, B> =>
  (source) => {
    mustBeIterable(source)
    return iterable(() => {
      type Slot = { is: 'pending' } | { is: 'value'; value: B } | { is: 'error'; error: unknown }
      const asks: Ask<B>[] = []
      const slots: { now: Slot; readonly controller: AbortController }[] = []
      const breathe = breather()
      let upstream: Upstream<A> | undefined
      let pulling = false
      let running = false
      let ended = false
      let over = false
      let closing: Promise<void> = Promise.resolve()

      const finish = (): void => {
        over = true
        for (const { controller } of slots.splice(0)) controller.abort()
        for (const ask of asks.splice(0)) ask.resolve(done)
      }
      const fail = async (error: unknown): Promise<void> => {
        const ask = asks.shift()
        over = true
        for (const { controller } of slots.splice(0)) controller.abort()
        if (!ended && upstream !== undefined) {
          const closed = upstream.close().catch(() => undefined)
          if (!pulling) await (closing = closed)
        }
        ask?.reject(error)
        finish()
      }
      const handOver = (): void => {
        while (asks.length > 0 && slots.length > 0 && !over) {
          const at = ordered ? 0 : slots.findIndex(({ now }) => now.is !== 'pending')
          const ready = slots[at]?.now
          if (ready === undefined || ready.is === 'pending') return
          if (ready.is === 'error') return void fail(ready.error)
          slots.splice(at, 1)
          asks.shift()?.resolve({ done: false, value: ready.value })
        }
        if (ended && slots.length === 0 && !over) finish()
      }
      const start = (value: A): void => {
        const slot = { now: { is: 'pending' } as Slot, controller: new AbortController() }
        slots.push(slot)
        void f(value, slot.controller.signal)
          .then(
            (result) => (slot.now = { is: 'value', value: result }),
            (error: unknown) => (slot.now = { is: 'error', error }),
          )
          .then(handOver)
          .then(run)
      }
      const wanted = (): boolean =>
        !over && !ended && slots.length < concurrency - 1 + asks.length && slots.every(({ now }) => now.is !== 'error')
      const run = async (): Promise<void> => {
        if (running) return
        running = true
        while (wanted()) {
          await breathe()
          if (!wanted() || slots.filter(({ now }) => now.is === 'pending').length >= concurrency) break
          pulling = true
          try {
            upstream ??= open(source)
            const answer = upstream.next()
            const result = isPromise(answer) ? await answer : answer
            pulling = false
            if (result.done === true) ended = true
            else if (!over) start(result.value)
          } catch (error) {
            ended = true
            slots.push({ now: { is: 'error', error }, controller: new AbortController() })
          }
          pulling = false
          handOver()
        }
        running = false
      }
      return {
        next: () =>
          new Promise((resolve, reject) => {
            if (over) return resolve(done)
            asks.push({ resolve, reject })
            handOver()
            void run()
          }),
        leave: () => {
          if (over) return closing
          const closed = ended || upstream === undefined ? Promise.resolve() : upstream.close()
          finish()
          if (!pulling) return closed
          closed.catch(() => undefined)
          return Promise.resolve()
        },
      }
    })
  }
