import { inspect } from 'node:util'

export type Who = 'source' | 'function' | 'consumer' | 'loop'

export type Act =
  | 'opened'
  | 'pull'
  | 'value'
  | 'done'
  | 'error'
  | 'return()'
  | 'throw()'
  | 'dispose()'
  | 'closed'
  | 'close failed'
  | 'next()'
  | 'called'
  | 'answered'
  | 'turn'
  | 'unhandled rejection'
  | 'warning'

/** One thing that happened. `run` tells iterations of the same source or result apart, `n` counts from 1. */
export interface Happening {
  readonly who: Who
  readonly act: Act
  readonly run: number
  readonly n: number
  readonly value?: unknown
}

export interface Timeline {
  readonly happenings: readonly Happening[]
  readonly record: (who: Who, act: Act, about?: { run?: number; n?: number; value?: unknown }) => void
}

export const timeline = (): Timeline => {
  const happenings: Happening[] = []
  return {
    happenings,
    record: (who, act, about = {}) => void happenings.push({ who, act, run: 0, n: 0, ...about }),
  }
}

/** In one line, errors without their stack. */
export const show = (value: unknown): string =>
  inspect(value, { depth: 4, compact: true, breakLength: Infinity, maxArrayLength: 12, maxStringLength: 60 })
    .replace(/\n\s+at [^\n\]]*/g, '')
    // What Node's async hooks leave on a promise.
    .replace(/, \[Symbol\(\w+_id_symbol\)\]: \d+/g, '')
    .replace(/\s*\n\s*/g, ' ')

const line = ({ who, act, run, n, value }: Happening, several: boolean): string => {
  const name = several && who !== 'loop' ? `${who} ${String.fromCharCode(97 + run)}` : who
  const tells = act === 'value' || act === 'error' || act === 'close failed' || who === 'loop'
  return `${name.padEnd(11)} ${act}${n > 0 ? ` ${n}` : ''}${tells ? `: ${show(value)}` : ''}`
}

/** The happenings for a reader: one a line, quiet turns of the event loop folded. */
export const print = (happenings: readonly Happening[]): string => {
  const several = happenings.some(({ run }) => run > 0)
  const lines: string[] = []
  let turns = 0
  const fold = (): void => {
    if (turns > 0) lines.push(`   --- ${turns === 1 ? 'a turn' : `${turns} turns`} of the event loop ---`)
    turns = 0
  }
  for (const happening of happenings) {
    if (happening.act === 'turn') turns += 1
    else {
      fold()
      lines.push(line(happening, several))
    }
  }
  fold()
  return (lines.length > 60 ? [...lines.slice(0, 30), '...', ...lines.slice(-25)] : lines)
    .map((l) => `    ${l}`)
    .join('\n')
}

// Kept from before any spec puts fake timers in their place.
const { setImmediate: immediately } = globalThis

export const microtasks = async (n: number): Promise<void> => {
  for (let i = 0; i < n; i++) await Promise.resolve()
}

/** A turn of the event loop: every ready timer, all I/O and all microtasks have had their chance. */
export const turn = (): Promise<void> => new Promise((resolve) => void immediately(resolve))
