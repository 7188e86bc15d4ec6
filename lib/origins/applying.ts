import { aFunction } from '../core/check.ts'
import { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { closeAll } from './closing.ts'
import { Feed, VALUE } from './feed.ts'

type F = (value: unknown) => unknown

/** One `ap` in a tower of them: what its functions go through before they are that, and the values they are for. */
interface Storey {
  readonly steps: ReadonlyArray<Pipeline<unknown>>
  readonly values: Pipeline<unknown>
}

/** What each `ap` is made of. */
const parts = new WeakMap<Pipeline<unknown>, readonly [fab: Pipeline<unknown>, fa: Pipeline<unknown>]>()

/** All storeys, the highest first, and the source of functions at the ground. */
const towerOf = (top: Pipeline<unknown>): readonly [Storey[], Pipeline<unknown>] => {
  const storeys: Storey[] = []
  let ground = top
  for (let part = parts.get(ground); part !== undefined; part = parts.get(ground)) {
    const steps: Array<Pipeline<unknown>> = []
    for (ground = part[0]; ground.each !== undefined; ground = ground.sources[0]!) steps.push(ground)
    storeys.push({ steps: steps.toReversed(), values: part[1] })
  }
  return [storeys, ground]
}

/** Goes up and down in the tower by a list of what is open, in place of a stack. */
const climbing = (top: Pipeline<unknown>, down: Down<unknown>, wake: () => void): Origin => {
  const [storeys, ground] = towerOf(top)
  const stairs = storeys.map(({ steps }) => steps.map(({ each, keeps }) => ({ step: each!(), keeps })))
  const feeds = [new Feed(ground, wake)]
  const functions: F[] = []
  let last: Run<unknown> | undefined
  let closed = false
  const enter = (given: unknown): void => {
    const floor = feeds.length
    let value = floor > 1 ? functions[floor - 2]!(given) : given
    for (const { step, keeps } of stairs.at(-floor)!) {
      if (closed) return
      if (keeps !== true) value = step(value)
      else if (!step(value)) return
    }
    aFunction('f', value)
    const f = (functions[floor - 1] = value as F)
    const { values } = storeys.at(-floor)!
    if (floor < storeys.length) feeds.push(new Feed(values, wake))
    else last = new Run(values, { next: (a) => down.next(f(a)), demand: down.demand }, wake)
  }
  return {
    pull: (limit) => {
      for (let left = limit; left > 0 && !closed; left--) {
        if (last !== undefined) {
          const pulled = last.pull(left)
          if (pulled !== DONE) return pulled
        }
        const feed = feeds.at(-1)!
        const taken = feed.take(left)
        if (taken === VALUE) enter(feed.value)
        else if (taken !== DONE) return taken
        else if (feeds.length === 1) return DONE
        else feeds.pop()
      }
      return MORE
    },
    close: () => {
      closed = true
      return closeAll([last, ...feeds.toReversed()])
    },
  }
}

/**
 * Applies each function of a source to each value of another one, which is opened anew for each. Where the functions
 * come from the same, with plain stages between, that is a tower, which is run as one: it may be as high as fp-ts's
 * traversals of long lists make it.
 */
export const applying = <A, B>(
  name: string,
  functions: Pipeline<(value: A) => B>,
  values: Pipeline<A>,
): AsyncIterable<B> => {
  const top: Pipeline<B> = new Pipeline<B>(name, [functions, values], (down, wake) =>
    climbing(top, down as Down<unknown>, wake),
  )
  parts.set(top, [functions, values])
  return top
}
