import { createHook } from 'node:async_hooks'
import fc from 'fast-check'
import type { Happening, Timeline } from './timeline.ts'
import { print, show, timeline, turn } from './timeline.ts'

export type Rule = `R${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16}`

/** One property that a rule demands of what `S` describes. */
export interface Law<S> {
  readonly rule: Rule
  readonly title: string
  readonly applies?: (subject: S) => boolean
  /** Nothing where it held, else what to tell the reader. */
  readonly tried: (subject: S) => Promise<string | undefined>
}

export type Verdict =
  { readonly is: 'held' } | { readonly is: 'broken'; readonly message: string } | { readonly is: 'not applicable' }

export type Report = Readonly<Partial<Record<Rule, Verdict>>>

export interface Patience {
  /** How many cases each law tries. */
  readonly runs: number
  /** Real milliseconds for which a stage with timers of its own may be silent without being stuck. */
  readonly patience: number
  /** Called at every turn of the event loop; the place to advance a virtual clock. */
  readonly eachTurn: () => void
}

export interface Trial {
  readonly line: Timeline
  readonly turns: (n: number) => Promise<void>
  /** Waits until it is so; false where nothing has happened for long enough to say that it never will. */
  readonly until: (is: () => boolean, quietTurns?: number, grace?: number) => Promise<boolean>
  readonly unhandled: readonly unknown[]
}

const shrinkingMs = 2000

let observer: (act: 'unhandled rejection' | 'warning', value: unknown) => void = () => undefined
const observed = (error: unknown): void => observer('unhandled rejection', error)
const warned = (...words: readonly unknown[]): void => observer('warning', words.length === 1 ? words[0] : words)

/**
 * vitest fails the whole run at an unhandled rejection; here it is an observation, and so is a warning about a second
 * error, which a hostile source earns by the dozen.
 */
export const observing = async <T>(body: () => Promise<T>): Promise<T> => {
  const others = process.listeners('unhandledRejection')
  const { warn } = console
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', observed)
  console.warn = warned
  try {
    return await body()
  } finally {
    await turn()
    console.warn = warn
    process.off('unhandledRejection', observed)
    for (const other of others) process.on('unhandledRejection', other)
  }
}

export const tryOut = async (
  { patience, eachTurn }: Pick<Patience, 'patience' | 'eachTurn'>,
  body: (trial: Trial) => Promise<string | undefined>,
): Promise<{ readonly fault: string | undefined; readonly happenings: readonly Happening[] }> => {
  const line = timeline()
  const unhandled: unknown[] = []
  observer = (act, value) => {
    if (act === 'unhandled rejection') unhandled.push(value)
    line.record('loop', act, { value })
  }
  const movesIn = async (): Promise<boolean> => {
    const before = line.happenings.length
    eachTurn()
    await turn()
    const moved = line.happenings.length > before
    line.record('loop', 'turn')
    return moved
  }
  const trial: Trial = {
    line,
    unhandled,
    turns: async (n) => {
      for (let i = 0; i < n; i++) await movesIn()
    },
    until: async (is, quietTurns = 8, grace = 15) => {
      let quiet = 0
      let since = performance.now()
      // Most answers need microtasks only.
      for (let i = 0; i < 40 && !is(); i++) await Promise.resolve()
      while (!is()) {
        if (quiet >= quietTurns && performance.now() - since >= Math.max(grace, patience)) return false
        if (await movesIn()) {
          since = performance.now()
          quiet = 0
        } else quiet += 1
      }
      return true
    },
  }
  try {
    return { fault: await body(trial), happenings: line.happenings }
  } catch (error) {
    return { fault: `it threw where no law expects it: ${show(error)}`, happenings: line.happenings }
  }
}

class Breach extends Error {
  readonly happenings: readonly Happening[]
  constructor(fault: string, happenings: readonly Happening[]) {
    super(fault)
    this.happenings = happenings
  }
}

const replay = (): object => {
  const given = process.env['SLUICE_REPLAY']
  return given === undefined ? {} : (JSON.parse(given) as object)
}

/** A law that generates cases and tries each one out. */
export const overCases =
  <S extends Patience, C>(
    about: Pick<Law<S>, 'rule' | 'title'>,
    cases: (subject: S) => fc.Arbitrary<C>,
    showCase: (one: C) => string,
    trial: (trial: Trial, subject: S, one: C) => Promise<string | undefined>,
    share = 1,
  ): Law<S>['tried'] =>
  async (subject) => {
    let givesUp = Infinity
    const property = fc.asyncProperty(cases(subject), async (one) => {
      if (performance.now() > givesUp) return
      const { fault, happenings } = await tryOut(subject, (t) => trial(t, subject, one))
      if (fault === undefined) return
      givesUp = Math.min(givesUp, performance.now() + shrinkingMs)
      throw new Breach(fault, happenings)
    })
    const run = await observing(() => fc.check(property, { numRuns: Math.ceil(subject.runs * share), ...replay() }))
    if (!run.failed) return undefined
    const breach = run.errorInstance
    const [one] = run.counterexample ?? []
    return [
      `${about.rule} is broken: ${about.title}`,
      `  ${breach instanceof Breach ? breach.message : show(breach)}`,
      `  where ${one === undefined ? 'nothing was generated' : showCase(one)}`,
      '  timeline:',
      breach instanceof Breach ? print(breach.happenings) : '',
      `  found in run ${run.numRuns}, shrunk ${run.numShrinks} times; to see it again, run this test alone with`,
      `  SLUICE_REPLAY='${JSON.stringify({ seed: run.seed, path: run.counterexamplePath, endOnFailure: true })}'`,
    ].join('\n')
  }

/** A law of one fixed case. */
export const once =
  <S extends Patience>(
    about: Pick<Law<S>, 'rule' | 'title'>,
    trial: (trial: Trial, subject: S) => Promise<string | undefined>,
  ): Law<S>['tried'] =>
  async (subject) => {
    const { fault, happenings } = await observing(() => tryOut(subject, (t) => trial(t, subject)))
    if (fault === undefined) return undefined
    return [`${about.rule} is broken: ${about.title}`, `  ${fault}`, '  timeline:', print(happenings)].join('\n')
  }

/** A law that has no cases: what it watches is the process. */
export const plain = <S>(rule: Rule, title: string, tried: (subject: S) => Promise<string | undefined>): Law<S> => ({
  rule,
  title,
  tried: async (subject) => {
    const fault = await observing(() => tried(subject))
    return fault === undefined ? undefined : `${rule} is broken: ${title}\n  ${fault}`
  },
})

export const report = async <S>(
  laws: readonly Law<S>[],
  subject: S,
  exceptions: readonly Rule[],
  only?: readonly Rule[],
): Promise<Report> => {
  const verdicts: Partial<Record<Rule, Verdict>> = {}
  for (const law of laws) {
    const { rule } = law
    if (only !== undefined && !only.includes(rule)) continue
    const applies = !exceptions.includes(rule) && (law.applies?.(subject) ?? true)
    if (!applies) verdicts[rule] ??= { is: 'not applicable' }
    else if (verdicts[rule]?.is !== 'broken') {
      const message = await law.tried(subject)
      verdicts[rule] = message === undefined ? { is: 'held' } : { is: 'broken', message }
    }
  }
  return verdicts
}

interface TimerLike {
  readonly _destroyed?: boolean
}

/** Runs the body and tells how many timers that were set meanwhile, but by the runner, are still active. */
export const timersLeftBy = async <T>(body: () => Promise<T>): Promise<{ result: T; left: () => number }> => {
  const timers: TimerLike[] = []
  const hook = createHook({
    init: (_, type, __, resource) => {
      if (type !== 'Timeout' && type !== 'Immediate') return
      if (!/node_modules.(@?vitest|tinypool|birpc)/.test(new Error().stack ?? '')) timers.push(resource)
    },
  })
  hook.enable()
  try {
    const result = await body()
    return { result, left: () => timers.filter(({ _destroyed }) => _destroyed === false).length }
  } finally {
    hook.disable()
  }
}
