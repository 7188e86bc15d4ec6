import fc from 'fast-check'
import type { AnyIterable, Sink, Stage } from 'sluice'
import { quiet } from '../openCalls.ts'

/** What the specs of the branch forms share: a source that writes down what is done to it, and answers in short. */

interface Counted {
  readonly source: AsyncIterable<number>
  /** 'opened', 'closed', and 'ended' where it said so, or failed. */
  readonly log: string[]
  readonly pulled: () => number
}

/** The natural numbers; of some length, failing, or taking its time where that is wanted. */
export const counted = ({ length = Infinity, fails = false, slow = 0 } = {}): Counted => {
  const log: string[] = []
  let pulled = 0
  const iterator: AsyncIterator<number, undefined> = {
    next: async () => {
      const n = pulled++
      for (let turns = 0; turns < slow; turns++) await quiet()
      if (n < length) return { done: false, value: n }
      log.push('ended')
      if (fails) throw 'failed'
      return { done: true, value: undefined }
    },
    return: async () => {
      log.push('closed')
      return { done: true, value: undefined }
    },
  }
  const open = (): AsyncIterator<number> => {
    log.push('opened')
    return iterator
  }
  return { source: { [Symbol.asyncIterator]: open }, log, pulled: () => pulled }
}

export const iterate = <A>(source: AsyncIterable<A>): AsyncIterator<A> => source[Symbol.asyncIterator]()

export const done = { value: undefined, done: true } as const

export const value = <A>(a: A): { readonly value: A; readonly done: boolean } => ({ value: a, done: false })

/** What has become of a promise: 'pending', what it gave, or what it failed with. */
export const told = <A>(promise: Promise<A>): { is: unknown } => {
  const outcome: { is: unknown } = { is: 'pending' }
  const tell = (found: unknown): void => void (outcome.is = found)
  void promise.then(tell, tell)
  return outcome
}

/** A consumer of one branch: what it does, and after how many values. */
export interface Reader {
  readonly kind: 'reads' | 'is slow' | 'breaks' | 'fails' | 'throws at once' | 'never reads' | 'settles late'
  readonly after: number
}

export const readers: fc.Arbitrary<Reader> = fc.record({
  kind: fc.constantFrom('reads', 'is slow', 'breaks', 'fails', 'throws at once', 'never reads', 'settles late'),
  after: fc.nat(4),
})

/** A sink like that, which writes down what it has seen; it fails with undefined. */
export const sinkOf = ({ kind, after }: Reader, seen: number[]): Sink<number, string> => {
  const read = async (source: AnyIterable<number>): Promise<string> => {
    if (kind === 'settles late') await quiet()
    if (kind === 'settles late' || kind === 'never reads') return kind
    for await (const n of source) {
      seen.push(n)
      if (kind === 'is slow') await quiet()
      if (kind === 'fails' && seen.length > after) throw undefined
      if (kind === 'breaks' && seen.length > after) break
    }
    return kind
  }
  if (kind !== 'throws at once') return read
  return () => {
    throw undefined
  }
}

/** A stage like that. */
export const stageOf = ({ kind, after }: Reader): Stage<number, number> =>
  async function* (source) {
    if (kind === 'throws at once') throw undefined
    if (kind === 'settles late') await quiet()
    if (kind === 'settles late' || kind === 'never reads') return
    let seen = 0
    for await (const n of source) {
      if (kind === 'is slow') await quiet()
      if (kind === 'fails' && seen >= after) throw undefined
      yield n
      if (++seen > after && kind === 'breaks') break
    }
  }

/** A source of some length that may fail or be slow, and what to read it with. */
export const days = fc.record({
  source: fc.record({ length: fc.nat(12), fails: fc.boolean(), slow: fc.nat(2) }),
  all: fc.array(readers, { minLength: 1, maxLength: 4 }),
  capacity: fc.constantFrom(0, 1, 3, 16),
})

/** Opened, it has been closed, or has come to its end; both where the end came as it was left. */
export const closedOnce = (log: readonly string[]): boolean => {
  const times = (act: string): number => log.filter((done) => done === act).length
  return times('closed') <= 1 && times('opened') <= 1 && (log.length === 0 || times('closed') + times('ended') >= 1)
}
