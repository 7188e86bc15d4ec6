import { Outlet } from '../core/outlet.ts'
import { type AnyIterable, pipelineOf } from '../core/pipeline.ts'
import { ready } from '../core/tell.ts'

/** How many inner sources may be open within each other on one stack, which each of them may need for many steps. */
const STACKED = 128

/** How many are being pulled within each other right now. */
export const stack = { depth: 0 }

/** What is being closed right now: at once, but one stack after the other. */
const closing: Array<() => void> = []

/** The source; where the stack is deep, on one of its own, which costs a promise for each value and each 128 levels. */
export const stacked = <A>(source: AnyIterable<A>): AnyIterable<A> => {
  if (stack.depth < STACKED) return source
  return {
    [Symbol.asyncIterator]: () => {
      const outlet = new Outlet(pipelineOf(source))
      return {
        next: async () => {
          await ready
          return outlet.next()
        },
        return: async () => {
          let closed: ReturnType<typeof outlet.return>
          const close = (): void => {
            closed = outlet.return()
          }
          if (closing.push(close) === 1) {
            for (const next of closing) next()
            closing.length = 0
          }
          await ready
          return closed!
        },
      }
    },
  }
}
