import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, WAIT } from '../core/protocol.ts'
import { closeAll } from './closing.ts'
import { VALUE } from './feed.ts'
import { Heap } from './heap.ts'
import { Lineup } from './lineup.ts'

/** Several runs into one: of what is at their heads the least goes down, when each that goes on has one. */
export const sorting = <A>(
  sources: ReadonlyArray<Pipeline<A>>,
  compare: (a: A, b: A) => number,
  down: Down<A>,
  wake: () => void,
): Origin => {
  const line = new Lineup(sources, wake)
  const values: Array<A | undefined> = []
  const lacks: boolean[] = []
  let lacking = sources.length
  let left = false
  const heads = new Heap<number>((a, b) => {
    const order = left ? 0 : compare(values[a] as A, values[b] as A)
    return order < 0 || (order === 0 && a < b)
  })
  const lack = (i: number): void => {
    lacks[i] = true
    line.push(i)
  }
  for (const i of sources.keys()) lack(i)

  const look = (i: number, limit: number): void => {
    if (!lacks[i]) return
    const feed = line.feeds[i]!
    const taken = feed.take(limit)
    if (taken === MORE) line.push(i)
    if (taken === MORE || taken === WAIT) return
    lacking--
    lacks[i] = false
    // Who gave last is still the first, until something takes that place.
    const isFirst = heads.first === i
    if (taken === VALUE) {
      values[i] = feed.value
      if (isFirst) heads.replace(i)
      else heads.push(i)
    } else if (isFirst) heads.pop()
  }

  return {
    pull: (limit) => {
      for (let rest = limit; rest > 0 && !left; rest--) {
        if (lacking === 0) {
          const least = heads.first
          if (least === undefined) return DONE
          const value = values[least] as A
          values[least] = undefined
          lacking = 1
          lack(least)
          if (!down.next(value)) return MORE
        } else if (line.size === 0) return WAIT
        else look(line.shift(), rest)
      }
      return MORE
    },
    close: () => {
      left = true
      return closeAll(line.feeds)
    },
  }
}
