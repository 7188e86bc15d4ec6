// When do errors come too fast? Follows logs as they grow, as `tail -f` does, all of them as one, shows each line that
// tells of an error, and raises an alarm where 5 have come within 10 seconds, once in that time. Ctrl-C ends it.
import { type FileHandle, open } from 'node:fs/promises'
import { Command } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeText, filter, flatMap, forEach, interval, lines, map, merge, sliding, takeUntil, throttle } from 'sluice'

const program = new Command('npx tsx examples/tail-a-log.ts')
  .description('Shows the errors that are added to logs, and raises an alarm where they come too fast.')
  .argument('<logs...>', 'the files to follow, each from where it ends now')
  .option('--match <pattern>', 'what tells of an error', 'error|" 5\\d\\d ')
  .option('--count <number>', 'how many of them are too many', Number, 5)
  .option('--within <ms>', 'in which time', Number, 10_000)
const { match, count, within } = program.parse().opts<{ match: string; count: number; within: number }>()
if (![count, within].every((n) => Number.isInteger(n) && n > 0)) program.error('error: only integers above 0')
const pattern = new RegExp(match, 'i')

/** The errors that are added to a file from now on; one that was cut short is read from its start. */
const follow = async (path: string, file: FileHandle): Promise<AsyncIterable<string>> => {
  let at = (await file.stat()).size
  const added = async function* (): AsyncGenerator<Uint8Array> {
    if ((await file.stat()).size < at) at = 0
    for (;;) {
      const { bytesRead, buffer } = await file.read({ position: at })
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }
  return pipe(
    interval(50),
    flatMap(added),
    decodeText(),
    lines(),
    filter((line) => pattern.test(line)),
    map((line) => `${path}: ${line}`),
  )
}

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
const files = await Promise.all(program.args.map((path) => open(path).catch(({ message }) => program.error(message))))
const logs = await Promise.all(files.map((file, i) => follow(program.args[i] ?? '', file)))
console.log(program.args.map((path) => `following ${path}`).join('\n'))
await pipe(
  logs,
  merge(),
  takeUntil(interrupted.signal),
  map((line) => {
    const seen = performance.now()
    console.log(line)
    return seen
  }),
  sliding(count),
  filter((times) => times[count - 1]! - times[0] <= within),
  throttle(within),
  forEach(() => console.log(`ALARM: ${count} errors within ${within} ms`)),
)
await Promise.all(files.map((file) => file.close()))
