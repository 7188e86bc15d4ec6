// Cost per value against what a user turns up: calls in flight, sources, values in a batch. The number of values stays,
// and is large enough that whatever there are most of is used many times.
import { batching } from './gathering.mjs'
import { calling, onImmediate, ready } from './mapAsync.mjs'
import { flattening, merging } from './merging.mjs'

const sizes = [1, 4, 16, 64, 256, 1024, 4096]
const each = (times) => ({ sizes, n: times * sizes.at(-1) })

export const growth = [
  { id: 'mapAsync-concurrency', ...each(64), at: (concurrency) => calling(ready, concurrency, true) },
  { id: 'mapAsync-concurrency-unordered', ...each(64), at: (concurrency) => calling(ready, concurrency, false) },
  { id: 'mapAsync-concurrency-immediate', ...each(16), at: (concurrency) => calling(onImmediate, concurrency, true) },
  { id: 'flatMap-concurrency', ...each(16), at: flattening },
  { id: 'merge-sources', ...each(64), at: merging },
  { id: 'batch-size', ...each(64), at: batching },
]
