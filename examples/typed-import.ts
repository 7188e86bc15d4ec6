// Which rows of a CSV are wrong, and what do the others come to? A row is checked, and its customer and its price are looked
// up, four rows at a time; each of the two steps says all that is wrong at once. Wrong rows go to a report, in their order,
// and right ones to a summary, from one reading of a file of any length.
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { Command } from 'commander'
import { type Info, parse } from 'csv-parse'
import { apS, sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as RR from 'fp-ts/lib/ReadonlyRecord.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { broadcastTo, count, fold, from, tap } from 'sluice'
import * as AI from 'sluice/fp-ts'

const sample = 'customer,product,quantity\nann,tea,2\nbob,"tea, green",1\n,tea,some\nzoe,tea\nann,coffee,1\nbob,tea,4\n'
const program = new Command('npx tsx examples/typed-import.ts')
  .description('Imports orders of tea and coffee by ann and bob.')
  .argument('[file]', 'a CSV with the columns customer, product and quantity; without it a small one with wrong rows')
const [file] = program.parse().args
const input = file === undefined ? [sample] : createReadStream(file)
const lenient = { bom: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true }
// Who reads the rows is told of what fails, so the callback has nothing to do.
const rows = pipeline(input, parse({ columns: true, info: true, ...lenient }), () => undefined)

type Row = { readonly record: Readonly<Record<string, string | undefined>>; readonly info: Info }
type Faults = readonly string[]
const cell = ({ record }: Row, name: string, shape = /./): E.Either<Faults, string> =>
  E.fromPredicate(shape.test.bind(shape), () => [`no ${name}: ${JSON.stringify(record[name])}`])(record[name] ?? '')

const lookUp = <A>(what: string, table: Readonly<Record<string, A>>, key: string): TE.TaskEither<Faults, A> =>
  pipe(T.of(RR.lookup(key, table)), T.delay(10), T.map(E.fromOption(() => [`no such ${what}: ${JSON.stringify(key)}`])))

// Of two that fail, `E.Apply` keeps the faults of the first. These keep those of both.
const checked = E.getApplicativeValidation(RA.getSemigroup<string>())
const lookedUp = TE.getApplicativeTaskValidation(T.ApplySeq, RA.getSemigroup<string>())
const sale = (row: Row) =>
  pipe(
    E.Do,
    apS(checked)('customer', cell(row, 'customer')),
    apS(checked)('product', cell(row, 'product')),
    apS(checked)('quantity', pipe(cell(row, 'quantity', /^[1-9]\d*$/), E.map(Number))),
    TE.fromEither,
    TE.bind('found', ({ customer, product }) =>
      sequenceS(lookedUp)({
        country: lookUp('customer', { ann: 'France', bob: 'Chile' }, customer),
        price: lookUp('product', { tea: 3, coffee: 5 }, product),
      }),
    ),
    TE.map(({ found: { country, price }, quantity }) => ({ [country]: price * quantity })),
    TE.mapLeft((faults) => `line ${row.info.lines}: ${faults.join(', ')}`),
  )

const sales = RR.getMonoid(N.SemigroupSum)
const imported = pipe(
  from<Row>(rows),
  AI.mapTaskEither(sale, { concurrency: 4 }),
  AI.toTaskEither(
    broadcastTo({ refused: flow(AI.lefts, tap(console.log), count), sales: flow(AI.rights, fold(sales)) }),
    (error) => `error: ${(error as Error).message}`,
  ),
  TE.match(program.error.bind(program), ({ refused, sales }) => console.log(`${refused} rows refused`, sales)),
)
await imported()
