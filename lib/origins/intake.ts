import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { Run } from '../core/run.ts'
import { tell } from '../core/tell.ts'
import { type Ending, finish } from './ending.ts'
import type { Window } from './window.ts'

/**
 * Reads a source ahead by GenStage's window: `max` is asked at first, `max - min` each time `min` are left. All is
 * counted from the beginning on, so that a value moves few numbers.
 */
export class Intake<A> implements Origin {
  readonly #window: () => Window
  readonly #down: Down<A>
  readonly #wake: () => void
  readonly #run: Run<A>
  readonly #loop = new Loop((limit) => this.#advance(limit))
  readonly #held = new Queue<A>()
  #came = 0
  #asked = 0
  /** Up to which value the ask goes that is being answered: a source sees one after the other, never their sum. */
  #upTo = 0
  #step = 0
  #least = 0
  #over = false
  /** Seen after what is held. */
  #ending: Ending | undefined
  #waiting = false
  #greedy = true

  constructor(source: Pipeline<A>, window: () => Window, down: Down<A>, wake: () => void) {
    this.#window = window
    this.#down = down
    this.#wake = wake
    const next = (value: A): boolean => {
      if (this.#ending !== undefined) return false
      this.#came++
      this.#held.push(value)
      if (this.#waiting) this.#rouse()
      return this.#came < this.#asked && !this.#over
    }
    this.#run = new Run(source, { next, demand: () => this.#demand() }, this.#loop.run)
  }

  /** Reads no more; tells how many values wait for the consumer. */
  rest(): number {
    this.#over = true
    return this.#held.size
  }

  pull(limit: number): Pulled {
    const held = this.#held
    const { next } = this.#down
    this.#waiting = false
    if (this.#asked === 0) this.#refill()
    for (let left = limit; left > 0;) {
      if (held.size === 0) return this.#wait()
      const few = Math.max(1, Math.min(left, this.#asked - this.#came + held.size - this.#least))
      left -= few
      for (let rest = few; rest > 0 && held.size > 0; rest--) {
        this.#greedy = next(held.shift())
        if (!this.#greedy) break
      }
      if (this.#wanting && !this.#over) this.#refill()
      if (!this.#greedy) break
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.#end({})
    while (this.#held.size > 0) this.#held.shift()
    return this.#run.close()
  }

  #advance(limit: number): boolean {
    if (this.#over || this.#came >= this.#asked) return false
    try {
      const pulled = this.#run.pull(limit)
      if (pulled === DONE) this.#end({})
      return pulled === MORE && this.#came < this.#asked
    } catch (error) {
      this.#end({ error })
      return false
    }
  }

  #ask(n: number): void {
    const came = this.#came
    if (this.#asked <= came) this.#asked = this.#upTo = came + n
    else this.#asked += n
    this.#loop.run()
  }

  #demand(): number {
    if (this.#upTo <= this.#came) this.#upTo = Math.min(this.#asked, this.#came + this.#step)
    return this.#upTo - this.#came
  }

  get #wanting(): boolean {
    return this.#asked - this.#came + this.#held.size <= this.#least
  }

  /** All at first, and then as much as its window wants in one. */
  #refill(): void {
    try {
      const { max, min } = this.#window()
      this.#step = max - min
      this.#least = min
      if (this.#asked === 0) this.#ask(max)
      else if (this.#wanting) this.#ask(this.#step)
    } catch (error) {
      this.#end({ error })
    }
  }

  #wait(): Pulled {
    this.#waiting = this.#ending === undefined
    return this.#waiting ? WAIT : finish(this.#ending!)
  }

  #end(ending: Ending): void {
    this.#over = true
    this.#ending ??= ending
    if (this.#waiting) this.#rouse()
  }

  #rouse(): void {
    this.#waiting = false
    tell(this.#wake, this.#greedy)
  }
}
