import type { Clock } from '../core/clock.ts'
import { wrongType } from '../core/check.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, one, type Origin, type Pulled } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { Run } from '../core/run.ts'
import { Alarm } from './alarm.ts'
import { type Ending, finish } from './ending.ts'

/** When a batch is full, which values it takes, and what becomes of it; Infinity where nothing is set. */
export interface Batches<A, K, B> {
  readonly size: number
  readonly within: number
  readonly clock: Clock
  readonly weight: ((value: A) => number) | undefined
  readonly maxWeight: number
  readonly by: ((value: A) => K) | undefined
  readonly maxKeys: number
  readonly give: (values: A[], key: K) => B
}

class Batch<A, K> {
  readonly values: A[] = []
  weight = 0

  constructor(
    readonly key: K,
    readonly at: number,
  ) {}
}

/** Gathers values into batches: one is open, or one for each key, until it is full, its time has come or the end has. */
export class Batching<A, K, B> implements Origin {
  readonly #run: Run<A>
  readonly #alarm: Alarm
  readonly #size: number
  /** In the order in which they were begun. */
  readonly #keyed = new Map<K, Batch<A, K>>()
  /** Those begun after the oldest: one iterator, since a new one would have to step over all that is gone. */
  #younger: Iterator<Batch<A, K>, undefined> | undefined
  readonly #ready = new Queue<Batch<A, K>>()
  #oldest: Batch<A, K> | undefined
  #armed = Infinity
  #rung = false
  #left = false
  #ending: Ending | undefined

  readonly #down: Down<B>
  readonly #batches: Batches<A, K, B>

  constructor(source: Pipeline<A>, down: Down<B>, wake: () => void, batches: Batches<A, K, B>) {
    this.#down = down
    this.#batches = batches
    const { size, clock, weight, by } = batches
    this.#size = size
    const next = weight === undefined && by === undefined ? this.#gather : this.#sort
    this.#run = new Run(source, { next, demand: one }, wake)
    this.#alarm = new Alarm(clock, () => {
      this.#rung = true
      wake()
    })
  }

  pull(limit: number): Pulled {
    // A batch that cannot be filled in this pull is begun in the next: one left open has to look at the clock.
    const least = Math.min(this.#size, limit)
    for (let left = limit; left >= least;) {
      const pulled = this.#fill(left)
      if (this.#ready.size === 0) {
        if (this.#ending === undefined || this.#left) return pulled
        this.#alarm.clear()
        return finish(this.#ending)
      }
      const { values, key } = this.#ready.shift()
      left -= values.length
      if (!this.#down.next(this.#batches.give(values, key))) return MORE
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    while (this.#ready.size > 0) this.#ready.shift()
    this.#oldest = undefined
    this.#keyed.clear()
    this.#alarm.clear()
    return this.#run.close()
  }

  /** Reads until a batch is ready. Whatever fails, the open ones come first. */
  #fill(limit: number): Pulled {
    let pulled: Pulled = MORE
    try {
      if (this.#rung) this.#expire()
      if (this.#ready.size === 0 && this.#ending === undefined) pulled = this.#run.pull(limit)
      if (pulled === DONE) this.#ending = {}
      else this.#arm()
    } catch (error) {
      this.#ending = { error }
    }
    if (this.#ending !== undefined) while (this.#oldest !== undefined) this.#finish(this.#oldest)
    return pulled
  }

  /** Once for each batch that is still open when its values wait: those that follow one another at once need no timer. */
  #arm(): void {
    if (this.#oldest === undefined || this.#oldest.at === this.#armed) return
    this.#armed = this.#oldest.at
    this.#alarm.set(this.#armed)
    this.#expire()
  }

  #expire(): void {
    this.#rung = false
    if (!this.#alarm.due) return
    const now = this.#batches.clock.now()
    while (this.#oldest !== undefined && this.#oldest.at <= now) this.#finish(this.#oldest)
    this.#arm()
  }

  /** The short way, where only the number of values counts. */
  readonly #gather = (value: A): boolean => {
    const batch = (this.#oldest ??= this.#begin(undefined as K))
    return batch.values.push(value) < this.#size || this.#finish(batch)
  }

  readonly #sort = (value: A): boolean => {
    const { by, weight, maxWeight, maxKeys } = this.#batches
    const key = by?.(value) as K
    const load = weight === undefined || this.#left ? 0 : loadOf(weight(value))
    if (this.#left) return false
    let batch = this.#keyed.get(key)
    if (batch === undefined || batch.weight + load > maxWeight) {
      if (batch !== undefined) this.#finish(batch)
      else if (this.#keyed.size === maxKeys) this.#finish(this.#oldest!)
      batch = this.#begin(key)
      this.#keyed.set(key, batch)
      if (this.#oldest === undefined) {
        this.#younger = this.#keyed.values()
        this.#oldest = this.#younger.next().value
      }
    }
    batch.weight += load
    if (batch.values.push(value) >= this.#size || batch.weight >= maxWeight) this.#finish(batch)
    return this.#ready.size === 0
  }

  #begin(key: K): Batch<A, K> {
    const { within, clock } = this.#batches
    return new Batch<A, K>(key, within === Infinity ? Infinity : clock.now() + within)
  }

  #finish(batch: Batch<A, K>): false {
    this.#keyed.delete(batch.key)
    if (batch === this.#oldest) this.#oldest = this.#younger?.next().value
    this.#ready.push(batch)
    return false
  }
}

const loadOf = (weight: number): number => {
  if (typeof weight !== 'number') throw wrongType('weight', 'a function that gives numbers', weight)
  if (weight >= 0) return weight
  throw new RangeError(`weight must give numbers of at least 0, got: ${weight}`)
}
