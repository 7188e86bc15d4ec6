// How do I write rows fast that come one at a time? Each in a transaction of its own waits for the disk; all in one are
// not seen before the last has come. Reads rows from standard input, one JSON object a line, and writes them into SQLite
// in batches: of 500, or of what has come within 100 ms. A line that is no row harms no other, and Ctrl-C loses none.
import { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import sqlite from 'node-sqlite3-wasm'
import { batch, decodeText, filterMap, forEach, lines, parseJson, takeUntil } from 'sluice'

const program = new Command('npx tsx examples/batch-writes.ts')
  .description('Writes rows like {"sensor":"attic","celsius":21.5} from standard input into the table "readings".')
  .argument('<database>', 'the file, made where there is none')
  .option('--size <number>', 'how many rows a batch has at most', Number, 500)
  .option('--within <ms>', 'how long a row waits at most', Number, 100)
const { size, within } = program.parse().opts<{ size: number; within: number }>()
if (![size, within].every((n) => Number.isInteger(n) && n > 0)) program.error('error: only integers above 0')

type Row = { readonly sensor: string; readonly celsius: number }
const isRow = (json: unknown): json is Row => {
  const { sensor, celsius } = Object(json) as Partial<Record<keyof Row, unknown>>
  return typeof sensor === 'string' && typeof celsius === 'number'
}
let refused = 0
const rowOf = (parsed: E.Either<SyntaxError, unknown>): O.Option<Row> => {
  if (E.isRight(parsed) && isRow(parsed.right)) return O.some(parsed.right)
  refused++
  return O.none
}

const database = new sqlite.Database(program.args[0])
database.exec('create table if not exists readings (sensor text not null, celsius real not null)')
const insert = database.prepare('insert into readings values (?, ?)')
const write = (rows: readonly Row[]): void => {
  database.exec('begin')
  for (const { sensor, celsius } of rows) insert.run([sensor, celsius])
  database.exec('commit')
  console.log(`wrote ${rows.length}`)
}

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
try {
  await pipe(
    process.stdin,
    takeUntil(interrupted.signal),
    decodeText(),
    lines(),
    parseJson(),
    filterMap(rowOf),
    batch({ size, within }),
    forEach(write),
  )
  console.log(`${refused} lines were no rows`)
} finally {
  insert.finalize()
  database.close() // rolls back what was not committed
  process.stdin.destroy() // whoever writes to it may be idle
}
