import { describe, expect, test } from 'vitest'
import { checkStage } from '../laws.ts'
import { sinks } from './mutants/sinks.ts'
import { sources } from './mutants/sources.ts'
import { stages } from './mutants/stages.ts'
import { readAhead } from './references.ts'

for (const [kind, mutants] of [
  ['stage', stages],
  ['sink', sinks],
  ['source', sources],
] as const)
  describe(`the laws for ${kind}s`, () => {
    for (const { rule, what, report } of mutants)
      test(`${rule} catches a ${kind} that ${what}`, async () => {
        const verdict = (await report())[rule]
        const message = verdict?.is === 'broken' ? verdict.message : verdict?.is
        expect(message).toContain(`${rule} is broken`)
        expect(message).not.toContain('where no law expects it')
      })
  })

test('a broken law tells rule, case, timeline and how to see it again', async () => {
  const { R2 } = await checkStage({ stage: readAhead(1), model: (values) => values, lookahead: 0, runs: 400 }, ['R2'])
  const message = R2?.is === 'broken' ? R2.message : ''
  expect(message).toMatch(/^R2 is broken: never pulls more/)
  expect(message).toMatch(/pull 2 came when 1 next\(\) had been called/)
  expect(message).toMatch(/the source \(\w+\) gives \[/)
  expect(message).toMatch(/consumer +next\(\) 1\n +source +opened\n +source +pull 1\n/)
  expect(message).toMatch(/SLUICE_REPLAY='\{"seed":-?\d+,"path":"[\d:]+"/)
})
