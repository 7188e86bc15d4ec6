import type { Timeline } from './timeline.ts'
import { microtasks, turn } from './timeline.ts'

export type AnyIterable<A> = AsyncIterable<A> | Iterable<A>

/** How long an answer takes: a settled promise, some microtasks, a turn of the event loop, or no promise at all. */
export type Answer = 'at once' | 'soon' | 'later' | 'bare'

/** What comes after the values. */
export type Ending =
  | { readonly is: 'done' }
  | { readonly is: 'hangs' }
  | { readonly is: 'rejects'; readonly error: unknown }
  | { readonly is: 'throws'; readonly error: unknown }
  | { readonly is: 'refuses to open'; readonly error: unknown }

/**
 * How `return()` answers. `queues` is the async generator: behind a pending `next()` it waits for that one, for ever
 * where the source hangs. `releases` is the event source: it answers the pending `next()` as done.
 */
export type Closing =
  | { readonly is: 'answers' | 'answers later' | 'queues' | 'releases' | 'missing' }
  | { readonly is: 'rejects' | 'throws'; readonly error: unknown }

/** As an async iterator, a plain iterable, an array, or an async generator (these two leave no trace in the timeline). */
export type Hands = 'async' | 'iterable' | 'array' | 'async generator'

export interface Script {
  readonly hands: Hands
  readonly values: readonly unknown[]
  /** One per pull, from the start again when used up. */
  readonly answers: readonly Answer[]
  readonly ending: Ending
  readonly closing: Closing
}

const after = async (answer: Answer): Promise<void> => {
  if (answer === 'soon') await microtasks(3)
  if (answer === 'later') await turn()
}

const done: IteratorResult<unknown> = { done: true, value: undefined }

/**
 * What an answer says is recorded one microtask early, by a task queued ahead of the promise's own reactions: a stage
 * that hears the answer at the first possible moment is never told off for acting on old news, and no handler of ours
 * makes a rejection look handled.
 */
const settled = (record: () => void, settle: () => void): void => {
  queueMicrotask(record)
  settle()
}

const asyncRun = (script: Script, line: Timeline, run: number): AsyncIterator<unknown> => {
  let pulls = 0
  let over = false
  let release: (() => void) | undefined
  // Not the pull's own promise: a handler on that one would hide that nobody looks at its rejection.
  let answered: Promise<void> = Promise.resolve()

  const end = (n: number, resolve: (r: IteratorResult<unknown>) => void, reject: (e: unknown) => void): void => {
    const first = !over
    over = true
    if (first && script.ending.is === 'rejects') {
      const { error } = script.ending
      settled(
        () => line.record('source', 'error', { run, n, value: error }),
        () => reject(error),
      )
    } else
      settled(
        () => line.record('source', 'done', { run, n }),
        () => resolve(done),
      )
  }

  const next = (): Promise<IteratorResult<unknown>> => {
    const n = ++pulls
    line.record('source', 'pull', { run, n })
    const answer = script.answers[(n - 1) % script.answers.length] ?? 'at once'
    const isValue = n <= script.values.length
    if (!isValue && !over && script.ending.is === 'throws') {
      over = true
      line.record('source', 'error', { run, n, value: script.ending.error })
      throw script.ending.error
    }
    if (isValue && !over && answer === 'bare') {
      const result = { done: false, value: script.values[n - 1] }
      line.record('source', 'value', { run, n, value: result.value })
      // An iterator that answers without a promise is legal for for-await, and not for the types.
      return result as unknown as Promise<IteratorResult<unknown>>
    }
    let quiet = (): void => undefined
    answered = new Promise((resolve) => (quiet = resolve))
    return new Promise<IteratorResult<unknown>>((resolve, reject) => {
      const give = (): void => {
        quiet()
        if (over || !isValue) return end(n, resolve, reject)
        const value = script.values[n - 1]
        settled(
          () => line.record('source', 'value', { run, n, value }),
          () => resolve({ done: false, value }),
        )
      }
      const hangs = !isValue && !over && script.ending.is === 'hangs'
      if (hangs)
        release = () => {
          quiet()
          end(n, resolve, reject)
        }
      else if (answer === 'soon' || answer === 'later') void after(answer).then(give)
      else give()
    })
  }

  const closes = (): Promise<IteratorResult<unknown>> => {
    line.record('source', 'return()', { run })
    const closed = (): void => line.record('source', 'closed', { run })
    const { closing } = script
    if (closing.is === 'throws') {
      over = true
      line.record('source', 'close failed', { run, value: closing.error })
      throw closing.error
    }
    return new Promise((resolve, reject) => {
      const answer = (): void => {
        over = true
        if (closing.is === 'rejects')
          settled(
            () => line.record('source', 'close failed', { run, value: closing.error }),
            () => reject(closing.error),
          )
        else settled(closed, () => resolve(done))
      }
      if (closing.is === 'answers later') void turn().then(answer)
      else if (closing.is === 'releases') {
        release?.()
        answer()
      } else if (closing.is === 'queues') void answered.then(answer)
      else answer()
    })
  }

  return script.closing.is === 'missing' ? { next } : { next, return: closes }
}

const syncRun = (script: Script, line: Timeline, run: number): Iterator<unknown> => {
  let pulls = 0
  let over = false
  const next = (): IteratorResult<unknown> => {
    const n = ++pulls
    line.record('source', 'pull', { run, n })
    if (!over && n <= script.values.length) {
      line.record('source', 'value', { run, n, value: script.values[n - 1] })
      return { done: false, value: script.values[n - 1] }
    }
    const first = !over
    over = true
    if (first && (script.ending.is === 'throws' || script.ending.is === 'rejects')) {
      line.record('source', 'error', { run, n, value: script.ending.error })
      throw script.ending.error
    }
    line.record('source', 'done', { run, n })
    return done
  }
  const closes = (): IteratorResult<unknown> => {
    over = true
    line.record('source', 'return()', { run })
    if (script.closing.is === 'rejects' || script.closing.is === 'throws') {
      line.record('source', 'close failed', { run, value: script.closing.error })
      throw script.closing.error
    }
    line.record('source', 'closed', { run })
    return done
  }
  return script.closing.is === 'missing' ? { next } : { next, return: closes }
}

/** A source that follows its script and tells the timeline what is done to it. Every iteration is a run of its own. */
export const probe = (script: Script, line: Timeline): AnyIterable<unknown> => {
  let runs = 0
  const open = (): number => {
    const run = runs++
    line.record('source', 'opened', { run })
    if (script.ending.is === 'refuses to open') {
      line.record('source', 'error', { run, value: script.ending.error })
      throw script.ending.error
    }
    return run
  }
  switch (script.hands) {
    case 'async':
      return { [Symbol.asyncIterator]: () => asyncRun(script, line, open()) }
    case 'iterable':
      return { [Symbol.iterator]: () => syncRun(script, line, open()) }
    case 'array':
      return [...script.values]
    case 'async generator':
      return {
        [Symbol.asyncIterator]: async function* () {
          for (const value of script.values) yield value
        },
      }
  }
}
