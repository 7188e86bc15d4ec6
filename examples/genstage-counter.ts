// I know GenStage: what do its first examples look like here? A counts, B multiplies, C takes its time over each event and
// prints it, and A says what it is asked for. Then the QueueBroadcaster: events that come from outside go to everybody
// who has joined, and whoever sends one waits until all of them could take it. Ctrl-C ends it after what is in flight.
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import {
  broadcastDispatcher,
  channel,
  forEach,
  forEachAsync,
  hub,
  map,
  prefetch,
  producer,
  take,
  takeUntil,
} from 'sluice'

const program = new Command('npx tsx examples/genstage-counter.ts')
  .description('Runs two examples of the documentation of GenStage: A, B and C, and the QueueBroadcaster.')
  .option('--events <number>', 'how many events C prints, and how many are broadcast', Number, 12)
  .option('--times <number>', 'what B multiplies by', Number, 2)
  .option('--pause <ms>', 'how long C takes over each', Number, 50)
const { events, times, pause } = program.parse().opts<{ events: number; times: number; pause: number }>()
if (![events, times, pause].every((n) => Number.isInteger(n) && n > 0)) program.error('error: only integers above 0')

const queue = channel<number>({ capacity: 0 })
const interrupted = new AbortController()
process.once('SIGINT', () => {
  interrupted.abort()
  queue.end()
})

const a = producer(0, (demand, counter) => {
  console.log(`A is asked for ${demand}`)
  return O.some([RA.makeBy(demand, (i) => counter + i), counter + demand])
})
const b = map((n: number) => n * times)
const c = forEachAsync(async (n: number) => {
  await sleep(pause)
  console.log(`C got ${n}`)
})
await pipe(a, b, prefetch({ max: 10, min: 5 }), take(events), takeUntil(interrupted.signal), c)

const broadcaster = pipe(queue, hub(broadcastDispatcher()))
const prints = (name: string) => forEach((n: number) => console.log(`${name} got ${n}`))
const everybody = Promise.all([
  pipe(broadcaster.subscribe(), prints('all')),
  pipe(broadcaster.subscribe({ where: (n) => n % 2 === 0 }), prints('even')),
])
for (let n = 1; n <= events && (await queue.push(n)); n++) console.log(`sent ${n}`)
queue.end()
await everybody
