import type { AnyIterable } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Pulled, WAIT } from '../core/protocol.ts'
import { closeAll } from './closing.ts'
import { VALUE } from './feed.ts'
import { joined } from './joined.ts'
import { Lineup, Member } from './lineup.ts'

/** One value of each source: a tuple where the sources are one. */
export type Row<S extends ReadonlyArray<AnyIterable<unknown>>> = {
  -readonly [I in keyof S]: S[I] extends AnyIterable<infer A> ? A : never
}

/** The place of a source that has ended, where the others go on. */
export const ABSENT: unique symbol = Symbol('absent')
const MISSING = Symbol('missing')

/**
 * Rows of one value of each source, until the first one ends or, with `toLast`, the last one. It asks all sources at
 * once for what a row lacks. Of those that wait, only the ones that wake are looked at again.
 */
export const rows = <B>(
  name: string,
  sources: ReadonlyArray<AnyIterable<unknown>>,
  make: (row: unknown[]) => B,
  toLast = false,
): AsyncIterable<B> =>
  joined(name, sources, (pipelines, down: Down<B>, wake) => {
    const woken = new Lineup<Member<unknown>>()
    const feeds = pipelines.map((pipeline, i) => {
      const member = new Member(pipeline, woken, wake, down.demand)
      member.rank = i
      return member
    })
    const blank: unknown[] = pipelines.map(() => MISSING)
    let row = [...blank]
    /** How many sources were asked for this row. */
    let asked = 0
    let open = pipelines.length
    let lacking = open
    let left = false

    const complete = (limit: number): Pulled | typeof VALUE => {
      const cells = row
      while (lacking > 0) {
        if (asked === feeds.length && woken.size === 0) return WAIT
        const member = asked < feeds.length ? feeds[asked++]! : woken.shift()
        const i = member.rank
        if (cells[i] !== MISSING) continue
        const taken = member.take(limit)
        if (taken === WAIT) continue
        if (taken === MORE) {
          woken.push(member)
          return MORE
        }
        if (taken === VALUE) cells[i] = member.value
        else {
          open--
          if (!toLast || open === 0) return DONE
          cells[i] = blank[i] = ABSENT
        }
        lacking--
      }
      return VALUE
    }

    return {
      pull: (limit) => {
        if (open === 0) return DONE
        for (let rest = limit; rest > 0 && !left; rest--) {
          const pulled = complete(rest)
          if (pulled === DONE && open > 0) down.end()
          if (pulled !== VALUE) return pulled === DONE && open > 0 ? MORE : pulled
          const full = row
          row = [...blank]
          asked = 0
          lacking = open
          const made = make(full)
          if (left || !down.next(made)) return MORE
        }
        return MORE
      },
      close: () => {
        left = true
        return closeAll(feeds)
      },
    }
  })
