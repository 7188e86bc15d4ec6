import type { SubscriberId } from './dispatcher.ts'
import { beyond } from './dispatching.ts'

/** One who goes at the pace of the slowest. */
export interface Paced {
  /** Up to which value it has asked. */
  upTo: number
}

/** How far all may go. All its numbers but `slowest` count values from the beginning on. */
export interface Pace<M extends Paced> {
  readonly members: Map<SubscriberId, M>
  /** How many values have been dispatched to all. */
  given: number
  /** Up to which value upstream has been asked. */
  asked: number
  /** Up to which value every member has asked. */
  least: number
  /** How many members have asked for no more than that. */
  slowest: number
}

/** One who has asked for nothing yet is the slowest, with others who wait or alone. */
export const enter = (pace: Pace<Paced>): void => {
  if (pace.least !== pace.given) pace.slowest = 0
  pace.least = pace.given
  pace.slowest++
}

export const roomOf = ({ members, least, given }: Pace<Paced>): number => (members.size > 0 ? least - given : 0)

export const raise = (pace: Pace<Paced>, member: Paced, by: number): void => {
  if (member.upTo === pace.least) pace.slowest--
  member.upTo += by
}

/** The slowest are looked for only when none is left of those who were: a step costs the same with many members. */
export const newDemand = (pace: Pace<Paced>): number => {
  if (pace.slowest === 0 && pace.members.size > 0) {
    pace.least = Infinity
    for (const { upTo } of pace.members.values()) {
      if (upTo > pace.least) continue
      pace.slowest = upTo < pace.least ? 1 : pace.slowest + 1
      pace.least = upTo
    }
  }
  const demand = beyond(pace.least, pace.asked)
  pace.asked += demand
  return demand
}
