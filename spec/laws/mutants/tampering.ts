import type { Report, Rule } from '../../laws.ts'
import type { AnyIterable } from '../probe.ts'

export type Source = AnyIterable<unknown>
export type Running = AsyncIterator<unknown, unknown>
export type Stage = (source: Source) => AsyncIterable<unknown>

/** What a broken part does instead; what it does not name it does as it should. */
export interface Instead {
  readonly next?: () => Promise<IteratorResult<unknown>>
  readonly return?: (value?: unknown) => Promise<IteratorResult<unknown>>
  readonly throw?: (error?: unknown) => Promise<IteratorResult<unknown>>
  readonly dispose?: () => Promise<void>
}

export const over: IteratorResult<unknown> = { done: true, value: undefined }

/** The stage, whose iterators differ from sound ones in one point. */
export const above =
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
export const below =
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

export const openOf = (source: Source): Running =>
  (Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()) as Running

export const same = <A>(values: readonly A[]): readonly A[] => values

export interface Mutant {
  readonly rule: Rule
  readonly what: string
  readonly report: () => Promise<Report>
}
