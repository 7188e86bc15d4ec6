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
export { append } from './transforms/append.ts'
export { changes } from './transforms/changes.ts'
export { chunksOf } from './transforms/chunksOf.ts'
export { compact } from './transforms/compact.ts'
export { decodeText } from './transforms/decodeText.ts'
export { drop } from './transforms/drop.ts'
export { dropLast } from './transforms/dropLast.ts'
export { dropWhile } from './transforms/dropWhile.ts'
export { filter } from './transforms/filter.ts'
export { filterMap } from './transforms/filterMap.ts'
export { filterWithIndex } from './transforms/filterWithIndex.ts'
export { flatten } from './transforms/flatten.ts'
export { group } from './transforms/group.ts'
export { ifEmpty } from './transforms/ifEmpty.ts'
export { intersperse } from './transforms/intersperse.ts'
export { lines, type LinesOptions } from './transforms/lines.ts'
export { map } from './transforms/map.ts'
export { mapAccum } from './transforms/mapAccum.ts'
export { mapWithIndex } from './transforms/mapWithIndex.ts'
export { pairwise } from './transforms/pairwise.ts'
export { parseJson } from './transforms/parseJson.ts'
export { prepend } from './transforms/prepend.ts'
export { scan } from './transforms/scan.ts'
export { sliding } from './transforms/sliding.ts'
export { take } from './transforms/take.ts'
export { takeLast } from './transforms/takeLast.ts'
export { type Notifier, takeUntil } from './transforms/takeUntil.ts'
export { takeWhile, type TakeWhileOptions } from './transforms/takeWhile.ts'
export { tap } from './transforms/tap.ts'
export { transform } from './transforms/transform.ts'
export { transformAsync } from './transforms/transformAsync.ts'
export { uniq, type UniqOptions } from './transforms/uniq.ts'

// Asynchronous work
export { expand } from './concurrency/expand.ts'
export { filterAsync, type FilterAsyncOptions } from './concurrency/filterAsync.ts'
export { flatMap, type FlatMapOptions } from './concurrency/flatMap.ts'
export { mapAsync, type MapAsyncOptions } from './concurrency/mapAsync.ts'
export { mapByKey, type MapByKeyOptions } from './concurrency/mapByKey.ts'
export { switchMap } from './concurrency/switchMap.ts'
export { tapAsync, type TapAsyncOptions } from './concurrency/tapAsync.ts'

// Read-ahead, batches
export {
  batch,
  type BatchByOptions,
  type BatchBySize,
  type BatchByWeight,
  type BatchOptions,
} from './buffering/batch.ts'
export { buffer, type BufferOptions } from './buffering/buffer.ts'
export { conflate } from './buffering/conflate.ts'
export { prefetch, type PrefetchWindow } from './buffering/prefetch.ts'

// Time
export { debounce, type DebounceOptions } from './timing/debounce.ts'
export { delay, type DelayOptions } from './timing/delay.ts'
export { gate, type Gate, type GateOptions } from './timing/gate.ts'
export { rateLimit, type RateLimitOptions } from './timing/rateLimit.ts'
export { throttle, type ThrottleOptions } from './timing/throttle.ts'
export { timeout, type TimeoutOptions } from './timing/timeout.ts'

// Dispatchers
export {
  broadcastDispatcher,
  type BroadcastState,
  type BroadcastSubscription,
} from './dispatchers/broadcastDispatcher.ts'
export { demandDispatcher, type DemandState } from './dispatchers/demandDispatcher.ts'
export {
  type PartitionBy,
  partitionDispatcher,
  type PartitionState,
  type PartitionSubscription,
} from './dispatchers/partitionDispatcher.ts'
export { roundRobinDispatcher, type RoundRobinState } from './dispatchers/roundRobinDispatcher.ts'

// Several into one
export { concat } from './fan-in/concat.ts'
export { interleave } from './fan-in/interleave.ts'
export { merge, type Merged, type MergeOptions, type MergeSource } from './fan-in/merge.ts'
export { mergeAll, type MergeAllOptions } from './fan-in/mergeAll.ts'
export { mergeByPriority } from './fan-in/mergeByPriority.ts'
export { mergeSorted } from './fan-in/mergeSorted.ts'
export { race } from './fan-in/race.ts'
export { withLatestFrom } from './fan-in/withLatestFrom.ts'
export { zip, type Zipped } from './fan-in/zip.ts'
export { zipAll, type ZippedAll } from './fan-in/zipAll.ts'
export { zipLatest } from './fan-in/zipLatest.ts'
export { zipWith } from './fan-in/zipWith.ts'

// One into several
export { balance } from './fan-out/balance.ts'
export { balanceThrough } from './fan-out/balanceThrough.ts'
export { balanceTo } from './fan-out/balanceTo.ts'
export { broadcast } from './fan-out/broadcast.ts'
export { broadcastThrough } from './fan-out/broadcastThrough.ts'
export { broadcastTo } from './fan-out/broadcastTo.ts'
export { hub, type Hub, type HubOptions, type SubscribeOptions } from './fan-out/hub.ts'
export { partition, type Partition } from './fan-out/partition.ts'
export { partitionThrough, type PartitionThroughOptions } from './fan-out/partitionThrough.ts'
export { partitionTo, type PartitionToOptions } from './fan-out/partitionTo.ts'

// When things fail
export { abortable } from './supervision/abortable.ts'
export { catchError } from './supervision/catchError.ts'
export { ensuring, type ExitCase } from './supervision/ensuring.ts'

// Sinks
export { count } from './sinks/count.ts'
export { drain } from './sinks/drain.ts'
export { every } from './sinks/every.ts'
export { find } from './sinks/find.ts'
export { fold } from './sinks/fold.ts'
export { forEach } from './sinks/forEach.ts'
export { forEachAsync, type ForEachAsyncOptions } from './sinks/forEachAsync.ts'
export { groupToMap } from './sinks/groupToMap.ts'
export { head } from './sinks/head.ts'
export { last } from './sinks/last.ts'
export { peel } from './sinks/peel.ts'
export { reduce } from './sinks/reduce.ts'
export { reduceAsync } from './sinks/reduceAsync.ts'
export { some } from './sinks/some.ts'
export { toArray } from './sinks/toArray.ts'
export { toMap } from './sinks/toMap.ts'
export { topN } from './sinks/topN.ts'
export { toReadableStream } from './sinks/toReadableStream.ts'

// Seeing it
export { describe, type Graph } from './inspection/describe.ts'
export { named } from './inspection/named.ts'
export { type Drawing, toMermaid } from './inspection/toMermaid.ts'

// Your own
export { type AnyIterable, type Keeper, type Stage, stage } from './core/pipeline.ts'
export type { Sink } from './core/sink.ts'
export type { Down, Step } from './core/protocol.ts'
export type { Clock } from './core/clock.ts'
export type { Overflow } from './core/mailbox.ts'

// Errors, and what options are made of
export { OverflowError } from './core/errors.ts'

// Errors, and what options are made of
export { DispatchError, RestartLimitError, TimeoutError } from './origins/errors.ts'
export type { Dispatched, Dispatcher, SubscriberId } from './origins/dispatcher.ts'
export type { Branch, Branches } from './origins/branches.ts'
export type { Room } from './origins/holding.ts'
export type { RetryPolicy, RetryStatus } from './origins/policy.ts'
export type { Cancel, Subscription } from './origins/subscribing.ts'
