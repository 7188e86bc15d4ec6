import type { Timeline } from './timeline.ts'

export type Leave = 'return' | 'throw' | 'dispose'

/** What the consumer does: how many `next()` together, how long it dawdles between, after how many it does what. */
export interface Plan {
  readonly atOnce: number
  readonly stall: number
  /** Answers wanted before it goes on to `then`; Infinity reads to the end. */
  readonly reads: number
  /** `in mid-pull` leaves while one more `next()` is pending. */
  readonly then: 'stays' | Leave | `${Leave} in mid-pull`
}

export type Answered =
  | { readonly is: 'pending' }
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'done'; readonly value: unknown }
  | { readonly is: 'error'; readonly error: unknown }

export interface Consumer {
  readonly iterator: AsyncIterator<unknown>
  readonly answers: readonly Answered[]
  readonly departures: readonly Answered[]
  /** Where `iterator` departed from the protocol itself, whatever was asked of it. */
  readonly oddities: readonly string[]
  readonly next: () => void
  readonly leave: (how: Leave, value: unknown) => void
  readonly settled: () => boolean
  readonly over: () => boolean
}

/** Iterates by hand, waits for nothing, and notes every answer at its place. */
export const consume = (
  iterable: AsyncIterable<unknown>,
  line: Timeline,
  run = 0,
  onValue: (value: unknown) => void = () => undefined,
): Consumer => {
  const iterator = iterable[Symbol.asyncIterator]()
  const answers: Answered[] = []
  const departures: Answered[] = []
  const oddities: string[] = []

  const ask = (
    list: Answered[],
    who: string,
    call: () => unknown,
    heard: (answer: Answered, n: number) => void,
  ): void => {
    const n = list.push({ is: 'pending' })
    const note = (answer: Answered): void => {
      list[n - 1] = answer
      heard(answer, n)
    }
    const fulfilled = (result: unknown): void => {
      if (typeof result === 'object' && result !== null && 'done' in result && 'value' in result)
        return note(result.done === true ? { is: 'done', value: result.value } : { is: 'value', value: result.value })
      oddities.push(`${who} answered something that is no { done, value }`)
      return note({ is: 'done', value: undefined })
    }
    try {
      const promise = call()
      if (!(promise instanceof Promise)) oddities.push(`${who} answered without a promise`)
      void Promise.resolve(promise).then(fulfilled, (error: unknown) => note({ is: 'error', error }))
    } catch (error) {
      oddities.push(`${who} threw where it should have rejected`)
      note({ is: 'error', error })
    }
  }

  const settled = (): boolean =>
    answers.every(({ is }) => is !== 'pending') && departures.every(({ is }) => is !== 'pending')

  return {
    iterator,
    answers,
    departures,
    oddities,
    next: () => {
      line.record('consumer', 'next()', { run, n: answers.length + 1 })
      ask(
        answers,
        'next()',
        () => iterator.next(),
        (answer, n) => {
          const value = answer.is === 'value' ? answer.value : answer.is === 'error' ? answer.error : undefined
          line.record('consumer', answer.is === 'pending' ? 'next()' : answer.is, { run, n, value })
          if (answer.is === 'value') onValue(answer.value)
        },
      )
    },
    leave: (how, value) => {
      line.record('consumer', `${how}()`, { run })
      ask(
        departures,
        `${how}()`,
        () => {
          if (how === 'throw') return iterator.throw?.(value)
          if (how === 'return') return iterator.return?.(value)
          const dispose = (iterator as Partial<AsyncDisposable>)[Symbol.asyncDispose]
          const disposed = dispose === undefined ? undefined : dispose.call(iterator as unknown as AsyncDisposable)
          return disposed?.then((result) => ({ done: true, value: result }))
        },
        (answer) =>
          line.record('consumer', answer.is === 'error' ? 'close failed' : 'closed', {
            run,
            value: answer.is === 'error' ? answer.error : undefined,
          }),
      )
    },
    settled,
    over: () => answers.some(({ is }) => is === 'done' || is === 'error'),
  }
}
