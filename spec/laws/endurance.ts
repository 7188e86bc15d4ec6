import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { AnyIterable } from './probe.ts'
import { turn } from './timeline.ts'

const collect: () => void = (() => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()

/** Processor time: on a machine busy with others the wall clock alone would cry wolf. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The rule says 10 ms or so. One long gap may be a garbage collection, most of them are not. */
const longMs = 25
const starvedMs = 100
const turnsWanted = 4

/**
 * Lets `run` work as long as `goesOn()` says, and looks whether the event loop turns meanwhile. `goesOn` is to be asked
 * for every value, since what starves the event loop can be stopped from inside only.
 */
export const starves = async (
  eachTurn: () => void,
  run: (goesOn: () => boolean) => Promise<unknown>,
): Promise<boolean> => {
  let turns = 0
  let asked = 0
  let longGaps = 0
  let cpu = cpuMs()
  let wall = performance.now()
  let starved = false
  let finished = false
  const gap = (): number => {
    const waited = performance.now() - wall
    return waited < longMs ? waited : Math.min(waited, cpuMs() - cpu)
  }
  const goesOn = (): boolean => {
    if (starved || turns >= turnsWanted) return false
    if (++asked % 32 === 0 && gap() > starvedMs) starved = true
    return !starved
  }
  const end = (): void => void (finished = true)
  void run(goesOn).then(end, end)
  while (!starved && !finished && turns < turnsWanted) {
    eachTurn()
    await turn()
    turns += 1
    if (gap() > longMs) longGaps += 1
    cpu = cpuMs()
    wall = performance.now()
  }
  return starved || longGaps >= turnsWanted - 1
}

export const endless = (
  values: readonly unknown[],
  hands: 'iterable' | 'async',
  goesOn: () => boolean,
): AnyIterable<unknown> => {
  let i = 0
  const next = (): IteratorResult<unknown> =>
    goesOn() ? { done: false, value: values[i++ % values.length] } : { done: true, value: undefined }
  return hands === 'iterable'
    ? { [Symbol.iterator]: () => ({ next }) }
    : {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve(next()),
          return: () => Promise.resolve({ done: true, value: undefined }),
        }),
      }
}

export const readAll = async (values: AsyncIterable<unknown>): Promise<void> => {
  const iterator = values[Symbol.asyncIterator]()
  while ((await iterator.next()).done !== true);
}

/** Something new for every value, so that its garbage can be told from the garbage of others. */
export const anew = (value: unknown): unknown => {
  if (Array.isArray(value)) return [...(value as unknown[])]
  if (value instanceof Uint8Array) return value.slice()
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? { ...value } : value
}

export interface Flow {
  /** Lets values pass until `n` have; false where that will never be. */
  readonly upTo: (n: number) => Promise<boolean>
  /** How many of the values sampled are still in memory. */
  readonly alive: () => number
}

/** A source that stops and waits at given counts of values. */
export const gated = (
  eachTurn: () => void,
  make: (i: number) => unknown,
): Flow & { readonly source: AsyncIterable<unknown> } => {
  let pulls = 0
  let limit = 0
  let ended = false
  let release: (() => void) | undefined
  const seen: WeakRef<object>[] = []
  const value = (): IteratorResult<unknown> => {
    const made = make(pulls)
    if (pulls % 50 === 0 && typeof made === 'object' && made !== null) seen.push(new WeakRef(made))
    pulls += 1
    return { done: false, value: made }
  }
  const next = (): Promise<IteratorResult<unknown>> =>
    pulls < limit
      ? Promise.resolve(value())
      : new Promise((resolve) => {
          release = () => resolve(value())
        })
  return {
    source: {
      [Symbol.asyncIterator]: () => ({
        next,
        return: () => {
          ended = true
          return Promise.resolve({ done: true, value: undefined })
        },
      }),
    },
    upTo: async (n) => {
      limit = n
      release?.()
      release = undefined
      let quiet = 0
      while (!ended && release === undefined && quiet < 50) {
        const before = pulls
        eachTurn()
        await turn()
        quiet = pulls === before ? quiet + 1 : 0
      }
      return !ended && pulls >= n
    },
    alive: () => seen.filter((ref) => ref.deref() !== undefined).length,
  }
}

const early = 3000
const late = 15_000
/** Per value; the smallest thing that can be kept for a value without keeping the value itself is larger. */
const bytesKept = 24

const heapAfterGc = async (): Promise<number> => {
  await turn()
  await turn()
  collect()
  return process.memoryUsage().heapUsed
}

/** Whether memory follows the number of values that have passed; it takes two runs to say so. */
export const hoards = async (begin: () => Flow, held: number): Promise<string | undefined> => {
  const attempt = async (): Promise<string | undefined> => {
    const flow = begin()
    if (!(await flow.upTo(early))) return undefined
    const before = await heapAfterGc()
    if (!(await flow.upTo(late))) return undefined
    const grown = (await heapAfterGc()) - before
    const alive = flow.alive()
    if (alive > 3 + held / 50)
      return `of ${late / 50} values sampled ${alive} were still in memory when ${late} had passed`
    if (grown < (late - early) * bytesKept) return undefined
    return `the heap grew by ${Math.round(grown / (late - early))} bytes per value that passed`
  }
  return (await attempt()) === undefined ? undefined : attempt()
}

/** A user function that takes its time and never lets go. */
export const busy = <A>(value: A): A => {
  const until = performance.now() + 0.4
  while (performance.now() < until);
  return value
}
