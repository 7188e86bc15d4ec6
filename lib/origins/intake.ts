import { Loop } from '../core/loop.ts'
import { Mailbox } from '../core/mailbox.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, type Down, MORE, type Origin, type Pulled } from '../core/protocol.ts'
import { Run } from '../core/run.ts'
import type { Window } from './window.ts'

/** Reads a source ahead by GenStage's window: `max` is asked at first, `max - min` each time `min` are left. */
export class Intake<A> implements Origin {
  readonly #mailbox: Mailbox<A>
  readonly #run: Run<A>
  readonly #loop: Loop
  #asked = 0
  /** What is left of the ask that is being answered: a source sees one after the other, never their sum. */
  #lot = 0
  #lots = 0
  #opened = false
  #over = false

  readonly #window: () => Window

  constructor(source: Pipeline<A>, window: () => Window, down: Down<A>, wake: () => void) {
    this.#window = window
    this.#loop = new Loop(this.#advance)
    this.#mailbox = new Mailbox<A>({ taken: () => this.refill(), closed: () => this.leave() })
    this.#mailbox.open(down, wake)
    const next = (value: A): boolean => {
      if (this.#asked > 0) {
        this.#asked--
        this.#lot--
        if (this.#lot === 0) this.#lot = Math.min(this.#asked, this.#lots)
      }
      this.#mailbox.offer(value)
      return this.#asked > 0 && !this.#over
    }
    this.#run = new Run(source, { next, demand: () => this.#lot }, this.#loop.run)
  }

  /** Reads no more; tells how many values wait for the consumer. */
  rest(): number {
    this.#over = true
    return this.#mailbox.size
  }

  /** Reads from now on, and not only from the first pull. */
  begin(): void {
    if (this.#opened) return
    this.#opened = true
    const { max, min } = this.#window()
    this.#lots = max - min
    this.ask(max)
  }

  pull(limit: number): Pulled {
    this.begin()
    return this.#mailbox.pull(limit)
  }

  close(): PromiseLike<unknown> | undefined {
    return this.#mailbox.close()
  }

  private refill(): void {
    const { max, min } = this.#window()
    this.#lots = max - min
    if (this.#mailbox.size + this.#asked <= min) this.ask(this.#lots)
  }

  private leave(): PromiseLike<unknown> | undefined {
    this.#over = true
    return this.#run.close()
  }

  private ask(lot: number): void {
    this.#asked += lot
    if (this.#lot === 0) this.#lot = lot
    this.#loop.run()
  }

  readonly #advance = (limit: number): boolean => {
    if (this.#over || this.#asked === 0) return false
    try {
      const pulled = this.#run.pull(limit)
      if (pulled === DONE) {
        this.#over = true
        this.#mailbox.end()
      }
      return pulled === MORE && this.#asked > 0
    } catch (error) {
      this.#over = true
      this.#mailbox.fail(error)
      return false
    }
  }
}
