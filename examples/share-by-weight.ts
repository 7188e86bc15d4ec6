// One worker is three times as strong as another: how does it get three times as many jobs, and how does nobody wait for
// who is busy? By a dispatcher of one's own. Of those who ask, the one that has had the least for its weight gets the
// next job. It is pure functions over plain data, so it can be tested without any worker. Ctrl-C lets jobs in flight end.
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import { count, type Dispatcher, hub, interval, type SubscriberId, take, takeUntil, tapAsync } from 'sluice'

const program = new Command('npx tsx examples/share-by-weight.ts')
  .description('Shares jobs, one a millisecond, among workers.')
  .argument('[weights...]', 'how strong each worker is', ['3', '1'])
  .option('--jobs <number>', 'how many jobs there are', Number, 100)
  .option('--busy <ms>', 'how long the first worker takes over each job', Number, 0)
const { jobs, busy } = program.parse().opts<{ jobs: number; busy: number }>()
const weights = (program.processedArgs[0] as readonly string[]).map(Number)
if (![jobs, ...weights].every((n) => Number.isInteger(n) && n > 0)) program.error('error: only integers above 0')

type Worker = { readonly weight: number; asked: number; had: number }
type Sharing = { readonly workers: Map<SubscriberId, Worker>; owed: number }
const share = ({ had, weight }: Worker): number => had / weight
const nothing = { demand: 0, deliveries: [], leftover: [] }

const byWeight = <A>(): Dispatcher<A, Sharing, { readonly weight: number }> => ({
  init: () => ({ workers: new Map(), owed: 0 }),
  subscribe: (state, id, { weight }) => {
    const least = Math.min(...[...state.workers.values()].map(share)) // who joins late has nothing to catch up with
    state.workers.set(id, { weight, asked: 0, had: least === Infinity ? 0 : least * weight })
    return { ...nothing, state }
  },
  cancel: (state, id, unread = []) => {
    state.owed += state.workers.get(id)!.asked + unread.length // whoever asks next need not ask for it again
    state.workers.delete(id)
    return { ...nothing, state, leftover: unread }
  },
  ask: (state, id, n) => {
    const owed = Math.min(n, state.owed)
    state.owed -= owed
    state.workers.get(id)!.asked += n
    return { ...nothing, state, demand: n - owed }
  },
  dispatch: (state, jobs) => {
    const deliveries = jobs.flatMap((job) => {
      const asking = [...state.workers].filter(([, { asked }]) => asked > 0)
      const [next] = asking.toSorted(([, a], [, b]) => share(a) - share(b))
      if (next === undefined) return []
      next[1].asked--
      next[1].had++
      return [[next[0], [job]] as const]
    })
    return { ...nothing, state, deliveries, leftover: jobs.slice(deliveries.length) }
  },
})

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
const shared = pipe(interval(1), take(jobs), takeUntil(interrupted.signal), hub(byWeight<number>()))
const work = (ms: number) => tapAsync(async () => void (ms > 0 && (await sleep(ms))))
const done = weights.map((weight, i) => pipe(shared.subscribe({ weight }), work(i === 0 ? busy : 0), count))
console.log(`sharing ${jobs} jobs`)
for (const [i, n] of (await Promise.all(done)).entries()) console.log(`worker of weight ${weights[i]} did ${n} jobs`)
