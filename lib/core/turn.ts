const { setImmediate, clearImmediate, setTimeout, clearTimeout } = globalThis

const immediate = typeof setImmediate === 'function'
const start: (f: () => void) => unknown = immediate ? setImmediate : (f) => setTimeout(f, 0)
const stop = (immediate ? clearImmediate : clearTimeout) as (handle: unknown) => void

/** One turn of the event loop that is waited for, over and over: timers, I/O and signals have had theirs by its end. */
export class Turn {
  private readonly wake: () => void
  private handle: unknown = undefined

  constructor(wake: () => void) {
    this.wake = wake
  }

  get pending(): boolean {
    return this.handle !== undefined
  }

  start(): void {
    this.handle = start(this.over)
  }

  close(): undefined {
    if (this.pending) stop(this.handle)
    this.handle = undefined
  }

  private readonly over = (): void => {
    this.handle = undefined
    this.wake()
  }
}
