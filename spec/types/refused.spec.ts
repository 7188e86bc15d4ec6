import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../reading.ts'
import { prelude, type Refusal, refusals, refusalsByOverload } from './refusals.ts'

const folder = `${root}.reports/refused`
const all = [...refusals, ...refusalsByOverload]
const said = new Map<Refusal, string[]>()

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ extends: '../../tsconfig.json', include: ['.'] }))
  writeFileSync(`${folder}/refused.ts`, [...prelude, ...all.map(({ code }) => `void (${code})`)].join('\n'))
  const compiler = `${root}node_modules/typescript/bin/tsc`
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
  for (const message of stdout.split(/^(?=\S)/m)) {
    const [, line, text = ''] = /^.*?\((\d+),\d+\): error TS\d+: ([^]*)$/.exec(message) ?? []
    const refused = all[Number(line) - 1 - prelude.length]
    if (refused === undefined) throw new Error(message)
    said.set(refused, [...(said.get(refused) ?? []), ...text.trimEnd().split('\n')])
  }
}, 60_000)

describe('the compiler', () => {
  test.each(refusals)('refuses $title, and says so first', (refused) => {
    expect(said.get(refused)?.[0]).toBe(refused.says)
  })
  test.each(refusalsByOverload)('refuses $title, and says so below that no overload matches', (refused) => {
    const [first, ...others] = said.get(refused) ?? []
    expect(first).toBe('No overload matches this call.')
    expect(others.map((line) => line.trim())).toContainEqual(expect.stringContaining(refused.says))
  })
  test('is brief', () => {
    expect(all.filter((refused) => (said.get(refused)?.[0]?.length ?? 0) > 180)).toEqual([])
  })
})
