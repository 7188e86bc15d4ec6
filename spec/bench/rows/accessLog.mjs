// An access log from disk: how many of its lines tell of a server error? Every contender opens the same file, reads
// chunks of the same size, and applies the same predicate to each line as a string of its own.
import { Effect, Stream } from 'effect'
import { pipe } from 'fp-ts/lib/function.js'
import { closeSync, createReadStream, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import split2 from 'split2'
import { ours } from '../ours.mjs'

const isServerError = (line) => line.includes('" 500 ') || line.includes('" 503 ')

const paths = [
  '/',
  '/index.html',
  '/api/orders?page=3',
  '/api/orders/1873/lines',
  '/static/app.4f1c.js',
  '/favicon.ico',
]
const statuses = [200, 200, 200, 304, 200, 404, 200, 500, 200, 200, 302, 503, 200, 200, 200, 200]
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'curl/8.8.0',
]

/** The same bytes on every machine: the fields of a line come from one linear congruential sequence. */
const generate = (file, megabytes) => {
  const target = openSync(file, 'w')
  let seed = 42
  const below = (n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * n)
  }
  let bytes = 0
  let matches = 0
  let second = 0
  while (bytes < megabytes * 1e6) {
    let block = ''
    while (block.length < 1e6) {
      second = (second + below(2)) % 86_400
      const time = new Date(second * 1000).toISOString().slice(11, 19)
      const status = statuses[below(statuses.length)]
      if (status >= 500) matches++
      block +=
        `10.${below(256)}.${below(256)}.${below(256)} - - [12/Mar/2024:${time} +0000] ` +
        `"GET ${paths[below(paths.length)]} HTTP/1.1" ${status} ${below(90_000)} "-" "${agents[below(agents.length)]}"\n`
    }
    bytes += writeSync(target, block)
  }
  closeSync(target)
  return { bytes, matches }
}

const accessLog = (megabytes) => {
  const file = join(process.env.SLUICE_BENCH_DIR, `sluice-access-${megabytes}.log`)
  const about = `${file}.json`
  if (!existsSync(about)) writeFileSync(about, JSON.stringify(generate(file, megabytes)))
  return { file, ...JSON.parse(readFileSync(about, 'utf8')) }
}

const countByHand = async (chunks) => {
  let count = 0
  let rest = ''
  for await (const chunk of chunks) {
    const text = rest === '' ? chunk : rest + chunk
    let from = 0
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      const end = to > from && text.charCodeAt(to - 1) === 13 ? to - 1 : to
      if (isServerError(text.slice(from, end))) count++
      from = to + 1
    }
    rest = text.slice(from)
  }
  return rest !== '' && isServerError(rest) ? count + 1 : count
}

const emitted = (emitter, event, end) =>
  new Promise((resolve, reject) => {
    let count = 0
    emitter.on(event, (line) => {
      if (isServerError(line)) count++
    })
    emitter.on('error', reject)
    emitter.on(end, () => resolve(count))
  })

const row = (id, title, goal, contenders) => ({
  id,
  title,
  limitIs: 'loop over decoded chunks',
  unit: 'byte',
  pace: { rounds: 3, sliceMs: 0, warmUpMs: 0 },
  prepare: ({ quick }) => {
    const logs = (quick ? [0.25, 2.5, 25] : [2.5, 25, 250]).map(accessLog)
    const ofSize = (n) => logs.find(({ bytes }) => bytes === n)
    const asText = (n) => createReadStream(ofSize(n).file, 'utf8')
    const asBytes = (n) => createReadStream(ofSize(n).file)
    return {
      title: quick ? title.replace('250 MB', '25 MB') : title,
      n: logs.at(-1).bytes,
      sizes: logs.map(({ bytes }) => bytes),
      expected: (n) => ofSize(n).matches,
      limit: (n) => countByHand(asText(n)),
      contenders: contenders({ asText, asBytes }),
    }
  },
  goal,
})

export const accessLogs = [
  row('lines-text', '250 MB access log: text, `lines()`, filter, count', { times: 1.1 }, ({ asText }) => [
    ...ours(
      'lines filter count',
      ({ lines, filter, count }) =>
        (n) =>
          pipe(asText(n), lines(), filter(isServerError), count),
    ),
    {
      name: 'effect',
      run: (n) =>
        Effect.runPromise(
          Stream.fromAsyncIterable(asText(n), (error) => error).pipe(
            Stream.splitLines,
            Stream.filter(isServerError),
            Stream.runCount,
          ),
        ),
    },
    {
      name: 'readline event',
      run: (n) => emitted(createInterface({ input: asText(n), crlfDelay: Infinity }), 'line', 'close'),
    },
    {
      name: 'readline for-await',
      run: async (n) => {
        let count = 0
        for await (const line of createInterface({ input: asText(n), crlfDelay: Infinity })) {
          if (isServerError(line)) count++
        }
        return count
      },
    },
    { name: 'split2', run: (n) => emitted(asText(n).pipe(split2()), 'data', 'end') },
  ]),
  row('lines-bytes', 'the same from bytes, `decodeText()`', { times: 1.3 }, ({ asBytes }) => [
    ...ours(
      'decodeText lines filter count',
      ({ decodeText, lines, filter, count }) =>
        (n) =>
          pipe(asBytes(n), decodeText(), lines(), filter(isServerError), count),
    ),
    {
      name: 'effect',
      run: (n) =>
        Effect.runPromise(
          Stream.fromAsyncIterable(asBytes(n), (error) => error).pipe(
            Stream.decodeText,
            Stream.splitLines,
            Stream.filter(isServerError),
            Stream.runCount,
          ),
        ),
    },
    {
      name: 'readline event',
      run: (n) => emitted(createInterface({ input: asBytes(n), crlfDelay: Infinity }), 'line', 'close'),
    },
    { name: 'split2', run: (n) => emitted(asBytes(n).pipe(split2()), 'data', 'end') },
  ]),
]
