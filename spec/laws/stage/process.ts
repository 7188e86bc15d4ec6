import { anyValue } from '../arbitraries.ts'
import type { Flow } from '../endurance.ts'
import { anew, busy, endless, gated, hoards, readAll, starves } from '../endurance.ts'
import type { Law } from '../trial.ts'
import { plain } from '../trial.ts'
import type { StageSubject } from './cases.ts'
import { samples } from './cases.ts'

export const fair: Law<StageSubject>[] = [
  plain('R11', 'lets the event loop turn in a long synchronous run', async ({ stage, failing, values, eachTurn }) => {
    const given = samples(values)
    for (const hands of ['iterable', 'async'] as const)
      if (await starves(eachTurn, (goesOn) => readAll(stage(endless(given, hands, goesOn)))))
        return `the event loop did not turn while ${hands === 'async' ? 'settled promises' : 'a plain iterable'} gave value after value`
    if (
      failing !== undefined &&
      (await starves(eachTurn, (goesOn) => readAll(failing(busy)(endless(given, 'iterable', goesOn)))))
    )
      return 'the event loop did not turn while the user function took 0.4 ms for each value'
    return undefined
  }),
]

export const constantMemory: Law<StageSubject>[] = [
  plain('R12', 'keeps nothing of the values that have passed', ({ stage, values, lookahead, eachTurn }) => {
    const given = samples(values)
    const make = (i: number): unknown => (values === anyValue ? { i } : anew(given[i % given.length]))
    const begin = (): Flow => {
      const flow = gated(eachTurn, make)
      readAll(stage(flow.source)).catch(() => undefined)
      return flow
    }
    return hoards(begin, lookahead)
  }),
]
