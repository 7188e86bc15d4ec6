import { nextTurn } from '../core/clock.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { closeAll } from './closing.ts'
import { VALUE } from './feed.ts'
import { Lineup } from './lineup.ts'
import { type Holder, Shares } from './shares.ts'

interface Member extends Holder {
  readonly i: number
  /** It has let a turn of the event loop pass without a value, and takes part no more until it has one. */
  away: boolean
  /** How many values had been given when it was asked: who had nothing for long is not new when it is asked again. */
  askedAt: number
}

/**
 * Several runs side by side, into one, by weight. Whose turn it is is asked for its value; if that is a promise's, the
 * next one is asked, and so on, until somebody has one. But that is given only when those that were to be before it
 * have had a whole turn of the event loop to answer: else a source that promises would always be late for its next turn,
 * and every weight would come to 1.
 */
export const weighing = <A>(
  sources: ReadonlyArray<Pipeline<A>>,
  weights: readonly number[],
  down: Down<A>,
  wake: () => void,
): Origin => {
  const roused = new Lineup(sources, wake)
  const shares = new Shares<Member>()
  /** Those that were asked in this turn of the event loop, or the one before: they keep their place in line so long. */
  const asked = new Set<Member>()
  let endOfTurn: (() => void) | undefined
  let late = false
  let given = 0
  let open = sources.length
  let left = false

  const enter = (member: Member): void => {
    shares.join(member)
    shares.queue(member)
  }
  const members = weights.map((weight, i): Member => ({ i, weight, start: 0, finish: 0, away: false, askedAt: -1 }))
  for (const member of members) enter(member)

  /** Those who may have something now come back to their place, or to a new one if they have been away. */
  const hear = (limit: number): void => {
    for (let rest = limit; rest > 0 && roused.size > 0; rest--) {
      const i = roused.shift()
      const member = members[i]!
      if (asked.delete(member)) shares.queue(member)
      if (!member.away) continue
      const taken = roused.feeds[i]!.take(rest)
      if (taken === DONE) open--
      if (taken === DONE || taken === VALUE) member.away = false
      if (taken === VALUE) enter(member)
      // It has used up the limit, and not that of the others.
      if (taken === MORE) return roused.push(i)
    }
  }

  const wait = (member: Member): void => {
    if (endOfTurn === undefined) endOfTurn = nextTurn(turned)
    else if (member.askedAt !== given) late = true
    member.askedAt = given
    asked.add(member)
  }

  const turned = (): void => {
    // Who was asked in the midst of this turn has not had a whole one yet.
    endOfTurn = late && asked.size > 0 ? nextTurn(turned) : undefined
    late = false
    if (endOfTurn !== undefined) return
    for (const member of asked) {
      member.away = true
      shares.leave(member)
    }
    asked.clear()
    wake()
  }

  return {
    pull: (limit) => {
      hear(limit)
      let pulled: Pulled = MORE
      for (let rest = limit; rest > 0 && !left && pulled === MORE; rest--) {
        const member = shares.next()
        const feed = member && roused.feeds[member.i]!
        const taken = feed?.take(rest)
        if (left) return MORE
        if (member === undefined || feed === undefined) pulled = WAIT
        else if (taken === DONE) {
          open--
          shares.leave(member)
        } else if (taken !== VALUE) {
          wait(member)
          if (taken === WAIT) continue
          roused.push(member.i)
          break
        } else if (asked.size > 0) {
          shares.queue(member)
          pulled = WAIT
        } else {
          given++
          shares.served(member)
          shares.queue(member)
          if (!down.next(feed.value)) return MORE
        }
      }
      if (open > 0) return roused.size > 0 ? MORE : pulled
      endOfTurn?.()
      return DONE
    },
    close: () => {
      left = true
      endOfTurn?.()
      return closeAll(roused.feeds)
    },
  }
}
