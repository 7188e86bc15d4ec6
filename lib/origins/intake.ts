import { Loop } from '../core/loop.ts'
import type { Mailbox } from '../core/mailbox.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { DONE, MORE } from '../core/protocol.ts'
import { Run } from '../core/run.ts'

/** Reads a source into a mailbox by GenStage's window: `max` is asked at first, `max - min` each time `min` are left. */
export class Intake<A> {
  private readonly run: Run<A>
  private readonly loop: Loop
  private asked = 0
  private opened = false
  private over = false

  constructor(
    source: Pipeline<A>,
    private readonly mailbox: Mailbox<A>,
    private readonly max: number,
    private readonly min: number,
  ) {
    this.loop = new Loop(this.advance)
    const next = (value: A): boolean => {
      if (this.asked > 0) this.asked--
      mailbox.offer(value)
      return this.asked > 0
    }
    this.run = new Run(source, { next, demand: () => this.asked }, this.loop.run)
  }

  readonly refill = (): void => {
    if (!this.opened) this.asked = this.max
    else if (this.mailbox.size + this.asked <= this.min) this.asked += this.max - this.min
    else return
    this.opened = true
    this.loop.run()
  }

  close(): PromiseLike<unknown> | undefined {
    this.over = true
    return this.run.close()
  }

  private readonly advance = (limit: number): boolean => {
    if (this.over || this.asked === 0) return false
    try {
      const pulled = this.run.pull(limit)
      if (pulled === DONE) {
        this.over = true
        this.mailbox.end()
      }
      return pulled === MORE && this.asked > 0
    } catch (error) {
      this.over = true
      this.mailbox.fail(error)
      return false
    }
  }
}
