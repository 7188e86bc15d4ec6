import type { Clock } from 'sluice'
import { virtualClock } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { type Prompted, prompted } from '../prompted.ts'

interface Timed<A> {
  readonly clock: ReturnType<typeof virtualClock>
  readonly source: Prompted<A>
  readonly values: AsyncIterator<unknown>
  /** What the asks were answered, each with its time: a value, 'done', or an error. */
  readonly heard: readonly (readonly [answer: unknown, at: number])[]
  readonly ask: () => void
  /** Lets time pass, a millisecond at a time, and tells what was heard. */
  readonly after: (ms: number) => Promise<readonly (readonly [answer: unknown, at: number])[]>
}

/** A stage of time between a source that answers when it is told to, and a consumer that writes down what it hears. */
export const timed = <A>(
  build: (source: AsyncIterable<A>, options: { readonly clock: Clock }) => AsyncIterable<unknown>,
): Timed<A> => {
  const clock = virtualClock()
  const source = prompted<A>()
  const values = build(source, { clock })[Symbol.asyncIterator]()
  const heard: [unknown, number][] = []
  const hear = (answer: unknown): void => void heard.push([answer, clock.now()])
  return {
    clock,
    source,
    values,
    heard,
    ask: () => void values.next().then(({ done, value }) => hear(done === true ? 'done' : value), hear),
    after: async (ms) => {
      await quiet()
      for (let i = 0; i < ms; i++) {
        clock.advance(1)
        await quiet()
      }
      return [...heard]
    },
  }
}
