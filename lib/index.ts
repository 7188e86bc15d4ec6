// Sources
export { channel, type Channel, type ChannelOptions } from './sources/channel.ts'
export { defer } from './sources/defer.ts'
export { empty } from './sources/empty.ts'
export { fail } from './sources/fail.ts'
export { from, type StreamToRead } from './sources/from.ts'
export { fromCallback, type Emit, type FromCallbackOptions } from './sources/fromCallback.ts'
export { fromEvent, type EventSender, type EventTargetOf, type FromEventOptions } from './sources/fromEvent.ts'
export { interval, type IntervalOptions } from './sources/interval.ts'
export { iterate } from './sources/iterate.ts'
export { never } from './sources/never.ts'
export { of } from './sources/of.ts'
export { type Page, paginate } from './sources/paginate.ts'
export { producer } from './sources/producer.ts'
export { range } from './sources/range.ts'
export { repeat } from './sources/repeat.ts'
export { unfold } from './sources/unfold.ts'
export { unfoldAsync } from './sources/unfoldAsync.ts'

// One to one, and fewer
export { compact } from './transforms/compact.ts'
export { drop } from './transforms/drop.ts'
export { dropLast } from './transforms/dropLast.ts'
export { dropWhile } from './transforms/dropWhile.ts'
export { filter } from './transforms/filter.ts'
export { filterMap } from './transforms/filterMap.ts'
export { filterWithIndex } from './transforms/filterWithIndex.ts'
export { map } from './transforms/map.ts'
export { mapAccum } from './transforms/mapAccum.ts'
export { mapWithIndex } from './transforms/mapWithIndex.ts'
export { scan } from './transforms/scan.ts'
export { take } from './transforms/take.ts'
export { takeLast } from './transforms/takeLast.ts'
export { type Notifier, takeUntil } from './transforms/takeUntil.ts'
export { takeWhile, type TakeWhileOptions } from './transforms/takeWhile.ts'
export { tap } from './transforms/tap.ts'
export { transform } from './transforms/transform.ts'
export { transformAsync } from './transforms/transformAsync.ts'

// Asynchronous work
export { filterAsync, type FilterAsyncOptions } from './concurrency/filterAsync.ts'
export { flatMap } from './concurrency/flatMap.ts'
export { mapAsync, type MapAsyncOptions } from './concurrency/mapAsync.ts'
export { tapAsync, type TapAsyncOptions } from './concurrency/tapAsync.ts'

// Read-ahead, batches, time
export { prefetch, type PrefetchWindow } from './buffering/prefetch.ts'

// Several into one
export { concat } from './fan-in/concat.ts'
export { zip, type Zipped } from './fan-in/zip.ts'

// When things fail
export { abortable } from './supervision/abortable.ts'
export { catchError } from './supervision/catchError.ts'
export { ensuring, type ExitCase } from './supervision/ensuring.ts'

// Sinks
export { head } from './sinks/head.ts'
export { reduce } from './sinks/reduce.ts'
export { toArray } from './sinks/toArray.ts'

// Seeing it
export { describe, type Graph } from './inspection/describe.ts'
export { named } from './inspection/named.ts'
export { type Drawing, toMermaid } from './inspection/toMermaid.ts'

// Your own
export { type AnyIterable, type Stage, stage } from './core/pipeline.ts'
export type { Sink } from './core/sink.ts'
export type { Down, Step } from './core/protocol.ts'
export type { Clock } from './core/clock.ts'
export type { Overflow } from './core/mailbox.ts'
export { OverflowError } from './core/errors.ts'
