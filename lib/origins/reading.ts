import { nextTurn } from '../core/clock.ts'
import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, one, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import { type Ending, finish } from './ending.ts'

/** Where values wait for a consumer that is busy. To throw in `put` fails the run, after what is held. */
export interface Store<A> {
  readonly size: number
  /** `asked` tells whether somebody waits for the value. */
  put(value: A, asked: boolean): void
  take(): A
}

/** Who takes that many values in one turn of the event loop is not busy, but made to wait for that turn. */
const MANY = 8

/**
 * Reads a source from the first pull on, whatever the consumer does. While that asks it reads for the consumer alone,
 * one value after another. While it is busy the next value is asked for at once, but taken no sooner than after a turn
 * of the event loop, and then each as it comes: only who lets time pass falls behind, be the source ever so quick.
 */
export class Reading<A> implements Origin {
  readonly #run: Run<A>
  readonly #loop: Loop
  readonly #store: Store<A>
  readonly #down: Down<A>
  readonly #wake: () => void
  #asked = false
  #behind = false
  #taken = 0
  #reading = false
  #unschedule: (() => void) | undefined
  #ending: Ending | undefined
  #left = false

  constructor(source: Pipeline<A>, store: Store<A>, down: Down<A>, wake: () => void) {
    this.#store = store
    this.#down = down
    this.#wake = wake
    this.#loop = new Loop((limit) => this.#advance(limit))
    const next = (value: A): boolean => {
      store.put(value, this.#asked)
      return !this.#asked
    }
    this.#run = new Run(source, { next, demand: one }, () => this.#arrived())
  }

  pull(limit: number): Pulled {
    const store = this.#store
    this.#asked = true
    for (let left = limit; left > 0; left--) {
      if (store.size === 0) {
        this.#behind = false
        const pulled = this.#read(left)
        if (store.size === 0 || this.#left) return this.#ending === undefined || this.#left ? pulled : this.#over()
      }
      this.#taken++
      if (!this.#down.next(store.take())) {
        this.#asked = false
        if (this.#read(1) === MORE) this.#later()
        return MORE
      }
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#left = true
    while (this.#store.size > 0) this.#store.take()
    this.#rest()
    return this.#run.close()
  }

  #read(limit: number): Pulled {
    // What is upstream may ask for more while it is asked.
    if (this.#reading || this.#left || this.#ending !== undefined) return WAIT
    this.#reading = true
    let pulled: Pulled = DONE
    try {
      pulled = this.#run.pull(limit)
      if (pulled === DONE) this.#ending = {}
    } catch (error) {
      this.#ending = { error }
    }
    this.#reading = false
    return pulled
  }

  #advance(limit: number): boolean {
    const pulled = this.#read(limit)
    if (this.#asked) this.#wake()
    return pulled === MORE && !this.#asked
  }

  /** The source has something, or its close has settled. */
  #arrived(): void {
    if (this.#asked) this.#wake()
    else if (this.#behind) this.#loop.run()
    else this.#later()
  }

  #later(): void {
    if (this.#left || this.#unschedule !== undefined) return
    // What is left of this turn says nothing: the next one is the first whole one.
    this.#taken = MANY
    this.#schedule()
  }

  #schedule(): void {
    this.#unschedule = nextTurn(() => {
      this.#unschedule = undefined
      if (this.#asked) return
      this.#behind ||= this.#taken < MANY
      this.#taken = 0
      if (this.#behind) this.#loop.run()
      else this.#schedule()
    })
  }

  #over(): typeof DONE {
    this.#rest()
    return finish(this.#ending!)
  }

  #rest(): void {
    this.#unschedule?.()
    this.#unschedule = undefined
  }
}
