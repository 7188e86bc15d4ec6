// Cost per value against what a user turns up: calls in flight, sources, values in a batch, branches. The number of values stays,
// and is large enough that whatever there are most of is used many times.
import { balancing, broadcasting, broadcastingHub, partitioning, sharingHub } from './fanOut.mjs'
import { batching } from './gathering.mjs'
import { calling, onImmediate, ready } from './mapAsync.mjs'
import { flattening, merging } from './merging.mjs'

const sizes = [1, 4, 16, 64, 256, 1024, 4096]
const branches = [1, 2, 4, 8, 16, 32, 64]
const subscribers = [1, 4, 16, 64, 256, 1000]
const each = (times) => ({ sizes, n: times * sizes.at(-1) })

export const growth = [
  { id: 'mapAsync-concurrency', ...each(64), at: (concurrency) => calling(ready, concurrency, true) },
  { id: 'mapAsync-concurrency-unordered', ...each(64), at: (concurrency) => calling(ready, concurrency, false) },
  { id: 'mapAsync-concurrency-immediate', ...each(16), at: (concurrency) => calling(onImmediate, concurrency, true) },
  { id: 'flatMap-concurrency', ...each(16), at: flattening },
  { id: 'merge-sources', ...each(64), at: merging },
  { id: 'batch-size', ...each(64), at: batching },
  // Per value that somebody is given: where all get everything, so many more branches come with so many fewer values.
  { id: 'broadcast-branches', sizes: branches, n: 1_024_000, at: (many) => broadcasting(many, (n) => n / many) },
  { id: 'balance-branches', sizes: branches, n: 1_024_000, at: balancing },
  { id: 'partition-branches', sizes: branches, n: 1_024_000, at: partitioning },
  { id: 'hub-demand-subscribers', sizes: subscribers, n: 8_192_000, at: sharingHub },
  {
    id: 'hub-broadcast-subscribers',
    sizes: subscribers,
    n: 8_192_000,
    at: (many) => broadcastingHub(many, (n) => n / many),
  },
]
