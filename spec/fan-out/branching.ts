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
      // eslint-disable-next-line @typescript-eslint/only-throw-error
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
