/**
 * When two sources are equal: whoever reads them sees the same values, the same end or error, and all that they are made
 * of is opened, pulled, called, closed in the same order, between the same two asks of the reader.
 *
 *     case -> world -> the left side  -> reader        both logs are one list of what happened,
 *        \--> world -> the right side -> reader        and they are compared line by line
 *
 * A world has sources and functions that tell their log what is done to them. Values are terms (`f(g(a1))`), so that
 * two sides with equal values have computed them in the same way.
 */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Separated } from 'fp-ts/Separated'
import { inspect } from 'node:util'
import { forEach, from } from 'sluice'
import { describe, expect, test, vi } from 'vitest'
import { turn } from '../laws/timeline.ts'

export type Term = string | undefined | null

/** How a source hands its values out, and how it ends. */
interface Script {
  readonly hands: 'promises' | 'late promises' | 'plain'
  /** Whether it can be iterated once only, as a generator. */
  readonly once: boolean
  readonly values: readonly Term[]
  readonly fails: boolean
}

interface Plan {
  readonly by: 'next()' | 'forEach'
  /** After how many values the reader leaves, or throws. */
  readonly reads: number
}

export interface Case {
  /** What the functions of the world choose. */
  readonly salt: number
  readonly scripts: readonly Script[]
  /** Which call of a function fails, over all of them. */
  readonly failingCall: number
  /** Which call makes the reader leave, from within. */
  readonly leavingCall: number
  /** A source is read more than once, to see what is left of it. */
  readonly plans: readonly Plan[]
}

const script: fc.Arbitrary<Script> = fc.record({
  hands: fc.constantFrom('promises', 'late promises', 'plain'),
  once: fc.boolean(),
  values: fc.array(fc.constantFrom('a', 'b', 'c', undefined, null), { maxLength: 3 }),
  fails: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
})

const plan: fc.Arbitrary<Plan> = fc.record({
  by: fc.constantFrom('next()', 'forEach'),
  reads: fc.constantFrom(Infinity, Infinity, 0, 1, 2, 3),
})

export const cases: fc.Arbitrary<Case> = fc.record({
  salt: fc.nat(1000),
  scripts: fc.array(script, { minLength: 5, maxLength: 5 }),
  failingCall: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 8 })),
  leavingCall: fc.integer({ min: 1, max: 16 }),
  plans: fc.array(plan, { minLength: 1, maxLength: 2 }),
})

const show = (value: unknown): string =>
  typeof value === 'function' ? `function ${value.name}` : inspect(value, { breakLength: Infinity, depth: 9 })

/** A number that depends on nothing but the text. */
const hash = (text: string): number => {
  let sum = 7
  for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) % 1_000_003
  return sum
}

export interface World {
  readonly log: string[]
  /** What the reader does when a function makes it leave. */
  leave: () => void
  /** The same source each time that it is asked for by this name. */
  readonly source: (name: string) => AsyncIterable<Term>
  readonly functions: (name: string) => AsyncIterable<(value: Term) => Term>
  readonly options: (name: string) => AsyncIterable<O.Option<Term>>
  readonly eithers: (name: string) => AsyncIterable<E.Either<Term, Term>>
  readonly f: (name: string) => (value: Term) => Term
  readonly indexed: (name: string) => (index: number, value: Term) => Term
  readonly kleisli: (name: string) => (value: unknown) => AsyncIterable<Term>
  readonly holds: (name: string) => (...values: unknown[]) => boolean
  readonly optional: (name: string) => (...values: unknown[]) => O.Option<Term>
  readonly either: (name: string) => (...values: unknown[]) => E.Either<Term, Term>
  /** One step of an unfold, which comes to an end. */
  readonly step: (name: string) => (state: number) => O.Option<[Term, number]>
  readonly io: (name: string) => () => Term
  readonly task: (name: string) => () => Promise<Term>
}

const world = ({ salt, scripts, failingCall, leavingCall }: Case): World => {
  const log: string[] = []
  let calls = 0
  const choice = (text: string, of: number): number => hash(`${salt}${text}`) % of
  const called = (name: string, values: readonly unknown[]): string => {
    const text = `${name}(${values.map(show).join(', ')})`
    log.push(`  ${text}`)
    calls++
    if (calls === leavingCall) made.leave()
    if (calls === failingCall) throw new Error(`${text} fails`)
    return text
  }
  const sources = new Map<string, AsyncIterable<unknown>>()
  const source = <A>(name: string, value: (term: Term, at: number) => A): AsyncIterable<A> => {
    const found = sources.get(name) ?? watched(name, scripts[choice(name, scripts.length)]!, value, log)
    sources.set(name, found)
    return found as AsyncIterable<A>
  }
  const f = (name: string) => (value: Term) => called(name, [value])
  const optional =
    (name: string) =>
    (...values: unknown[]) => {
      const text = called(name, values)
      return choice(text, 3) === 0 ? O.none : O.some(text)
    }
  const made: World = {
    log,
    leave: () => undefined,
    source: (name) => source(name, (term) => term),
    functions: (name) => source(name, (_, at) => Object.defineProperty(f(`${name}${at}`), 'name', { value: name })),
    options: (name) => source(name, (term, at) => (choice(`${name}${at}`, 3) === 0 ? O.none : O.some(term))),
    eithers: (name) => source(name, (term, at) => (choice(`${name}${at}`, 2) === 0 ? E.left(term) : E.right(term))),
    f,
    indexed: (name) => (index, value) => called(name, [index, value]),
    kleisli: (name) => (value) => source(called(name, [value]), (term) => term),
    holds:
      (name) =>
      (...values) =>
        choice(called(name, values), 2) === 0,
    optional,
    either:
      (name) =>
      (...values) => {
        const text = called(name, values)
        return choice(text, 2) === 0 ? E.left(text) : E.right(text)
      },
    step: (name) => (state) => {
      const text = called(name, [state])
      return state < 6 && choice(text, 4) > 0 ? O.some([text, state + 1]) : O.none
    },
    io: (name) => () => called(name, []),
    task: (name) => async () => {
      const text = called(name, [])
      await Promise.resolve()
      log.push(`  ${name} is done`)
      return text
    },
  }
  return made
}

const watched = <A>(
  name: string,
  { hands, once, values, fails }: Script,
  value: (term: Term, at: number) => A,
  log: string[],
): AsyncIterable<A> => {
  let runs = 0
  const open = () => {
    const run = `  ${name}${once ? '' : ` #${++runs}`}`
    let at = 0
    let over = false
    const next = (): IteratorResult<A> => {
      log.push(`${run} is pulled`)
      if (over || at === values.length) {
        if (!over && fails) {
          over = true
          throw new Error(`${name} fails`)
        }
        over = true
        return { done: true, value: undefined }
      }
      return { done: false, value: value(values[at], at++) }
    }
    const close = (): IteratorResult<A> => {
      log.push(`${run} is closed`)
      over = true
      return { done: true, value: undefined }
    }
    if (hands === 'plain') return { next, return: close }
    const late = hands === 'late promises'
    return {
      next: async () => {
        if (late) await Promise.resolve()
        return next()
      },
      return: async () => close(),
    }
  }
  let only: ReturnType<typeof open> | undefined
  const iterate = (): unknown => {
    log.push(`  ${name} is opened`)
    return once ? (only ??= open()) : open()
  }
  return { [hands === 'plain' ? Symbol.iterator : Symbol.asyncIterator]: iterate } as unknown as AsyncIterable<A>
}

const read = async (side: AsyncIterable<unknown>, { by, reads }: Plan, within: World): Promise<void> => {
  const { log } = within
  let given = 0
  let leaving: Promise<unknown> | undefined
  within.leave = () => undefined
  try {
    if (by === 'forEach') {
      await forEach((value: unknown) => {
        log.push(`gives ${show(value)}`)
        if (++given > reads) throw new Error('the reader fails')
      })(side)
      return void log.push('ends')
    }
    const iterator = side[Symbol.asyncIterator]()
    within.leave = () => {
      log.push('is left from within')
      leaving = iterator.return?.()
    }
    for (; given < reads && leaving === undefined; given++) {
      log.push('is asked')
      const result = await iterator.next()
      if (result.done === true) {
        log.push('ends')
        break
      }
      log.push(`gives ${show(result.value)}`)
    }
    if (given === reads) log.push('is left')
    await (leaving ?? iterator.return?.())
    log.push('has been left')
  } catch (error) {
    log.push(`fails: ${String(error)}`)
  }
}

export type Side = (world: World) => AsyncIterable<unknown> | Separated<AsyncIterable<unknown>, AsyncIterable<unknown>>

/**
 * Two sides that are equal: as far as their values go; or, where both call the same functions one by one, even for a
 * reader who leaves while one of them runs. Else nobody does that: what stands in one function runs on, and what stands
 * in two does not.
 */
export type Equation = readonly [left: Side, right: Side, how?: 'by values' | 'left from within']

export type Equations = Readonly<Record<string, Equation>>

/** Both sides go by the same door: what is foreign is opened by its first next() then, as all that is ours. */
const viewsOf = (made: ReturnType<Side>): ReadonlyArray<AsyncIterable<unknown>> =>
  ('left' in made ? [made.left, made.right] : [made]).map(from)

const happenings = async (side: Side, the: Case): Promise<readonly string[]> => {
  const within = world(the)
  const { log } = within
  const warned = vi.spyOn(console, 'warn').mockImplementation((what: string, error) => {
    log.push(`${what} ${String(error)}`)
  })
  try {
    const views = viewsOf(side(within))
    for (const plan of the.plans) {
      for (const view of views) {
        log.push(`-- ${plan.by}`)
        await read(view, plan, within)
        await turn()
      }
    }
  } catch (error) {
    log.push(`cannot be built: ${String(error)}`)
  }
  warned.mockRestore()
  return log
}

/** Both logs, where they differ. */
export const difference = async ([left, right, how]: Equation, given: Case): Promise<string | undefined> => {
  const the = how === 'left from within' ? given : { ...given, leavingCall: Infinity }
  const seen = (log: readonly string[]): string =>
    (how === 'by values' ? log.filter((line) => line.startsWith('gives ')) : log).join('\n')
  const a = seen(await happenings(left, the))
  const b = seen(await happenings(right, the))
  return a === b ? undefined : `the left side\n${a}\n\nthe right side\n${b}`
}

const runs = 2 * Number(process.env['SLUICE_RUNS'] ?? 60)

/** The first case for which the sides differ, made as small as possible. */
export const counterexample = async (equation: Equation, numRuns = runs): Promise<string | undefined> => {
  const differs = fc.asyncProperty(cases, async (the) => {
    const found = await difference(equation, the)
    if (found !== undefined) throw new Error(found)
  })
  const { counterexample: shrunk, errorInstance } = await fc.check(differs, { numRuns })
  return shrunk === null ? undefined : `${show(shrunk[0])}\n${String(errorInstance)}`
}

/** Registers one test for each equation. */
export const hold = (of: string, equations: Equations): void => {
  describe('the laws', () => {
    for (const [name, equation] of Object.entries(equations))
      test(`${of}: ${name}`, async () => {
        const found = await counterexample(equation)
        if (found !== undefined) expect.fail(found)
      })
  })
}
