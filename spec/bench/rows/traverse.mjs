// All tasks of a list, and what they promise as a list. fp-ts runs all of them at once, however many there are, and its
// `traverse` copies the list for each value: minutes for 100 000 of them.
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as T from 'fp-ts/lib/Task.js'
import pMap from 'p-map'
import { ours } from '../ours.mjs'
import { ready } from './mapAsync.mjs'

const task = (x) => () => ready(x)

/** One list for everybody, since that is where fp-ts and p-map begin. */
let numbers = []
const upTo = (n) => (numbers.length === n ? numbers : (numbers = RA.makeBy(n, (i) => i + 1)))

/** Tells a result from the same numbers in another order. */
const digest = (values) => values.reduce((sum, value) => (Math.imul(sum, 31) + value) | 0, 0)
const digested = (run) => async (n) => digest(await run(upTo(n)))

const sixteenLoops = async (list) => {
  const results = []
  let at = 0
  const loop = async () => {
    while (at < list.length) {
      const here = at++
      results[here] = await task(list[here])()
    }
  }
  await Promise.all(Array.from({ length: 16 }, loop))
  return results
}

const row = (id, title, n, rest) => ({
  id,
  title,
  n,
  limitIs: '16 bare loops that fill an array',
  expected: (count) => digest(upTo(count).map((x) => x + 1)),
  limit: digested(sixteenLoops),
  goal: { of: 'p-map', times: 1 },
  contenders: [
    ...ours('traverse', ({ traverse }) => digested((list) => pipe(list, traverse(16)(task)))),
    { name: 'p-map', run: digested((list) => pMap(list, (x) => task(x)(), { concurrency: 16 })) },
    { name: 'fp-ts traverseArray (unbounded)', run: digested((list) => T.traverseArray(task)(list)()) },
    {
      name: 'fp-ts RA.traverse (unbounded)',
      run: digested((list) => RA.traverse(T.ApplicativePar)(task)(list)()),
      ...rest,
    },
  ],
})

export const traverse = [
  row('traverse', '`traverse(16)` over 100 000 ready tasks', 100_000, { once: true }),
  row('traverse-1000', 'the same, over 1000', 1000),
]
