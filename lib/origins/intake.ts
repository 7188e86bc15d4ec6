import { Loop } from '../core/loop.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { Queue } from '../core/queue.ts'
import { Run } from '../core/run.ts'
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
  readonly #loop = new Loop((limit) => this.advance(limit))
  readonly #held = new Queue<A>()
  #came = 0
  #asked = 0
  /** Up to which value the ask goes that is being answered: a source sees one after the other, never their sum. */
  #lot = 0
  #refill = 0
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
      if (this.#waiting) this.rouse()
      return this.#came < this.#asked && !this.#over
    }
    this.#run = new Run(source, { next, demand: () => this.lot() }, this.#loop.run)
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
    if (this.#asked === 0) this.ask(this.look().max)
    for (let left = limit; left > 0;) {
      if (held.size === 0) return this.wait()
      const few = Math.max(1, Math.min(left, this.#asked - this.#came + held.size - this.#least))
      left -= few
      for (let rest = few; rest > 0 && held.size > 0; rest--) {
        this.#greedy = next(held.shift())
        if (!this.#greedy) break
      }
      this.taken()
      if (!this.#greedy) break
    }
    return MORE
  }

  close(): PromiseLike<unknown> | undefined {
    this.end({})
    while (this.#held.size > 0) this.#held.shift()
    return this.#run.close()
  }

  private advance(limit: number): boolean {
    if (this.#over || this.#came >= this.#asked) return false
    try {
      const pulled = this.#run.pull(limit)
      if (pulled === DONE) this.end({})
      return pulled === MORE && this.#came < this.#asked
    } catch (error) {
      this.end({ error })
      return false
    }
  }

  private ask(n: number): void {
    const came = this.#came
    if (this.#asked <= came) this.#asked = this.#lot = came + n
    else this.#asked += n
    this.#loop.run()
  }

  private lot(): number {
    if (this.#lot <= this.#came) this.#lot = Math.min(this.#asked, this.#came + this.#refill)
    return this.#lot - this.#came
  }

  private look(): Window {
    const window = this.#window()
    this.#refill = window.max - window.min
    this.#least = window.min
    return window
  }

  private get wanting(): boolean {
    return this.#asked - this.#came + this.#held.size <= this.#least
  }

  private taken(): void {
    if (!this.wanting || this.#over) return
    try {
      this.look()
      if (this.wanting) this.ask(this.#refill)
    } catch (error) {
      this.end({ error })
    }
  }

  private wait(): Pulled {
    this.#waiting = this.#ending === undefined
    return this.#waiting ? WAIT : finish(this.#ending!)
  }

  private end(ending: Ending): void {
    this.#over = true
    this.#ending ??= ending
    if (this.#waiting) this.rouse()
  }

  private rouse(): void {
    this.#waiting = false
    // Who takes one at a time is told a moment later: else it falls into step with who gives, and waits for each value.
    if (this.#greedy) this.#wake()
    else queueMicrotask(this.#wake)
  }
}
