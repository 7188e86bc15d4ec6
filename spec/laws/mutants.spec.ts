import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Report, Rule } from '../laws.ts'
import { checkSink, checkSource, checkStage } from '../laws.ts'
import type { AnyIterable } from './probe.ts'
import type { Step } from './references.ts'
import {
  byHand,
  chunked,
  filtered,
  identity,
  mapped,
  readAhead,
  sinkByHand,
  sourceByHand,
  taken,
  workedAsync,
} from './references.ts'
import { turn } from './timeline.ts'

type Source = AnyIterable<unknown>
type Running = AsyncIterator<unknown, unknown>
type Stage = (source: Source) => AsyncIterable<unknown>

/** What a broken part does instead; what it does not name it does as it should. */
interface Instead {
  readonly next?: () => Promise<IteratorResult<unknown>>
  readonly return?: (value?: unknown) => Promise<IteratorResult<unknown>>
  readonly throw?: (error?: unknown) => Promise<IteratorResult<unknown>>
  readonly dispose?: () => Promise<void>
}

const over: IteratorResult<unknown> = { done: true, value: undefined }

/** The stage, whose iterators differ from sound ones in one point. */
const above =
  (stage: Stage, instead: (sound: Required<Running> & AsyncDisposable) => Instead): Stage =>
  (source) => {
    const result = stage(source)
    return {
      [Symbol.asyncIterator]: () => {
        const sound = result[Symbol.asyncIterator]() as Required<Running> & AsyncDisposable
        const broken = instead(sound)
        return Object.create(sound, {
          next: { value: broken.next ?? (() => sound.next()) },
          return: { value: broken.return ?? ((value?: unknown) => sound.return(value)) },
          throw: { value: broken.throw ?? ((error?: unknown) => sound.throw(error)) },
          [Symbol.asyncDispose]: { value: broken.dispose ?? (() => sound[Symbol.asyncDispose]()) },
        }) as AsyncIterator<unknown>
      },
    }
  }

/** The stage over a source that differs from the one given in one point. */
const below =
  (stage: Stage, instead: (sound: Required<Running>) => Instead): Stage =>
  (source) => {
    if (!(Symbol.asyncIterator in source)) return stage(source)
    return stage({
      [Symbol.asyncIterator]: () => {
        const given = source[Symbol.asyncIterator]() as Required<Running>
        const sound = {
          next: () => given.next(),
          return: (): Promise<IteratorResult<unknown>> => given.return?.() ?? Promise.resolve(over),
          throw: () => Promise.resolve(over),
        }
        return { ...sound, ...instead(sound) }
      },
    })
  }

const openOf = (source: Source): Running =>
  (Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()) as Running

/** Hands every call straight on to the source, and so is only as sound as both its neighbours. */
const handsOn: Stage = (source) => ({
  [Symbol.asyncIterator]: () => {
    let it: Running | undefined
    return {
      next: async () => (it ??= openOf(source)).next(),
      return: async () => (await it?.return?.()) ?? over,
    }
  },
})

const generator =
  (run: (source: Source) => AsyncGenerator<unknown>): Stage =>
  (source) =>
    run(source)

const stepping = (begin: () => Step<unknown, unknown>): Stage => byHand(begin)

const same = <A>(values: readonly A[]): readonly A[] => values
const plain = { model: same, lookahead: 0 }
const chunks = (values: readonly unknown[]): unknown[][] =>
  Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => values.slice(i * 2, i * 2 + 2))

const dropping =
  (nth: number): Stage =>
  (source) => {
    let n = 0
    return filtered(() => ++n % nth !== 0)(source)
  }

interface Mutant {
  readonly rule: Rule
  readonly what: string
  readonly report: () => Promise<Report>
}

const stageMutant = (
  rule: Rule,
  what: string,
  options: Partial<Parameters<typeof checkStage<unknown, unknown>>[0]> & { stage: Stage },
): Mutant => ({
  rule,
  what,
  report: () => checkStage<unknown, unknown>({ ...plain, runs: 400, ...options }, [rule]),
})

const stages: readonly Mutant[] = [
  stageMutant('R1', 'opens its source when it is built', {
    stage: (source) => {
      const iterator = openOf(source)
      return identity({ [Symbol.asyncIterator]: () => iterator })
    },
  }),
  stageMutant('R1', 'opens its source in [Symbol.asyncIterator]()', {
    stage: (source) => ({
      [Symbol.asyncIterator]: () => {
        const it = openOf(source)
        return { next: async () => it.next(), return: async () => (await it.return?.()) ?? over }
      },
    }),
  }),
  stageMutant('R1', 'starts to read in [Symbol.asyncIterator]()', {
    stage: above(readAhead(2), (sound) => {
      let first: Promise<IteratorResult<unknown>> | undefined = sound.next()
      first.catch(() => undefined)
      return {
        next: () => {
          const answer = first ?? sound.next()
          first = undefined
          return answer
        },
      }
    }),
    lookahead: 3,
  }),
  stageMutant('R1', 'opens its source to close it when return() comes before the first next()', {
    stage: (source) => {
      let opened = false
      return above(identity, (sound) => ({
        next: () => {
          opened = true
          return sound.next()
        },
        return: (value) => {
          if (!opened) openOf(source)
          return sound.return(value)
        },
      }))(source)
    },
  }),
  stageMutant('R2', 'pulls one value too many', { stage: readAhead(1) }),
  stageMutant('R2', 'holds one value more than it says', { stage: readAhead(4), lookahead: 3 }),
  stageMutant('R2', 'reads ahead without bound', { stage: readAhead(Infinity), lookahead: 4 }),
  stageMutant('R2', 'runs a call that nobody asked for', {
    stage: workedAsync(2, async (value) => [value]),
    model: (values) => values.map((value) => [value]),
  }),
  stageMutant('R2', 'pulls once more after the last value it takes', {
    stage: stepping(() => {
      let n = 0
      return { next: (value) => (++n > 2 ? { give: [], stop: true } : { give: [value] }), end: () => [] }
    }),
    model: (values) => values.slice(0, 2),
    stopsAfter: 2,
  }),
  stageMutant('R3', 'hands several next() at once on to its source', { stage: handsOn }),
  stageMutant('R3', 'pulls anew while it waits for a slow answer', {
    stage: below(identity, (sound) => {
      let early: Promise<IteratorResult<unknown>> | undefined
      return {
        next: async () => {
          const answer = early ?? sound.next()
          early = sound.next()
          early.catch(() => undefined)
          return answer
        },
      }
    }),
    lookahead: 1,
  }),
  stageMutant('R4', 'closes its source twice', {
    stage: below(identity, (sound) => ({ return: () => sound.return().then(() => sound.return()) })),
  }),
  stageMutant('R4', 'never closes its source', { stage: below(identity, () => ({ return: async () => over })) }),
  stageMutant('R4', 'closes a source that said done', {
    stage: below(identity, (sound) => ({
      next: async () => {
        const answer = await sound.next()
        if (answer.done === true) await sound.return().catch(() => undefined)
        return answer
      },
    })),
  }),
  stageMutant('R4', 'closes a source that threw', {
    stage: below(identity, (sound) => ({
      next: () =>
        sound.next().catch(async (error: unknown) => {
          await sound.return().catch(() => undefined)
          throw error
        }),
    })),
  }),
  stageMutant('R4', 'does not close at throw()', {
    stage: above(identity, () => ({
      throw: async (error) => {
        throw error
      },
    })),
  }),
  stageMutant('R4', 'does not close when it is disposed of', {
    stage: above(identity, () => ({ dispose: async () => undefined })),
  }),
  stageMutant('R4', 'answers return() before its idle source has closed', {
    stage: below(identity, (sound) => ({
      return: async () => {
        sound.return().catch(() => undefined)
        return over
      },
    })),
  }),
  stageMutant('R4', 'swallows a failing close on a clean break', {
    stage: below(identity, (sound) => ({ return: () => sound.return().catch(() => over) })),
  }),
  stageMutant('R4', 'lets a failing close hide the error given to throw()', {
    stage: above(identity, (sound) => ({
      throw: async (error) => {
        await sound.return()
        throw error
      },
    })),
  }),
  stageMutant('R4', 'lets a failing close hide the error of the user function', {
    stage: identity,
    failing: (f) =>
      above(identity, (sound) => ({
        next: async () => {
          const answer = await sound.next()
          if (answer.done === true) return answer
          try {
            return { done: false, value: f(answer.value) }
          } catch (error) {
            await sound.return()
            throw error
          }
        },
      })),
  }),
  stageMutant('R4', 'does not close when the user function throws', {
    stage: identity,
    failing: (f) => (source) =>
      above(identity, (sound) => ({
        next: async () => {
          const answer = await sound.next()
          return answer.done === true ? answer : { done: false, value: f(answer.value) }
        },
      }))(source),
  }),
  stageMutant('R4', 'gives the last value it takes before it closes its source', {
    stage: stepping(() => {
      let n = 0
      return { next: (value) => (++n > 2 ? { give: [], stop: true } : { give: [value] }), end: () => [] }
    }),
    model: (values) => values.slice(0, 2),
    stopsAfter: 2,
  }),
  stageMutant('R5', 'is an async generator, stuck behind a source that never answers', {
    stage: generator(async function* (source) {
      yield* identity(source)
    }),
  }),
  stageMutant('R5', 'leaves a pending next() unanswered', {
    stage: above(identity, (sound) => ({
      next: () => sound.next().then((answer) => (answer.done === true ? new Promise(() => undefined) : answer)),
    })),
  }),
  stageMutant('R5', 'waits for the close of a source that never answers', {
    stage: (source) => {
      let closing: Promise<unknown> = Promise.resolve()
      const watched = below(identity, (sound) => ({
        return: () => {
          const closed = sound.return()
          closing = closed
          return closed
        },
      }))
      return above(watched, (sound) => ({
        return: async (value) => {
          const left = await sound.return(value)
          await closing
          return left
        },
      }))(source)
    },
  }),
  stageMutant('R5', 'tells its source a turn late', {
    stage: below(identity, (sound) => ({ return: () => turn().then(() => sound.return()) })),
  }),
  stageMutant('R6', 'swallows an error that is undefined', {
    stage: below(identity, (sound) => ({
      next: () =>
        sound.next().catch((error: unknown) => {
          if (error !== undefined) throw error
          return over
        }),
    })),
  }),
  stageMutant('R6', 'wraps the error', {
    stage: below(identity, (sound) => ({
      next: () =>
        sound.next().catch((cause: unknown) => {
          throw new Error('the source failed', { cause })
        }),
    })),
  }),
  stageMutant('R6', 'lets an error overtake the values it holds', {
    stage: (source) => {
      const failures: { error: unknown }[] = []
      let failed = false
      const ahead = below(readAhead(3), (sound) => ({
        next: () =>
          sound.next().catch((error: unknown) => {
            failures.push({ error })
            throw error
          }),
      }))
      return above(ahead, (sound) => ({
        next: async () => {
          if (failed) return over
          const [first] = failures
          failed = first !== undefined
          if (first !== undefined) throw first.error
          return sound.next().catch((error: unknown) => {
            if (failed) return over
            failed = true
            throw error
          })
        },
      }))(source)
    },
    lookahead: 3,
  }),
  stageMutant('R6', 'leaves the rejection of a pull unhandled', {
    stage: below(identity, (sound) => ({
      next: () => {
        const answer = sound.next()
        void answer.then(() => undefined)
        return answer
      },
    })),
  }),
  stageMutant('R6', 'leaves the failure of a close unhandled', {
    stage: below(identity, (sound) => ({
      return: () => {
        const closed = sound.return()
        void closed.then(() => undefined)
        return closed
      },
    })),
  }),
  stageMutant('R6', 'gives its error again and again', {
    stage: above(identity, (sound) => {
      let failed: { error: unknown } | undefined
      return {
        next: async () => {
          if (failed !== undefined) throw failed.error
          return sound.next().catch((error: unknown) => {
            failed = { error }
            throw error
          })
        },
      }
    }),
  }),
  stageMutant('R6', 'flushes what it has not completed before an error', {
    stage: (source) => {
      let failed: { error: unknown } | undefined
      const flushing = below(chunked(2), (sound) => ({
        next: () =>
          sound.next().catch((error: unknown) => {
            failed = { error }
            return over
          }),
      }))
      return above(flushing, (sound) => ({
        next: async () => {
          const answer = await sound.next()
          const first = failed
          if (answer.done !== true || first === undefined) return answer
          failed = undefined
          throw first.error
        },
      }))(source)
    },
    model: chunks,
  }),
  stageMutant('R6', 'reports the first error by time where the first by position is due', {
    stage: identity,
    failingAsync: (f) => (source) => {
      const thrown: unknown[] = []
      const noted = workedAsync(3, async (value: unknown, signal) =>
        f(value, signal).catch((error: unknown) => {
          thrown.push(error)
          throw error
        }),
      )
      return above(noted, (sound) => ({
        next: () =>
          sound.next().catch(() => {
            throw thrown[0]
          }),
      }))(source)
    },
  }),
  stageMutant('R7', 'pulls on after the consumer has left', {
    stage: below(identity, (sound) => {
      let left = false
      return {
        next: () => {
          const answer = sound.next()
          answer.then(
            () => turn().then(() => (left ? sound.next() : undefined)),
            () => undefined,
          )
          return answer
        },
        return: () => {
          left = true
          return sound.return()
        },
      }
    }),
  }),
  stageMutant('R7', 'calls the user function for a value that comes after the consumer left', {
    stage: identity,
    failing: (f) =>
      below(identity, (sound) => ({
        next: async () => {
          const answer = await sound.next()
          return answer.done === true ? answer : { done: false, value: f(answer.value) }
        },
      })),
  }),
  stageMutant('R7', 'leaves a timer behind', {
    stage: above(identity, (sound) => ({
      next: () => {
        setTimeout(() => undefined, 30).unref()
        return sound.next()
      },
    })),
  }),
  stageMutant('R7', 'does not answer next() after done', {
    stage: above(identity, (sound) => {
      let ended = false
      return {
        next: async () => {
          if (ended) return new Promise(() => undefined)
          const answer = await sound.next()
          ended = answer.done === true
          return answer
        },
      }
    }),
  }),
  stageMutant('R7', 'gives what it holds to a consumer that has left', {
    stage: above(identity, (sound) => {
      let last: IteratorResult<unknown> = over
      return {
        next: async () => {
          const answer = await sound.next()
          const held = last
          last = answer.done === true ? over : answer
          return answer.done === true ? held : answer
        },
      }
    }),
  }),
  stageMutant('R7', 'does not abort the signal of a call in flight', {
    stage: identity,
    failingAsync: (f) => workedAsync(2, (value: unknown) => f(value, new AbortController().signal)),
    lookahead: 1,
  }),
  stageMutant('R8', 'answers several next() at once in another order', {
    stage: above(readAhead(4), (sound) => {
      let count = 0
      return {
        next: async () => {
          const mine = count++
          const answer = await sound.next()
          if (mine % 2 === 0) await turn()
          return answer
        },
      }
    }),
    lookahead: 4,
  }),
  stageMutant('R8', 'gives two next() at once the same value', {
    stage: above(identity, (sound) => {
      let pending: Promise<IteratorResult<unknown>> | undefined
      return {
        next: () => {
          pending ??= sound.next().finally(() => (pending = undefined))
          return pending
        },
      }
    }),
  }),
  stageMutant('R8', 'loses a value when two next() come at once', {
    stage: above(identity, (sound) => {
      let pending = 0
      return {
        next: async () => {
          pending += 1
          if (pending === 2) await sound.next()
          const answer = await sound.next()
          pending -= 1
          return answer
        },
      }
    }),
  }),
  stageMutant('R9', 'shares one state among its runs', {
    stage: (source) => {
      let chunk: unknown[] = []
      return byHand<unknown, unknown>(() => ({
        next: (value) => {
          chunk.push(value)
          if (chunk.length < 2) return { give: [] }
          const full = chunk
          chunk = []
          return { give: [full] }
        },
        end: () => (chunk.length > 0 ? [chunk] : []),
      }))(source)
    },
    model: chunks,
  }),
  stageMutant('R9', 'gives the same iterator every time', {
    stage: (source) => {
      let iterator: AsyncIterator<unknown> | undefined
      const result = identity(source)
      return { [Symbol.asyncIterator]: () => (iterator ??= result[Symbol.asyncIterator]()) }
    },
  }),
  stageMutant('R10', 'drops a result', { stage: dropping(3) }),
  stageMutant('R10', 'forgets to flush at the end', {
    stage: stepping(() => {
      let chunk: unknown[] = []
      return {
        next: (value) => {
          chunk = [...chunk, value]
          if (chunk.length < 2) return { give: [] }
          const full = chunk
          chunk = []
          return { give: [full] }
        },
        end: () => [],
      }
    }),
    model: chunks,
  }),
  stageMutant('R10', 'gives results as they are ready and says in order', {
    stage: identity,
    failingAsync: (f) => (source) => {
      const ready: unknown[] = []
      const noted = workedAsync(3, async (value: unknown, signal) => {
        ready.push(await f(value, signal))
      })
      return above(noted, (sound) => ({
        next: async () => {
          const answer = await sound.next()
          return answer.done === true ? answer : { done: false, value: ready.shift() }
        },
      }))(source)
    },
    lookahead: 2,
  }),
  stageMutant('R10', 'gives a value twice', {
    stage: stepping(() => {
      let n = 0
      return { next: (value) => ({ give: ++n === 3 ? [value, value] : [value] }), end: () => [] }
    }),
  }),
  stageMutant('R11', 'never lets the event loop in', {
    stage: generator(async function* (source) {
      for await (const value of source) yield value
    }),
  }),
  stageMutant('R11', 'never lets the event loop in while nothing passes', {
    stage: generator(async function* (source) {
      for await (const value of source) if (value === Symbol.iterator) yield value
    }),
    model: () => [],
  }),
  stageMutant('R12', 'keeps every value', {
    stage: (source) => {
      const kept: unknown[] = []
      return mapped((value) => {
        kept.push(value)
        return value
      })(source)
    },
  }),
  stageMutant('R12', 'races every pull against the same promise', {
    stage: (source) => {
      const never = new Promise<never>(() => undefined)
      return above(identity, (sound) => ({ next: () => Promise.race([sound.next(), never]) }))(source)
    },
  }),
  stageMutant('R13', 'takes undefined for the end', {
    stage: below(identity, (sound) => ({
      next: async () => {
        const { value } = await sound.next()
        return value === undefined ? over : { done: false, value }
      },
    })),
  }),
  stageMutant('R13', 'takes null for the end', {
    stage: below(identity, (sound) => ({
      next: async () => {
        const answer = await sound.next()
        return answer.value === null ? over : answer
      },
    })),
  }),
  stageMutant('R13', 'reuses the array it emits', {
    stage: stepping(() => {
      const window: unknown[] = []
      return {
        next: (value) => {
          window.push(value)
          if (window.length > 2) window.shift()
          return { give: window.length === 2 ? [window] : [] }
        },
        end: () => [],
      }
    }),
    model: (values) => values.slice(1).map((value, i) => [values[i], value]),
  }),
  stageMutant('R13', 'adds to an array after it has emitted it', {
    stage: stepping(() => {
      let chunk: unknown[] = []
      return {
        next: (value) => {
          chunk.push(value)
          if (chunk.length === 3) chunk = []
          return { give: chunk.length === 1 ? [chunk] : [] }
        },
        end: () => [],
      }
    }),
    model: (values) => values.filter((_, i) => i % 3 === 0).map((value) => [value]),
  }),
  {
    rule: 'R13',
    what: 'sorts the arrays it is given',
    report: () =>
      checkStage(
        {
          stage: mapped((values: number[]) => values.sort((a, b) => a - b)),
          values: fc.array(fc.nat(9)),
          model: (all) => all.map((values) => values.toSorted((a, b) => a - b)),
          lookahead: 0,
          runs: 400,
        },
        ['R13'],
      ),
  },
  stageMutant('R14', 'takes anything for a source', {
    stage: (source) => ({ [Symbol.asyncIterator]: () => identity(source)[Symbol.asyncIterator]() }),
  }),
  stageMutant('R15', 'takes an array for one value', {
    stage: (source) => identity(Array.isArray(source) ? [source] : source),
  }),
  stageMutant('R15', 'awaits the values of a plain iterable', {
    stage: (source) =>
      identity(
        Symbol.asyncIterator in source
          ? source
          : (async function* () {
              yield* source
            })(),
      ),
  }),
  stageMutant('R15', 'relies on answers being promises', {
    stage: below(identity, (sound) => ({ next: () => sound.next().then((answer) => answer) })),
  }),
  stageMutant('R16', 'has iterators of its own kind', {
    stage: (source) => ({
      [Symbol.asyncIterator]: () => {
        const sound = identity(source)[Symbol.asyncIterator]()
        return { next: () => sound.next(), return: () => sound.return?.() ?? Promise.resolve(over) }
      },
    }),
  }),
  stageMutant('R16', 'forgets the value given to return()', {
    stage: above(identity, (sound) => ({ return: () => sound.return() })),
  }),
  stageMutant('R16', 'throws from next() where it should reject', {
    stage: above(identity, (sound) => {
      let asked = 0
      return {
        next: () => {
          if (++asked > 3) throw new Error('enough')
          return sound.next()
        },
      }
    }),
  }),
]

const sinkMutant = (
  rule: Rule,
  what: string,
  options: Partial<Parameters<typeof checkSink<unknown, unknown>>[0]> & { sink: (source: Source) => Promise<unknown> },
): Mutant => ({
  rule,
  what,
  report: () => checkSink<unknown, unknown>({ model: (values) => values.at(-1), runs: 400, ...options }, [rule]),
})

/** The last of all values. */
const last = (f: (value: unknown) => unknown = (value) => value): ((source: Source) => Promise<unknown>) =>
  sinkByHand(() => {
    let held: unknown
    return {
      step: (value) => {
        held = f(value)
        return true
      },
      result: () => held,
    }
  })

/** The first of all values, which needs no more than that one. */
const first = sinkByHand<unknown, unknown>(() => {
  let held: unknown
  return {
    step: (value) => {
      held = value
      return false
    },
    result: () => held,
  }
})
const early = { model: (values: readonly unknown[]) => values[0], stopsAfter: 1 }

const reading =
  (sink: (source: Source) => Promise<unknown>, instead: (sound: Required<Running>) => Instead) =>
  (source: Source): Promise<unknown> =>
    sink(below((same) => same as AsyncIterable<unknown>, instead)(source))

const sinks: readonly Mutant[] = [
  sinkMutant('R2', 'reads one value more than it needs', {
    sink: sinkByHand(() => {
      const values: unknown[] = []
      return { step: (value) => values.push(value) < 2, result: () => values[0] }
    }),
    ...early,
  }),
  sinkMutant('R3', 'pulls two at once', {
    sink: reading(last(), (sound) => {
      let ahead: Promise<IteratorResult<unknown>> | undefined
      return {
        next: () => {
          const answer = ahead ?? sound.next()
          ahead = sound.next()
          ahead.catch(() => undefined)
          return answer
        },
      }
    }),
  }),
  sinkMutant('R4', 'does not close a source that it needs no more', {
    sink: reading(first, () => ({ return: async () => over })),
    ...early,
  }),
  sinkMutant('R4', 'closes its source twice', {
    sink: reading(first, (sound) => ({ return: () => sound.return().then(() => sound.return()) })),
    ...early,
  }),
  sinkMutant('R4', 'closes a source that has ended', {
    sink: reading(last(), (sound) => ({
      next: async () => {
        const answer = await sound.next()
        if (answer.done === true) await sound.return()
        return answer
      },
    })),
  }),
  sinkMutant('R4', 'settles before the source has closed', {
    sink: reading(first, (sound) => ({
      return: async () => {
        sound.return().catch(() => undefined)
        return over
      },
    })),
    ...early,
  }),
  sinkMutant('R4', 'swallows a failing close', {
    sink: reading(first, (sound) => ({ return: () => sound.return().catch(() => over) })),
    ...early,
  }),
  sinkMutant('R4', 'does not close when its user function throws', {
    sink: last(),
    failing: (f) =>
      reading(last(), (sound) => ({
        next: async () => {
          const answer = await sound.next()
          return answer.done === true ? answer : { done: false, value: f(answer.value) }
        },
      })),
  }),
  sinkMutant('R6', 'swallows an error that is undefined', {
    sink: reading(last(), (sound) => ({
      next: () =>
        sound.next().catch((error: unknown) => {
          if (error !== undefined) throw error
          return over
        }),
    })),
  }),
  sinkMutant('R6', 'wraps the error', {
    sink: (source) =>
      last()(source).catch((cause: unknown) => {
        throw new Error('it failed', { cause })
      }),
  }),
  sinkMutant('R6', 'leaves a rejection unhandled', {
    sink: (source) => {
      const result = last()(source)
      void result.finally(() => undefined)
      return result
    },
  }),
  sinkMutant('R7', 'leaves a timer behind', {
    sink: (source) => {
      setTimeout(() => undefined, 30).unref()
      return last()(source)
    },
  }),
  sinkMutant('R9', 'keeps its state for the next run', {
    sink: (() => {
      const values: unknown[] = []
      return sinkByHand(() => ({ step: (value) => values.push(value) > 0, result: () => values.length }))
    })(),
    model: (values) => values.length,
  }),
  sinkMutant('R10', 'forgets the last value', {
    sink: sinkByHand(() => {
      const values: unknown[] = []
      return { step: (value) => values.push(value) > 0, result: () => values.slice(0, -1) }
    }),
    model: same,
  }),
  sinkMutant('R11', 'never lets the event loop in', {
    sink: async (source) => {
      let n = 0
      for await (const _ of source) n += 1
      return n
    },
    model: (values) => values.length,
  }),
  sinkMutant('R12', 'keeps what it needs no more', {
    sink: sinkByHand(() => {
      const values: unknown[] = []
      return { step: (value) => values.push(value) > 0, result: () => values.at(-1) }
    }),
  }),
  sinkMutant('R13', 'takes null for the end', {
    sink: sinkByHand(() => {
      let held: unknown
      return {
        step: (value) => {
          if (value === null) return false
          held = value
          return true
        },
        result: () => held,
      }
    }),
  }),
  sinkMutant('R14', 'takes anything for an empty source', {
    sink: async (source) =>
      typeof source === 'object' && source !== null && !(Symbol.iterator in source) && !(Symbol.asyncIterator in source)
        ? undefined
        : last()(source),
  }),
  sinkMutant('R15', 'awaits the values of a plain iterable', {
    sink: async (source) => {
      const values: unknown[] = []
      for await (const value of source) values.push(value)
      return values
    },
    model: same,
  }),
]

const sourceMutant = (rule: Rule, what: string, options: Parameters<typeof checkSource<unknown>>[0]): Mutant => ({
  rule,
  what,
  report: () => checkSource<unknown>({ runs: 400, ...options }, [rule]),
})

const counting = (end: number, f: (n: number) => unknown = (n) => n): AsyncIterable<unknown> =>
  sourceByHand(() => {
    let n = 0
    return () => (n === end ? undefined : { value: f(n++) })
  })

/** The source, whose iterators differ from sound ones in one point. */
const differing =
  (source: () => AsyncIterable<unknown>, instead: (sound: Required<Running> & AsyncDisposable) => Instead) =>
  (): AsyncIterable<unknown> =>
    above(() => source(), instead)([])

const three = { values: [0, 1, 2] }
const many = { values: [0, 1, 2, 3, 4], afterwards: 'goes on' } as const

const sources: readonly Mutant[] = [
  sourceMutant('R1', 'calls its user function when it is built', {
    source: () => counting(3),
    ...three,
    failing: (f) => () => {
      f(0)
      return counting(3)
    },
  }),
  sourceMutant('R1', 'calls its user function in [Symbol.asyncIterator]()', {
    source: () => counting(3),
    ...three,
    failing: (f) =>
      differing(
        () => counting(3),
        () => (f(0), {}),
      ),
  }),
  sourceMutant('R2', 'calls its user function for values that nobody asked for', {
    source: () => counting(3),
    ...three,
    failing: (f) => () => readAhead<unknown>(2)(counting(3, f)),
  }),
  sourceMutant('R5', 'leaves a pending next() unanswered', {
    source: () => ({
      [Symbol.asyncIterator]: () => Object.assign(counting(0)[Symbol.asyncIterator](), {}),
    }),
    values: [],
    afterwards: 'waits',
  }),
  sourceMutant('R6', 'swallows an error that is undefined', {
    source: () => counting(3),
    ...three,
    failing: (f) =>
      differing(
        () => counting(3, f),
        (sound) => ({
          next: () =>
            sound.next().catch((error: unknown) => {
              if (error !== undefined) throw error
              return over
            }),
        }),
      ),
  }),
  sourceMutant('R6', 'goes on after its error', {
    source: () => counting(3),
    ...three,
    failing: (f) => () => {
      let n = 0
      return above(identity, () => ({ next: async () => (n < 3 ? { done: false, value: f(n++) } : over) }))([])
    },
  }),
  sourceMutant('R7', 'gives values to a consumer that has left', {
    source: differing(
      () => counting(3),
      () => {
        let n = 0
        return { next: async () => (n < 3 ? { done: false, value: n++ } : over) }
      },
    ),
    ...three,
  }),
  sourceMutant('R7', 'leaves a timer behind', {
    source: differing(
      () => counting(3),
      (sound) => ({
        next: () => {
          setTimeout(() => undefined, 30).unref()
          return sound.next()
        },
      }),
    ),
    ...three,
  }),
  sourceMutant('R8', 'answers several next() at once in another order', {
    source: differing(
      () => counting(3),
      (sound) => {
        let count = 0
        return {
          next: async () => {
            const mine = count++
            const answer = await sound.next()
            if (mine % 2 === 0) await turn()
            return answer
          },
        }
      },
    ),
    ...three,
  }),
  sourceMutant('R9', 'goes on where the last run left it', {
    source: (() => {
      let n = 0
      return () => sourceByHand(() => () => (n % 4 === 3 ? void n++ : { value: n++ % 4 }))
    })(),
    ...three,
  }),
  sourceMutant('R9', 'lets itself be iterated a second time', { source: () => counting(3), ...three, single: true }),
  sourceMutant('R10', 'leaves out its last value', { source: () => counting(2), ...three }),
  sourceMutant('R11', 'never lets the event loop in', {
    source: () =>
      (async function* () {
        for (let n = 0; ; n++) yield n
      })(),
    ...many,
  }),
  sourceMutant('R12', 'keeps every value', {
    source: () => {
      const kept: unknown[] = []
      return counting(Infinity, (n) => {
        const value = { n }
        kept.push(value)
        return value
      })
    },
    ...many,
  }),
  sourceMutant('R13', 'reuses the array it emits', {
    source: () => {
      const pair: unknown[] = []
      return counting(3, (n) => {
        pair.push(n)
        return pair
      })
    },
    values: [[0], [0, 1], [0, 1, 2]],
  }),
  sourceMutant('R16', 'forgets the value given to return()', {
    source: differing(
      () => counting(3),
      (sound) => ({ return: () => sound.return() }),
    ),
    ...three,
  }),
]

for (const [kind, mutants] of [
  ['stage', stages],
  ['sink', sinks],
  ['source', sources],
] as const)
  describe(`the laws for ${kind}s`, () => {
    for (const { rule, what, report } of mutants)
      test(`${rule} catches a ${kind} that ${what}`, async () => {
        const verdict = (await report())[rule]
        const message = verdict?.is === 'broken' ? verdict.message : verdict?.is
        expect(message).toContain(`${rule} is broken`)
        expect(message).not.toContain('where no law expects it')
        if (process.env['SHOW']) console.log(rule, what, '\n', message?.split('\n').slice(0, 2).join('\n'))
      })
  })
