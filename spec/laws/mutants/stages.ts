import fc from 'fast-check'
import type { Rule } from '../../laws.ts'
import { checkStage } from '../../laws.ts'
import type { Step } from '../references.ts'
import { byHand, chunked, filtered, identity, mapped, readAhead, workedAsync } from '../references.ts'
import { turn } from '../timeline.ts'
import type { Mutant, Running, Source, Stage } from './tampering.ts'
import { above, below, openOf, over, same } from './tampering.ts'

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
  (run: (source: Source) => AsyncGenerator): Stage =>
  (source) =>
    run(source)

const stepping = (begin: () => Step<unknown, unknown>): Stage => byHand(begin)

const dropping =
  (nth: number): Stage =>
  (source) => {
    let n = 0
    return filtered(() => ++n % nth !== 0)(source)
  }

const plain = { model: same, lookahead: 0 }
const chunks = (values: readonly unknown[]): unknown[][] =>
  Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => values.slice(i * 2, i * 2 + 2))

const stageMutant = (
  rule: Rule,
  what: string,
  options: Partial<Parameters<typeof checkStage<unknown, unknown>>[0]> & { stage: Stage },
): Mutant => ({
  rule,
  what,
  report: () => checkStage<unknown, unknown>({ ...plain, runs: 400, ...options }, [rule]),
})

export const stages: readonly Mutant[] = [
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
  stageMutant('R6', 'goes on behind the error of a call, and tells it at the end', {
    stage: identity,
    failing: (f) =>
      generator(async function* (source) {
        const errors: { error: unknown }[] = []
        for await (const value of source) {
          try {
            f(value)
          } catch (error) {
            errors.push({ error })
          }
          yield value
        }
        for (const { error } of errors) throw error
      }),
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
    what: 'adds to the arrays it is given',
    report: () =>
      checkStage(
        {
          stage: mapped((values: number[]) => {
            values.push(0)
            return values
          }),
          values: fc.array(fc.nat(9)),
          model: same,
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
