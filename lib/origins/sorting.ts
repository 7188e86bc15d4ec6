import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, WAIT } from '../core/protocol.ts'
import { closeAll } from './closing.ts'
import { VALUE } from './feed.ts'
import { Heap } from './heap.ts'
import { Lineup } from './lineup.ts'

interface Head<A> {
  readonly rank: number
  value: A | undefined
  lacks: boolean
}

/** Several runs into one: of what is at their heads the least goes down, when each that goes on has one. */
export const sorting = <A>(
  sources: ReadonlyArray<Pipeline<A>>,
  compare: (a: A, b: A) => number,
  down: Down<A>,
  wake: () => void,
): Origin => {
  const line = new Lineup(sources, wake)
  const heads = sources.map((_, rank): Head<A> => ({ rank, value: undefined, lacks: true }))
  const heap = new Heap<Head<A>>((a, b) => {
    const order = left ? 0 : compare(a.value as A, b.value as A)
    return order < 0 || (order === 0 && a.rank < b.rank)
  })
  let lacking = sources.length
  let left = false
  for (const { rank } of heads) line.push(rank)

  const look = (head: Head<A>, limit: number): void => {
    if (!head.lacks) return
    const feed = line.feeds[head.rank]!
    const taken = feed.take(limit)
    if (taken === MORE) line.push(head.rank)
    if (taken === MORE || taken === WAIT) return
    lacking--
    head.lacks = false
    // Who gave last is still the first, until something takes that place.
    const isFirst = heap.first === head
    if (taken === VALUE) {
      head.value = feed.value
      if (isFirst) heap.replace(head)
      else heap.push(head)
    } else if (isFirst) heap.pop()
  }

  return {
    pull: (limit) => {
      for (let rest = limit; rest > 0 && !left; rest--) {
        if (lacking === 0) {
          const least = heap.first
          if (least === undefined) return DONE
          const value = least.value as A
          lacking = 1
          least.value = undefined
          least.lacks = true
          line.push(least.rank)
          if (!down.next(value)) return MORE
        } else if (line.size === 0) return WAIT
        else look(heads[line.shift()]!, rest)
      }
      return MORE
    },
    close: () => {
      left = true
      return closeAll(line.feeds)
    },
  }
}
