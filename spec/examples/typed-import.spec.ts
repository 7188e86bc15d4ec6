import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Script, startScript } from './script.ts'

const home = mkdtempSync(join(tmpdir(), 'sluice-import-'))
const started: Script[] = []
const run = async (...args: readonly string[]) => {
  const script = startScript('typed-import', ...args)
  started.push(script)
  const { exit, out, err } = await script.ended
  return { exit, err, lines: out.trimEnd().split('\n') }
}
const importing = (name: string, rows: readonly string[]) => {
  const file = join(home, name)
  writeFileSync(file, ['customer,product,quantity', ...rows].join('\n'))
  return run(file)
}
afterAll(() => {
  for (const script of started) script.kill()
  rmSync(home, { recursive: true, force: true })
})

describe('typed-import', { timeout: 60_000 }, () => {
  test('sums up what its own rows come to, and says what is wrong with the others', async () => {
    expect(await run()).toEqual({
      exit: 0,
      err: '',
      lines: [
        'line 3: no such product: "tea, green"',
        'line 4: no customer: "", no quantity: "some"',
        'line 5: no quantity: undefined',
        '3 rows refused { France: 11, Chile: 12 }',
      ],
    })
  })

  test('says all that is wrong with a row before it is looked up', async () => {
    const { lines } = await importing('faults.csv', [',,', 'bob', 'toString,tea,1', 'ann,tea,1.5'])
    expect(lines).toEqual([
      'line 2: no customer: "", no product: "", no quantity: ""',
      'line 3: no product: undefined, no quantity: undefined',
      'line 4: no such customer: "toString"',
      'line 5: no quantity: "1.5"',
      '4 rows refused {}',
    ])
  })

  test('says all that a row names and nobody knows', async () => {
    const { lines } = await importing('unknown.csv', ['zoe,milk,1', 'bob,milk,1'])
    expect(lines).toEqual([
      'line 2: no such customer: "zoe", no such product: "milk"',
      'line 3: no such product: "milk"',
      '2 rows refused {}',
    ])
  })

  test('takes a byte order mark, empty lines, and a quote amid a cell, as spreadsheets and people leave them', async () => {
    const file = join(home, 'spreadsheet.csv')
    writeFileSync(file, '\uFEFFcustomer,product,quantity\r\nann,tea,2\r\n\r\nann,te"a,2\r\n')
    const { err, lines } = await run(file)
    expect(err).toBe('')
    expect(lines).toEqual([String.raw`line 4: no such product: "te\"a"`, '1 rows refused { France: 6 }'])
  })

  test('takes a row with too many columns, and one that is quoted over several lines', async () => {
    const { lines } = await importing('odd.csv', ['ann,tea,1,more', '"ann","te\na",1', 'bob,coffee,2'])
    expect(lines).toEqual([String.raw`line 4: no such product: "te\na"`, '1 rows refused { France: 3, Chile: 10 }'])
  })

  test('goes on in the order of the file over many rows', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? `ann,tea,x${i}` : 'bob,tea,1'))
    const { lines } = await importing('many.csv', rows)
    const refused = Array.from({ length: 20 }, (_, i) => `line ${i * 10 + 2}: no quantity: "x${i * 10}"`)
    expect(lines).toEqual([...refused, '20 rows refused { Chile: 540 }'])
  })

  test('ends where the file is no CSV, and says of which line', async () => {
    const { exit, err } = await importing('broken.csv', ['ann,tea,1', 'ann,"tea,2'])
    expect(exit).toBe(1)
    expect(err).toMatch(/^error: Quote Not Closed: .* at line 3\n$/)
  })

  test('ends where there is no such file', async () => {
    const { exit, err, lines } = await run(join(home, 'nowhere.csv'))
    expect({ exit, lines }).toEqual({ exit: 1, lines: [''] })
    expect(err).toMatch(/^error: ENOENT/)
  })

  test('explains itself', async () => {
    const { exit, lines } = await run('--help')
    expect(exit).toBe(0)
    expect(lines.join('\n')).toMatch(/Usage: .*\[file\]/)
  })
})
