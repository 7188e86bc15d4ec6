// How do I crawl quickly and stay polite? Follows links over several hosts: the pages of a host one by one, in the order
// in which they were found, 8 requests at once over all. What fails is tried again, what hangs is given up, and neither
// ends the crawl. It serves the hosts itself, with slow, failing and silent pages among theirs.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Command } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { abortable, catchError, channel, compact, head, mapAsync, mapByKey, of } from 'sluice'

const program = new Command('npx tsx examples/crawl-with-a-limit.ts')
  .description('Serves pages under several hosts, and crawls them quickly and politely.')
  .option('--hosts <number>', 'how many hosts there are', Number, 12)
  .option('--limit <number>', 'how many requests may be in flight', Number, 8)
  .option('--timeout <ms>', 'how long each may take', Number, 100)
const { hosts, limit, timeout } = program.parse().opts<{ hosts: number; limit: number; timeout: number }>()
if (![hosts, limit, timeout].every((n) => Number.isInteger(n) && n > 0)) program.error('error: only integers above 0')

const load = { now: 0, most: 0 }
const serve = () => {
  let visits = 0
  return createServer(({ url = '' }, response) => {
    const page = Number(url.slice(1))
    if (page === 4) return // silent for ever
    load.most = Math.max(load.most, ++load.now)
    const status = page === 6 || (page === 2 && visits++ === 0) ? 503 : 200
    setTimeout(() => {
      load.now--
      response.writeHead(status).end(page < 4 ? `/${page * 2} /${page * 2 + 1}` : '/1')
    }, page * 3)
  }).listen(0, '127.0.0.1')
}
const servers = Array.from({ length: hosts }, serve)
await Promise.all(servers.map((server) => once(server, 'listening')))

const frontier = channel<URL>({ capacity: Infinity })
const found = new Set<string>()
const follow = (page: URL) => found.has(page.href) || (found.add(page.href) && frontier.offer(page))
for (const server of servers) follow(new URL(`http://127.0.0.1:${Object(server.address()).port}/1`))

const read = async (page: URL, signal: AbortSignal) => {
  const response = await fetch(page, { signal })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return { page, outcome: 'read', links: (await response.text()).split(' ').map((link) => new URL(link, page)) }
}
const retry = ({ iterNumber }: { iterNumber: number }) => (iterNumber < 2 ? O.some(10 * 2 ** iterNumber) : O.none)
const visit = (page: URL, signal: AbortSignal) => {
  const giveUp = (error: unknown) => of({ page, outcome: `given up after ${String(error)}`, links: [] })
  return pipe(of(page), mapAsync(read, { retry, timeout }), catchError(giveUp), abortable(signal), head)
}
const crawl = mapByKey(({ host }: URL) => host, visit, { concurrency: limit, capacity: 7 * hosts })
let visited = 0
for await (const { page, outcome, links } of pipe(frontier, crawl, compact)) {
  console.log(`${page.host}${page.pathname} ${outcome}`)
  for (const link of links) follow(link)
  if (++visited === found.size) frontier.end()
}
console.log(`${visited} pages of ${hosts} hosts, at most ${load.most} answers at once`)
for (const server of servers) server.close().closeAllConnections()
