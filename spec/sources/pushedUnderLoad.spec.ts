/** Sources that are pushed into, by hundreds of thousands of events, and by consumers that cannot keep up. */
import { EventEmitter } from 'node:events'
import { pipe } from 'fp-ts/lib/function.js'
import { type Emit, forEach, fromCallback, fromEvent, mapAsync, type Overflow, OverflowError, take } from 'sluice'
import { describe, expect, test } from 'vitest'
import { turn } from '../laws/timeline.ts'
import { bytesUsed, collected } from '../memory.ts'

interface Numbered {
  readonly n: number
}

interface Options {
  readonly capacity?: number
  readonly overflow?: Exclude<Overflow, 'block'>
  readonly onDrop?: (value: Numbered) => void
}

interface Pushed {
  readonly source: AsyncIterable<Numbered>
  readonly push: (value: Numbered) => void
  /** How many are listening. */
  readonly listeners: () => number
}

const kinds: Record<string, (options?: Options) => Pushed> = {
  fromEvent: (options) => {
    const target = new EventEmitter()
    return {
      source: fromEvent<Numbered>(target, 'x', options),
      push: (value) => target.emit('x', value),
      listeners: () => target.listenerCount('x'),
    }
  },
  fromCallback: (options) => {
    const emits = new Set<Emit<Numbered>>()
    return {
      source: fromCallback<Numbered>((emit) => {
        emits.add(emit)
        return () => void emits.delete(emit)
      }, options),
      push: (value) => emits.forEach((emit) => void emit.push(value)),
      listeners: () => emits.size,
    }
  },
}

const many = 300_000
const burst = 1000

/** Fires them in bursts, with a turn of the event loop between; some are watched, whether anybody keeps them. */
const fire = async ({ push }: Pushed): Promise<readonly WeakRef<Numbered>[]> => {
  const seen: WeakRef<Numbered>[] = []
  for (let n = 0; n < many; n++) {
    const value = { n }
    if (n % burst === 7) seen.push(new WeakRef(value))
    push(value)
    if (n % burst === burst - 1) await turn()
  }
  return seen
}

/** Takes one value a turn: each burst brings a thousand. */
const slowly = async (source: AsyncIterable<Numbered>, seen: (n: number) => void): Promise<void> => {
  for await (const { n } of source) {
    seen(n)
    await turn()
  }
}

describe.each(Object.entries(kinds))('%s under load', (_, make) => {
  test('gives all of them in order where the consumer keeps up, and keeps none', async () => {
    const pushed = make({ capacity: Infinity })
    let next = 0
    const sinking = pipe(
      pushed.source,
      take(many),
      forEach(({ n }) => n === next++ || expect.fail(`${n} is out of order`)),
    )
    const fired = await fire(pushed)
    await sinking
    expect(next).toBe(many)
    await collected(fired)
    expect(pushed.listeners()).toBe(0)
  })

  test('gives a for await all that bursts bring, and keeps none', async () => {
    const pushed = make({ capacity: Infinity })
    const values = pushed.source[Symbol.asyncIterator]()
    let next = 0
    const reading = (async () => {
      for (; next < many; next++) if ((await values.next()).value?.n !== next) expect.fail(`${next} is lost`)
    })()
    const fired = await fire(pushed)
    await reading
    await collected(fired)
    await values.return?.()
    expect(pushed.listeners()).toBe(0)
  })

  test.each(['drop-oldest', 'drop-newest'] as const)(
    'holds no more than its capacity for a slow consumer where it is told to %s, and tells of each it drops',
    async (overflow) => {
      let dropped = 0
      let taken = 0
      let last = -1
      let inOrder = true
      const pushed = make({ capacity: 64, overflow, onDrop: () => dropped++ })
      const values = pushed.source[Symbol.asyncIterator]()
      const reading = slowly({ [Symbol.asyncIterator]: () => values }, (n) => {
        taken++
        inOrder &&= n > last
        last = n
      })
      const before = await bytesUsed()
      const fired = await fire(pushed)
      const grown = (await bytesUsed()) - before
      expect(inOrder).toBe(true)
      expect(many - dropped - taken).toBeGreaterThanOrEqual(0)
      expect(many - dropped - taken).toBeLessThanOrEqual(64)
      expect(taken).toBeGreaterThan(200)
      await collected(fired, 3)
      expect(grown).toBeLessThan(4_000_000)
      await values.return?.()
      await reading
      expect(pushed.listeners()).toBe(0)
    },
  )

  test('fails a consumer that is too slow, behind what it holds, and takes nothing more', async () => {
    const pushed = make({ capacity: 64 })
    const seen: number[] = []
    const reading = slowly(pushed.source, (n) => seen.push(n)).catch((error: unknown) => error)
    const fired = await fire(pushed)
    expect(await reading).toBeInstanceOf(OverflowError)
    // It was waiting for the first, and holds as many as it may behind that.
    expect(seen).toEqual(Array.from({ length: 65 }, (__, n) => n))
    await collected(fired)
    expect(pushed.listeners()).toBe(0)
  })

  test('costs next to nothing more for what comes behind an overflow', async () => {
    const pushed = make({ capacity: 1 })
    const values = pushed.source[Symbol.asyncIterator]()
    void values.next()
    for (let n = 0; n < 10; n++) pushed.push({ n })
    const start = performance.now()
    for (let n = 0; n < many; n++) pushed.push({ n })
    expect(performance.now() - start).toBeLessThan(250)
    await values.return?.()
  })

  test('holds them all where its capacity is Infinity, and hands them over as quickly as few', async () => {
    const pushed = make({ capacity: Infinity })
    const values = pushed.source[Symbol.asyncIterator]()
    const first = values.next()
    for (let n = 0; n < many; n++) pushed.push({ n })
    expect((await first).value?.n).toBe(0)
    for (let n = 1; n < many; n++) if ((await values.next()).value?.n !== n) expect.fail(`${n} is lost`)
    await values.return?.()
    expect(pushed.listeners()).toBe(0)
  })

  test('leaves no listener behind after ten thousand consumers, however they leave', async () => {
    const pushed = make({ capacity: 1 })
    for (let run = 0; run < 10_000; run++) {
      const values = pushed.source[Symbol.asyncIterator]()
      const first = values.next()
      if (run % 3 > 0) for (let n = 0; n < run % 5; n++) pushed.push({ n })
      await values.return?.()
      await first
    }
    expect(pushed.listeners()).toBe(0)
  })

  test('lets work in flight go on beside the events, and loses none', async () => {
    const pushed = make({ capacity: Infinity })
    let sum = 0
    const values = pipe(
      pushed.source,
      mapAsync(async ({ n }) => n, { concurrency: 8, ordered: false }),
    )[Symbol.asyncIterator]()
    const reading = (async () => {
      for (let i = 0; i < 50_000; i++) sum += (await values.next()).value ?? NaN
    })()
    for (let n = 0; n < 50_000; n++) {
      pushed.push({ n })
      if (n % 500 === 499) await turn()
    }
    await reading
    expect(sum).toBe((49_999 * 50_000) / 2)
    await values.return?.()
    expect(pushed.listeners()).toBe(0)
  })
})

describe("fromCallback under load with overflow 'block'", () => {
  const feeding = (capacity: number) => {
    let emit: Emit<Numbered> | undefined
    const source = fromCallback<Numbered>((given) => void (emit = given), { overflow: 'block', capacity })
    const values = source[Symbol.asyncIterator]()
    const first = values.next()
    return { values, first, emit: emit! }
  }

  test.each([0, 1, 64])(
    'gives all that is pushed and awaited, and keeps none, with a capacity of %i',
    async (capacity) => {
      const { values, first, emit } = feeding(capacity)
      const seen: WeakRef<Numbered>[] = []
      const pushing = (async () => {
        for (let n = 0; n < many; n++) {
          const value = { n }
          if (n % burst === 7) seen.push(new WeakRef(value))
          if (!(await emit.push(value))) return
        }
        emit.end()
      })()
      expect((await first).value?.n).toBe(0)
      for (let n = 1; n < many; n++) if ((await values.next()).value?.n !== n) expect.fail(`${n} is lost`)
      await pushing
      expect((await values.next()).done).toBe(true)
      await collected(seen)
    },
  )

  test('answers every push that waits when the consumer leaves, and lets go of its values', async () => {
    const { values, first, emit } = feeding(16)
    const refs: WeakRef<Numbered>[] = []
    const answers: Promise<boolean>[] = []
    for (let n = 0; n < 100_000; n++) {
      const value = { n }
      if (n % burst === 7) refs.push(new WeakRef(value))
      answers.push(emit.push(value))
    }
    await first
    await values.return?.()
    const taken = (await Promise.all(answers)).filter((is) => is).length
    expect(taken).toBeLessThanOrEqual(18)
    await collected(refs)
  })
})
