import {
  abortable,
  channel,
  filterAsync,
  fold,
  fromCallback,
  fromEvent,
  interval,
  lines,
  mapAsync,
  mapByKey,
  prefetch,
  takeUntil,
  takeWhile,
  tapAsync,
  toMermaid,
  uniq,
} from 'sluice'
import { describe, test } from 'vitest'
import { refuses } from './laws.ts'

const f = (): boolean => true

const withOptions: Record<string, (options: never) => unknown> = {
  channel,
  filterAsync: (options) => filterAsync(f, options),
  fromCallback: (options) => fromCallback(() => undefined, options),
  fromEvent: (options) => fromEvent(new EventTarget(), 'x', options),
  interval: (options) => interval(1, options),
  lines,
  mapAsync: (options) => mapAsync(f, options),
  mapByKey: (options) => mapByKey(f, f, options),
  takeWhile: (options) => takeWhile(f, options),
  tapAsync: (options) => tapAsync(f, options),
  uniq: (options) => uniq(options as object),
}

describe('options', () => {
  test.each(Object.entries(withOptions))('%s refuses options that are no object', (_, build) => {
    for (const options of [null, 4, 'ordered', true])
      refuses(() => build(options as never), TypeError, /^options must be an object, got: /)
  })

  test.each(['channel', 'fromCallback', 'fromEvent'])('%s refuses an onDrop that is no function', (name) => {
    for (const onDrop of [null, 1, {}])
      refuses(() => withOptions[name]?.({ onDrop } as never), TypeError, /^onDrop must be a function, got: /)
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
