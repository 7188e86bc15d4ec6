import {
  abortable,
  type AnyIterable,
  batch,
  buffer,
  channel,
  debounce,
  delay,
  filterAsync,
  flatMap,
  fold,
  fromCallback,
  fromEvent,
  gate,
  interval,
  lines,
  mapAsync,
  mapByKey,
  merge,
  mergeAll,
  prefetch,
  rateLimit,
  takeUntil,
  takeWhile,
  tapAsync,
  throttle,
  timeout,
  toArray,
  toMermaid,
  uniq,
} from 'sluice'
import { describe, expect, test } from 'vitest'
import { refuses } from './laws.ts'

const f = (): boolean => true

const withOptions: Record<string, (options: never) => unknown> = {
  batch: (options) => batch(options as { size: number }),
  buffer: (options) => buffer(options as { overflow: 'error' }),
  channel,
  debounce: (options) => debounce(0, options),
  delay: (options) => delay(0, options),
  filterAsync: (options) => filterAsync(f, options),
  flatMap: (options) => flatMap((value) => [value], options),
  fromCallback: (options) => fromCallback(() => undefined, options),
  fromEvent: (options) => fromEvent(new EventTarget(), 'x', options),
  gate,
  interval: (options) => interval(1, options),
  lines,
  mapAsync: (options) => mapAsync(f, options),
  mapByKey: (options) => mapByKey(f, f, options),
  merge: (options) => merge(options),
  mergeAll,
  rateLimit: (options) => rateLimit(options as { limit: 1; interval: 1 }),
  takeWhile: (options) => takeWhile(f, options),
  tapAsync: (options) => tapAsync(f, options),
  throttle: (options) => throttle(0, options),
  timeout: (options) => timeout(1000, options),
  uniq: (options) => uniq(options as object),
}

describe('options', () => {
  test.each(Object.entries(withOptions))('%s refuses options that are no object', (_, build) => {
    for (const options of [null, 4, 'ordered', true])
      refuses(() => build(options as never), TypeError, /^options must be an object, got: /)
  })

  const names =
    'by burst cancel capacity clock cost max maxKeys maxWeight min onDrop onError open ordered retry timeout'
  const absent = Object.fromEntries(`${names} weight within`.split(' ').map((name) => [name, undefined]))
  const given: Record<string, unknown> = { concurrency: 1, interval: 1, limit: 1, overflow: 'error', size: 1 }
  const stages = ['batch', 'buffer', 'debounce', 'delay', 'filterAsync', 'flatMap', 'gate', 'mapAsync', 'mapByKey']
  const more = ['merge', 'mergeAll', 'rateLimit', 'tapAsync', 'throttle', 'timeout']

  test.each([...stages, ...more])('%s takes them frozen, and undefined for what is not there', async (name) => {
    const build = withOptions[name] as (options: unknown) => (source: AnyIterable<unknown>) => AsyncIterable<unknown>
    const options = Object.freeze({ ...absent, ...given })
    const source = Object.freeze(name.startsWith('merge') ? [[1]] : [1])
    expect(await toArray(build(options)(source))).toHaveLength(1)
  })

  test.each(['buffer', 'channel', 'fromCallback', 'fromEvent'])('%s refuses an onDrop that is no function', (name) => {
    for (const onDrop of [null, 1, {}])
      refuses(
        () => withOptions[name]?.({ overflow: 'error', onDrop } as never),
        TypeError,
        /^onDrop must be a function, got: /,
      )
  })

  test('interval refuses a clock that lacks a method', () => {
    refuses(() => interval(1, { clock: null as never }), TypeError, /^clock\.now must be a function/)
    refuses(() => interval(1, { clock: { now: () => 0 } as never }), TypeError, /^clock\.sleep must be a function/)
  })

  test('takeWhile refuses an inclusive that is no boolean', () => {
    refuses(() => takeWhile(f, { inclusive: 'yes' as never }), RangeError, /^inclusive must be one of true, false/)
  })

  test('fold refuses a monoid without an empty', () => {
    refuses(() => fold({ concat: f } as never), TypeError, /^monoid\.empty must be a value, got: undefined$/)
  })

  test('abortable and takeUntil refuse what only looks like a signal', () => {
    refuses(() => abortable({ aborted: true } as never), TypeError, /^signal must be an AbortSignal/)
    refuses(() => takeUntil({ aborted: true } as never), TypeError, /^notifier must be an AbortSignal/)
  })

  test('prefetch refuses a bigint by its name', () => {
    refuses(() => prefetch(3n as never), TypeError, /^max must be a number, got: 3$/)
  })

  test('toMermaid refuses what is no graph', () => {
    for (const graph of [null, undefined, 3, {}, { nodes: [] }])
      refuses(() => toMermaid(graph as never), TypeError, /^graph must be an object with arrays of nodes and edges/)
  })
})
