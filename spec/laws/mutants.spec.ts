import { describe, expect, test } from 'vitest'
import { sinks } from './mutants/sinks.ts'
import { sources } from './mutants/sources.ts'
import { stages } from './mutants/stages.ts'

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
