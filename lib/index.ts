// Sources
export { channel, type Channel, type ChannelOptions } from './sources/channel.ts'
export { empty } from './sources/empty.ts'
export { fail } from './sources/fail.ts'
export { range } from './sources/range.ts'
export { unfoldAsync } from './sources/unfoldAsync.ts'

// One to one, and fewer
export { filter } from './transforms/filter.ts'
export { map } from './transforms/map.ts'
export { take } from './transforms/take.ts'

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
export { catchError } from './supervision/catchError.ts'
export { ensuring, type ExitCase } from './supervision/ensuring.ts'

// Sinks
export { head } from './sinks/head.ts'
export { reduce } from './sinks/reduce.ts'
export { toArray } from './sinks/toArray.ts'

// Your own
export { type AnyIterable, type Stage, stage } from './core/pipeline.ts'
export type { Sink } from './core/sink.ts'
export type { Down, Step } from './core/protocol.ts'
export type { Clock } from './core/clock.ts'
export type { Overflow } from './core/mailbox.ts'
export { OverflowError } from './core/errors.ts'
