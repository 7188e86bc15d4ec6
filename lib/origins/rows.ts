import type { AnyIterable, Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
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

/** Rows of one value of each source, until the first one ends or, with `toLast`, the last one. */
export const rows = <B>(
  name: string,
  sources: ReadonlyArray<AnyIterable<unknown>>,
  make: (row: unknown[]) => B,
  toLast = false,
): AsyncIterable<B> =>
  joined(name, sources, (pipelines, down: Down<B>, wake) => new Rows(pipelines, down, wake, make, toLast))

/** Asks all sources at once for what a row lacks. Of those that wait, only the ones that wake are looked at again. */
class Rows<B> implements Origin {
  readonly #feeds: ReadonlyArray<Member<unknown>>
  readonly #woken = new Lineup<Member<unknown>>()
  readonly #blank: unknown[]
  #row: unknown[]
  /** How many sources were asked for this row. */
  #asked = 0
  #lacking: number
  #open: number
  #left = false

  readonly #down: Down<B>
  readonly #make: (row: unknown[]) => B
  readonly #toLast: boolean

  constructor(
    pipelines: ReadonlyArray<Pipeline<unknown>>,
    down: Down<B>,
    wake: () => void,
    make: (row: unknown[]) => B,
    toLast: boolean,
  ) {
    this.#down = down
    this.#make = make
    this.#toLast = toLast
    this.#feeds = pipelines.map((pipeline, i) => {
      const member = new Member(pipeline, this.#woken, wake, down.demand)
      member.rank = i
      return member
    })
    this.#open = this.#lacking = pipelines.length
    this.#blank = pipelines.map(() => MISSING)
    this.#row = [...this.#blank]
  }

  pull(limit: number): Pulled {
    if (this.#open === 0) return DONE
    for (let rest = limit; rest > 0 && !this.#left; rest--) {
      const pulled = this.#complete(rest)
      if (pulled === DONE && this.#open > 0) this.#down.end()
      if (pulled !== VALUE) return pulled === DONE && this.#open > 0 ? MORE : pulled
      const row = this.#row
      this.#row = [...this.#blank]
      this.#asked = 0
      this.#lacking = this.#open
      const made = this.#make(row)
      if (this.#left || !this.#down.next(made)) return MORE
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    return closeAll(this.#feeds)
  }

  #complete(limit: number): Pulled | typeof VALUE {
    const feeds = this.#feeds
    const row = this.#row
    const woken = this.#woken
    while (this.#lacking > 0) {
      if (this.#asked === feeds.length && woken.size === 0) return WAIT
      const member = this.#asked < feeds.length ? feeds[this.#asked++]! : woken.shift()
      const i = member.rank
      if (row[i] !== MISSING) continue
      const taken = member.take(limit)
      if (taken === MORE) {
        woken.push(member)
        return MORE
      }
      if (taken === WAIT) continue
      if (taken === VALUE) row[i] = member.value
      else {
        this.#open--
        if (!this.#toLast || this.#open === 0) return DONE
        row[i] = this.#blank[i] = ABSENT
      }
      this.#lacking--
    }
    return VALUE
  }
}
